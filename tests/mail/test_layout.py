"""How the mails are laid out: first lines, both parts alike, dark and narrow screens, Word, readers aloud."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest

from coordmail.mail.inline_styles import InlineStyles
from coordmail.mail.letters import Line
from coordmail.mail.templates import built_in
from coordmail.record import Meeting
from tests.mail.test_compose import COMPOSERS, MAILS, every_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.mail.templates import Rendered

CSS = (built_in() / "mail" / "style.css").read_text(encoding="utf-8")
SHEET = InlineStyles(CSS)
_CLASS_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


@cache
def rendered(name: str) -> Rendered:
    heading, context = MAILS[name]
    return COMPOSERS[heading.language].render(heading, context)


def words(name: str) -> dict[str, Any]:
    language = MAILS[name][0].language
    return COMPOSERS[language]._templates.words(language)


def page(name: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(rendered(name).html)


def select(tree: lxml.html.HtmlElement, path: str) -> list[Any]:
    return cast("list[Any]", tree.xpath(path))


def shown(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The body without the preview, which is shown in lists of mails only."""
    for preview in select(tree, "//*[contains(@style, 'display:none')]"):
        preview.drop_tree()
    return select(tree, "//body")[0]


def dark_rules() -> dict[str, dict[str, str]]:
    """What each class is on a dark screen."""
    start = SHEET.head.index("(prefers-color-scheme:dark){")
    block = SHEET.head[start : SHEET.head.index("@media", start + 1)].partition("{")[2]
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in _CLASS_RULE.findall(block):
        said = dict(one.removesuffix("!important").split(":") for one in body.split(";") if one)
        for selector in selectors.strip().split(","):
            rules.setdefault(selector.strip().removeprefix("."), {}).update(said)
    return rules


DARK = dark_rules()


@every_mail
def test_first_come_what_it_is_and_what_is_expected(name: str) -> None:
    text = rendered(name).text.split("\n")
    tree = page(name)
    (preview,) = select(tree, "//body/div[contains(@style, 'display:none')]")
    assert " ".join(preview.text_content().split()) == " ".join(f"{text[1]} {text[0]}".split())
    body = shown(tree)
    (first,) = select(body, ".//h1")
    assert first.text_content() == text[0]
    said = [line for line in body.text_content().split("\n") if line.strip()]
    assert said[:2] == text[:2]


def tokens(text: str) -> set[str]:
    """Each number, date, name, address and other word."""
    return set(re.findall(r"[A-Za-z0-9@._/%-]*[A-Za-z0-9@%]|[\u4e00-\u9fff]+", text))


@every_mail
def test_text_and_html_say_the_same(name: str) -> None:
    tree, language = page(name), words(name)
    text = rendered(name).text
    heads = {head.text_content() for head in select(tree, "//th[@scope='col']")}
    for only_html in select(tree, "//head | //a | //th[@scope='col']"):
        only_html.drop_tree()
    html = "\n".join(select(shown(tree), ".//text()"))
    for extra in (language["answers_lead"], language["answers_without"]):
        html = html.replace(extra, "")
    for one, other, where in ((text, html, "text"), (html, text, "HTML")):
        squeezed = re.sub(r"\s", "", other).lower()
        missing = {token for token in tokens(one) if token.lower() not in squeezed}
        assert {token for token in missing if not any(token in head for head in heads)} == set(), f"only in {where}"


@every_mail
def test_every_number_of_one_part_is_in_the_other(name: str) -> None:
    tree = page(name)
    for button in select(tree, "//head | //a"):
        button.drop_tree()
    numbers = [
        set(re.findall(r"\d+(?:[.:,]\d+)*", part)) for part in (rendered(name).text, "\n".join(shown(tree).itertext()))
    ]
    assert numbers[0] == numbers[1]


@every_mail
def test_every_button_is_said_in_words(name: str) -> None:
    """Whoever cannot use the buttons finds their words in the text, dots for what is left open."""
    body = shown(page(name))
    kind = MAILS[name][0].kind
    prose = re.sub(r"\s", "", body.text_content())
    answers = [parse_qs(urlsplit(href).query)["body"][0] for href in select(body, ".//a/@href")]
    if kind in {"form", "form-reminder"}:
        return
    for answer in answers:
        first = re.split(r"\s{2,}|[:\uff1a]", answer.strip())[0].lstrip("0123456789 ")
        assert re.sub(r"\s", "", first) in prose


@every_mail
def test_structure_is_for_readers_aloud(name: str) -> None:
    tree = page(name)
    levels = [int(one.tag[1]) for one in select(tree, "//h1 | //h2 | //h3 | //h4 | //h5")]
    assert levels == [1] + [2] * (len(levels) - 1)
    for table in select(tree, "//table"):
        cells = select(table, "./tr/th | ./tbody/tr/th")
        assert bool(cells) is (table.get("role") != "presentation")
        assert all(cell.get("scope") in {"row", "col"} for cell in cells)
    assert all("".join(link.itertext()).strip() for link in select(tree, "//a"))


def test_buttons_are_coloured_cells_that_word_pads() -> None:
    tree = page("confirm-request.zh.1")
    for link in select(tree, "//a"):
        cell = link.getparent()
        assert cell.tag == "td"
        assert re.fullmatch("#[0-9a-f]{6}", cell.get("bgcolor"))
        assert "mso-padding-alt:10px 16px" in cell.get("style")
        assert "padding:10px 16px" in link.get("style")
        assert "display:inline-block" in link.get("style")


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, relative luminance of two colours: from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colour(element: lxml.html.HtmlElement, name: str, rules: dict[str, dict[str, str]]) -> str:
    """The value of `name` that holds for an element: its own or that of the nearest around it."""
    while element is not None:
        for one in element.get("class", "").split():
            if name in rules.get(one, {}):
                return rules[one][name]
        own = re.search(rf"(?:^|;)\s*{name}:\s*(#[0-9a-f]{{6}})", element.get("style", ""))
        if own:
            return own[1]
        element = element.getparent()
    raise AssertionError(f"no {name}")


def pairs(tree: lxml.html.HtmlElement, rules: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    for element in select(shown(tree), ".//*[text()[normalize-space()]]"):
        if element.text_content() != "\xa0":
            yield colour(element, "color", rules), colour(element, "background-color", rules), element.text_content()


@pytest.mark.parametrize("rules", [{}, DARK], ids=["light", "dark"])
@every_mail
def test_contrast_is_enough(name: str, rules: dict[str, dict[str, str]]) -> None:
    """WCAG 2.1, 1.4.3: 4.5 to 1 for all text that is shown."""
    assert [pair for pair in pairs(page(name), rules) if contrast(pair[0], pair[1]) < 4.5] == []


@every_mail
def test_dark_screens_recolour_all_or_nothing(name: str) -> None:
    """No light ground and no dark letter is left, so that none meets one of the other kind."""
    for text, ground, _ in pairs(page(name), DARK):
        assert (luminance(text) > luminance(ground)) or ground == DARK["fill"]["background-color"]


@every_mail
def test_grounds_are_there_without_styles(name: str) -> None:
    for cell in select(page(name), "//body | //table | //tr | //td | //th"):
        ground = re.search(r"background-color:(#[0-9a-f]{6})", cell.get("style", ""))
        assert cell.get("bgcolor") == (ground[1] if ground else None)


@every_mail
def test_every_class_is_in_the_sheet(name: str) -> None:
    used = {one for value in select(page(name), "//@class") for one in value.split()}
    assert {one for one in used if f".{one}" not in SHEET.head} == set()


def test_every_rule_is_used() -> None:
    folder = built_in() / "mail"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.html"))
    used = {one for value in re.findall(r'class="([a-z ]+)"', source) for one in value.split()}
    assert set(SHEET.rules) - used == set()
    assert {one for one in used if one not in SHEET.rules and f".{one}" not in SHEET.head} == set()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p class="a">', '<p style="color:#000000;">'),
        (
            '<td class="b a" nowrap>',
            '<td class="b" bgcolor="#ffffff" style="background-color:#ffffff;color:#000000;" nowrap>',
        ),
        ('<p class="a" style="margin:0">', '<p style="color:#000000;margin:0">'),
        ('<p class="c" style="margin:0">', '<p class="c" style="margin:0">'),
        ('<p class="b">', '<p class="b" style="background-color:#ffffff;">'),
        ('<p id="x" class="a">', '<p id="x" class="a">'),
        ("{{ class }}", "{{ class }}"),
    ],
)
def test_rules_are_written_into_tags(source: str, expected: str) -> None:
    css = "/* .a{no} */\n.a{color:#000000}\n.b{background-color:#ffffff}\n@media print{.b{color:red}}"
    assert InlineStyles(css).write(source) == expected
    assert InlineStyles(css).head == "@media print{.b{color:red}}"


def test_a_sheet_without_media_leaves_no_classes() -> None:
    one = InlineStyles(".a{color:#000000}")
    assert one.head == ""
    assert one.write('<p class="a">') == '<p style="color:#000000;">'


@every_mail
def test_subjects_begin_with_the_matter_and_end_with_what_one_looks_for(name: str) -> None:
    heading, context = MAILS[name]
    subject = rendered(name).subject
    assert not subject.startswith(heading.to[0])
    assert len(re.findall(r"\uff1a|: ", subject.replace("Spring launch: open points", ""))) <= 2
    meeting, line = context.get("meeting"), context.get("line")
    if isinstance(meeting, Meeting) and heading.kind not in {"query-answer", "noted", "unclear"}:
        sought = [meeting.topic, *([line.item.task] if isinstance(line, Line) else [])]
        assert any(one in subject for one in sought)


def test_a_new_date_stands_beside_the_old_one() -> None:
    assert "\n申请延期：3月6日（周三） → 3月12日（周二）\n" in rendered("delay-request.zh.1").text
    assert "\nNew date asked for: Wed 6 Mar → Tue 12 Mar\n" in rendered("delay-request.en.1").text


def test_nobody_is_named_as_nobody() -> None:
    assert "\n- 责任人：A → 未指定\n" in rendered("summary.zh.1").text


def test_numbered_rows_have_no_bullets_in_the_text() -> None:
    text = rendered("closed.zh.1").text
    assert "\n1. 调整同步频率" in text
    assert "- 1." not in text


@pytest.mark.parametrize("name", ["reminder.zh.2", "overdue.en.2"])
def test_one_item_alone_is_answered_without_talk_of_numbers(name: str) -> None:
    ask = rendered(name).text.split("\n")[1]
    assert not re.search("编号|number", ask)


def test_a_reference_is_not_broken_in_a_narrow_column() -> None:
    assert '<span style="white-space:nowrap;">CM-12</span>' in rendered("summary.zh.1").html
