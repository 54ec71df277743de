"""Proves the paper templates, so that an office which edits one in Word hears of a slip before a mail needs it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from coordmail.reports.fields import FormFields, MinutesFields, MonthlyFields, WeeklyFields
from coordmail.reports.render import UNUSABLE, environment
from coordmail.reports.templates import TemplateError, find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from jinja2 import nodes

_PAPERS: dict[str, tuple[type, frozenset[str]]] = {
    "minutes": (MinutesFields, frozenset({"ref", "topic", "time", "items", "items.task", "items.owner", "items.due"})),
    "weekly": (WeeklyFields, frozenset({"week", "period", "departments", "departments.name", "departments.overdue"})),
    "monthly": (MonthlyFields, frozenset({"month", "departments", "problems", "problems.evidence", "waits", "trend"})),
    "form": (FormFields, frozenset({"ref", "topic", "time"})),
}
"""Each paper's fields, and those without which it would be no such paper."""


def check(overrides: Path | None = None) -> list[str]:
    """What is wrong with the paper templates, one sentence each that names file and field; empty when all is well."""
    return [
        finding
        for paper, (known, needed) in _PAPERS.items()
        for language in ("zh", "en")
        for finding in _check_template(f"{paper}.{language}.docx", overrides, known, needed)
    ]


def _check_template(name: str, overrides: Path | None, known: type, needed: frozenset[str]) -> list[str]:
    from jinja2 import TemplateSyntaxError

    reader = _FieldReader(known)
    try:
        for source in _sources(find(name, overrides)):
            # Compiling finds what parsing does not look at, such as a filter that does not exist.
            environment().compile(source)
            reader.read(environment().parse(source))
    except TemplateError as error:
        return [str(error)]
    except TemplateSyntaxError as error:
        return [f"{name}: {error.message}"]
    except UNUSABLE as error:
        return [f"{name}: not a Word document ({error})"]
    unknown = [f"{name}: unknown field {field}" for field in sorted(reader.unknown)]
    return unknown + [f"{name}: missing field {field}" for field in sorted(needed - reader.used)]


def _sources(path: Path) -> Iterator[str]:
    """The Jinja source of the document's body, its headers and its footers."""
    from docxtpl.template import DocxTemplate

    document: Any = DocxTemplate(path)
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))


class _FieldReader:
    """Collects the fields that a template uses, rows under the name of their list: `items.task`.

    `unknown` has what the paper has no value for, as the template writes it.
    """

    def __init__(self, known: type) -> None:
        self.used: set[str] = set()
        self.unknown: set[str] = set()
        self._types = get_type_hints(known)

    def read(self, template: nodes.Template) -> None:
        self._visit(template, {name: (name, kind) for name, kind in self._types.items()})

    def _visit(self, node: nodes.Node, scope: Mapping[str, tuple[str, object]]) -> None:
        """`scope` has the names that mean something here: what they are called in the catalogue, and their type."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name) and node.ctx == "load":
            self._use(node.name, scope)
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            self._use_part(node.node.name, node.attr, scope)
            return
        elif isinstance(node, nodes.For):
            scope = {**scope, **_loop_names(node, scope)}
        elif isinstance(node, nodes.Template):
            scope = {**scope, **{name.name: ("", object) for name in _assigned(node)}}
        for child in node.iter_child_nodes():
            self._visit(child, scope)

    def _use(self, name: str, scope: Mapping[str, tuple[str, object]]) -> None:
        if name in scope:
            self.used.add(scope[name][0])
        else:
            self.unknown.add(name)

    def _use_part(self, name: str, part: str, scope: Mapping[str, tuple[str, object]]) -> None:
        self._use(name, scope)
        catalogue_name, kind = scope.get(name, ("", object))
        if not (isinstance(kind, type) and is_dataclass(kind)):
            return
        if part in {field.name for field in fields(kind)}:
            self.used.add(f"{catalogue_name}.{part}")
        else:
            self.unknown.add(f"{name}.{part}")


def _loop_names(loop: nodes.For, scope: Mapping[str, tuple[str, object]]) -> dict[str, tuple[str, object]]:
    """What a loop adds to the names: its variables, the first known list inside its expression giving their type."""
    from jinja2 import nodes

    names: dict[str, tuple[str, object]] = {"loop": ("", object)}
    catalogue_name, kind = _listed(loop.iter, scope)
    row = next(iter(get_args(kind)), object)
    targets = [loop.target] if isinstance(loop.target, nodes.Name) else list(loop.target.find_all(nodes.Name))
    return names | {target.name: (catalogue_name, row) for target in targets}


def _listed(expression: nodes.Node, scope: Mapping[str, tuple[str, object]]) -> tuple[str, object]:
    """The list that a loop goes through, by its name in the catalogue, and its type: a field, or one of a row."""
    from jinja2 import nodes

    if isinstance(expression, nodes.Getattr) and isinstance(expression.node, nodes.Name):
        name, kind = scope.get(expression.node.name, ("", object))
        if isinstance(kind, type) and is_dataclass(kind):
            return f"{name}.{expression.attr}", get_type_hints(kind).get(expression.attr, object)
    lists = [found for found in _names(expression) if found.name in scope]
    return scope[lists[0].name] if lists else ("", object)


def _names(expression: nodes.Node) -> Iterator[nodes.Name]:
    from jinja2 import nodes

    if isinstance(expression, nodes.Name):
        yield expression
    yield from expression.find_all(nodes.Name)


def _assigned(template: nodes.Template) -> Iterator[nodes.Name]:
    """The names that the template itself sets with `{% set … %}`, macros aside."""
    from jinja2 import nodes

    for assignment in template.find_all(nodes.Assign):
        yield from (name for name in _names(assignment.target) if name.ctx == "store")
