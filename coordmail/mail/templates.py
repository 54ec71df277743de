"""The mail templates: where they lie, and how one source becomes the text and the HTML of a mail that say the same."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.environment import TemplateModule
from jinja2.sandbox import ImmutableSandboxedEnvironment

import coordmail
from coordmail.mail import report_rows
from coordmail.mail.inline_styles import InlineStyles
from coordmail.mail.wording import FILTERS, breaks_html, breaks_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coordmail.model import Language

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_TRAILING = re.compile(r"(?<![^\S\n])[^\S\n]++(?=\n)")
_TEMPLATES = (".jinja", ".html", ".txt")
_JOINT = "\x02"
"""What ends a line of text that no blank line may follow, such as a heading."""
_JOINTS = re.compile(f"{_JOINT}\n+")
_GAPS = re.compile(r"\n{3,}")


class TemplatesError(Exception):
    """A template or word list cannot be read; the message names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One mail as its template says it. `text` ends with a line break; `html` is a whole document."""

    subject: str
    text: str
    html: str


def built_in() -> Path:
    """The folder of the templates that come with coordmail: in the package when installed, else beside it."""
    package = Path(coordmail.__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def visible(text: str) -> str:
    """`text` without control characters, lone surrogates and marks that turn the reading direction."""
    return _INVISIBLE.sub("", text)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a short way to plain data, which is nearly all that templates look at.

    A field of a dataclass, a key of a table and a macro are given at once; a key wins over a method of the same name.
    All else takes Jinja's own careful way. With `styles`, the tags of a template get them when it is read.
    """

    def __init__(self, styles: InlineStyles | None, **options: Any) -> None:
        super().__init__(**options)
        self._styles = styles

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        source = super().preprocess(source, name, filename)
        return self._styles.write(source) if self._styles else source

    def getattr(self, obj: Any, attribute: str) -> Any:
        kind = type(obj)
        if kind is dict and attribute in obj:
            return obj[attribute]
        if attribute in getattr(kind, "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        if kind is TemplateModule and not attribute.startswith("_") and hasattr(obj, attribute):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class Templates:
    """The templates of a house: a file in `overrides` wins over the built-in one of the same path, one by one."""

    def __init__(self, overrides: Path | None = None) -> None:
        self._folders = [*([overrides] if overrides else []), built_in()]
        self._text = self._environment(None)
        self._words: dict[Language, dict[str, Any]] = {}

    @cached_property
    def _styles(self) -> InlineStyles:
        return InlineStyles(self._read("style.css"))

    @cached_property
    def _html(self) -> ImmutableSandboxedEnvironment:
        return self._environment(self._styles)

    def _environment(self, styles: InlineStyles | None) -> ImmutableSandboxedEnvironment:
        autoescape = styles is not None
        environment = _Sandbox(
            styles,
            loader=FileSystemLoader([str(folder) for folder in self._folders]),
            autoescape=autoescape,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        environment.filters.update({**FILTERS, **report_rows.FILTERS})
        environment.filters["breaks"] = breaks_html if autoescape else breaks_text
        return environment

    def words(self, language: Language) -> dict[str, Any]:
        """The wording that all mails of `language` share: mail/<language>/words.toml."""
        if language not in self._words:
            self._words[language] = self._read_words(language)
        return self._words[language]

    def _read_words(self, language: Language) -> dict[str, Any]:
        name = f"{language}/words.toml"
        try:
            return tomllib.loads(self._read(name))
        except tomllib.TOMLDecodeError as error:
            raise TemplatesError(f"mail/{name}: {error}") from error

    def _read(self, name: str) -> str:
        """The file `name` beside the templates, from the first folder that has it."""
        path = next((p for f in self._folders if (p := f / "mail" / name).is_file()), None)
        if path is None:
            raise TemplatesError(f"mail/{name} is in none of the template folders")
        try:
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise TemplatesError(f"{path}: {error}") from error

    def render(
        self,
        kind: str,
        language: Language,
        context: Mapping[str, object],
        mailto: Callable[[str], Callable[[str], str]],
    ) -> Rendered:
        """Render mail/<language>/<kind>.jinja both ways.

        `mailto` makes, from the mail's subject, what turns the words of an answer into a link. Raises
        jinja2.TemplateError (StrictUndefined: also for a variable that `context` lacks) and TemplatesError.
        """
        values = {**context, "language": language, "wording": self.words(language)}
        values["hello"] = self._hello(language, context)
        values["mailto"] = str
        values["joint"] = _JOINT
        text, subject = _assemble(self._text, "txt", kind, language, values)
        values["mailto"] = mailto(subject)
        values["sheet"] = self._styles.head
        html, _ = _assemble(self._html, "html", kind, language, values)
        return Rendered(subject, _tidy(text), "\n".join(filter(None, visible(html).splitlines())))

    def _hello(self, language: Language, context: Mapping[str, object]) -> str:
        words, me = self.words(language), context.get("me")
        return str(words["hello_named"].replace("{me}", str(me)) if me else words["hello"])

    def sources(self) -> list[str]:
        """The names of all templates that are there, built-in or added."""
        return [name for name in self._html.list_templates() if name.startswith("mail/") and name.endswith(_TEMPLATES)]

    def syntax_error(self, name: str) -> str | None:
        """What is wrong with the template `name`, or None."""
        try:
            self._html.get_template(name)
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            return f"templates/{name}{f', line {line}' if line else ''}: {error.message or type(error).__name__}"
        return None


def _assemble(
    environment: ImmutableSandboxedEnvironment, mode: str, kind: str, language: Language, values: Mapping[str, object]
) -> tuple[str, str]:
    """The whole text or HTML and the subject."""
    scope = dict(values)
    scope["ui"] = environment.get_template(f"mail/layout.{mode}").make_module(scope)
    scope["parts"] = environment.get_template("mail/parts.jinja").make_module(scope)
    letter = environment.get_template(f"mail/{language}/{kind}.jinja").make_module(scope)
    said = {name: _on_one_line(letter, name) for name in ("subject", "lead", "ask", "why")}
    whole = environment.get_template(f"mail/frame.{mode}").render({**scope, **said, "body": letter})
    return whole, visible(str(said["subject"]))


def _on_one_line(letter: TemplateModule, name: str) -> str:
    """The part `name` that every template sets; escaped where it was set escaped."""
    value = getattr(letter, name, None)
    if not isinstance(value, str):
        raise TemplateError(f"does not set {name!r}")
    return type(value)(" ").join(line.strip() for line in value.splitlines()).strip()


def _tidy(text: str) -> str:
    """At most one blank line in a row, none after a heading, no blanks at the end of a line, nothing invisible."""
    text = _TRAILING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _GAPS.sub("\n\n", visible(_JOINTS.sub("\n", text))).strip() + "\n"
