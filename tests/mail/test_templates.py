"""Overriding templates, and what a fault in one is called."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError

from coordmail.mail import samples
from coordmail.mail.compose import Composer
from coordmail.mail.templates import built_in
from coordmail.record import MailKind

if TYPE_CHECKING:
    from pathlib import Path

PARTS = "{% set subject %}S{% endset %}{% set lead %}L{% endset %}{% set ask %}A{% endset %}{% set why %}W{% endset %}"


def composer(folder: Path, **files: str) -> Composer:
    """A composer whose override folder holds `files`, named after zh kinds (`_` for `-`) or `words`."""
    (folder / "mail" / "zh").mkdir(parents=True)
    for name, content in files.items():
        file = "words.toml" if name == "words" else name.replace("_", "-") + ".jinja"
        (folder / "mail" / "zh" / file).write_text(content, encoding="utf-8")
    return Composer("Minutes <minutes@example.com>", "Example Ltd", ZoneInfo("UTC"), folder)


def text(one: Composer, kind: MailKind) -> str:
    story = samples.STORIES[0]
    context = {**next(samples.contexts(kind, story)), "now": samples.NOW}
    return one.render(samples.heading(kind, story), context).text


def test_templates_are_found() -> None:
    kinds = {kind.value for kind in MailKind}
    for language in ("zh", "en"):
        found = {path.stem for path in (built_in() / "mail" / language).glob("*.jinja")}
        assert kinds <= found


def test_a_file_wins_over_the_built_in_one_and_only_that_file(tmp_path: Path) -> None:
    one = composer(tmp_path, help=PARTS + "our own words")
    assert "our own words" in text(one, MailKind.HELP)
    assert "请于" in text(one, MailKind.CONFIRM_REQUEST)
    assert one.check() == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (PARTS + "{{ meeting.topci }}", "templates/mail/zh/form.jinja: 'coordmail.record.Meeting object' has no"),
        (PARTS + "{{ agenda }}", "templates/mail/zh/form.jinja: 'agenda' is undefined"),
        (PARTS + "{% if %}", "templates/mail/zh/form.jinja, line 1: "),
        (PARTS + "{{ meeting.topic|no_such }}", "templates/mail/zh/form.jinja, line 1: No filter named 'no_such'."),
        ("no parts", "templates/mail/zh/form.jinja: does not set 'subject'"),
        (PARTS + "{{ meeting.id / 0 }}", "templates/mail/zh/form.jinja: ZeroDivisionError"),
        (PARTS + "{% include 'mail/zh/none.jinja' %}", "templates/mail/zh/form.jinja: 'mail/zh/none.jinja' not found"),
    ],
)
def test_check_names_the_fault(tmp_path: Path, source: str, fault: str) -> None:
    (line,) = composer(tmp_path, form=source).check()
    assert line.startswith(fault)


def test_check_names_a_broken_word_list(tmp_path: Path) -> None:
    (line,) = composer(tmp_path, words="unset = ").check()
    assert "words.toml" in line


@pytest.mark.parametrize(
    "attack",
    [
        "{{ meeting.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ mailto.__globals__ }}",
        "{{ meeting.attendees.append(1) }}",
        "{{ wording.clear() }}",
        "{{ wording.__class__ }}",
        "{{ parts.__dict__ }}",
        "{{ lipsum.__globals__ }}",
    ],
)
def test_templates_cannot_leave_the_sandbox(tmp_path: Path, attack: str) -> None:
    one = composer(tmp_path, form=PARTS + attack)
    with pytest.raises((SecurityError, TemplateError)):
        text(one, MailKind.FORM)
