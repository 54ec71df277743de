"""The gallery's checker: each fault is caught, and a sound page has none."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Cm
from PIL import Image

from tests.gallery.browser import Browser, View, program
from tests.gallery.faults import link_faults, picture_faults
from tests.gallery.index import Exhibit, index
from tests.gallery.letters import Letter, of_samples
from tests.gallery.mails import VIEWS, Easel
from tests.gallery.papers import TOOLS, pages_faults, paper_faults, to_pdf, to_pictures
from tests.gallery.story import configuration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOUND = "Please confirm the minutes of the meeting by tomorrow."
NO_FONT_HAS_IT = "\u0378"
"""A code point that Unicode has assigned to nothing."""


def page(body: str = "", head: str = "", language: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>T</title>{head}</head><body><p>{SOUND}</p>{body}</body>'
    )


def answer(body: str, address: str = "minutes@example.com", subject: str = "Re: [CM-12-7K3Q5F] Minutes") -> str:
    return f"mailto:{quote(address)}?subject={quote(subject)}&body={quote(body)}"


@pytest.fixture
def letter(tmp_path: Path) -> Letter:
    mail = EmailMessage()
    mail["To"] = "Tom Walker <engineer@example.com>"
    mail["Date"] = "Tue, 05 Mar 2024 16:00:00 +0800"
    mail["Subject"] = "[CM-12-7K3Q5F] Please confirm the minutes"
    return Letter("confirm-request", "en", "a letter", mail, configuration("en", tmp_path / "coordmail.db"))


@pytest.fixture(scope="module")
def easel() -> Iterator[Easel]:
    if program() is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed (apt install chromium)")
    with Browser() as browser:
        yield Easel(browser)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (page(f"<p>{NO_FONT_HAS_IT}</p>"), "no font has U+0378"),
        (page(f"<b>{NO_FONT_HAS_IT}</b>", language="zh-CN"), "no font has U+0378"),
        (page("<p>\ufffd</p>"), "U+FFFD"),
        (page('<table width="500"><tr><td>wide</td></tr></table>'), "at 320 px it is "),
        (page(f"<p>{'w' * 80}</p>"), "at 320 px it is "),
        (page("<img src='https://example.com/a.png' alt=''>"), "not in the mail: https://example.com/a.png"),
        (page("<img srcset='http://a.example/b.png 2x' alt=''>"), "not in the mail: http://a.example/b.png"),
        (page("<table background='pic.png'><tr><td>x</td></tr></table>"), "not in the mail: pic.png"),
        (page("<p style='background:url(//a.example/b.png)'>x</p>"), "not in the mail: //a.example/b.png"),
        (page(head="<style>@import 'https://a.example/f.css';</style>"), "https://a.example/f.css"),
        (page(head="<link rel=stylesheet href='https://a.example/f.css'>"), "not in the mail: https://a.example/f.css"),
        (page("<a href='#there'>x</a>"), "a link leads nowhere: #there"),
        (page("<a href='https://example.com'>x</a>"), "a link is no mailto: https://example.com"),
        (page(language=""), "does not say its language"),
        ("<html lang=en><body><p>Hello</p></body></html>", "the page has no text"),
        (f"<html lang=en><body><p style='display:none'>{SOUND}</p></body></html>", "the page has no text"),
    ],
)
def test_each_fault_of_a_page_is_caught(easel: Easel, letter: Letter, html: str, fault: str) -> None:
    found = easel.page(html, letter)
    assert [one for one in found if fault in one], found


def test_a_sound_page_has_no_faults(easel: Easel, letter: Letter) -> None:
    link = answer("Confirmed")
    html = page(f"<h1 id='top'>纪要 ☑ □ → “…” \u200b\u00ad</h1><a href='#top'>up</a> <a href='{link}'>Confirm</a>")
    assert easel.page(html, letter) == []
    for view in VIEWS:
        png, faults = easel.picture(view)
        assert faults == []
        with Image.open(BytesIO(png)) as picture:
            assert picture.width == view.width


def test_a_page_is_looked_at_narrow_and_dark(easel: Easel, letter: Letter) -> None:
    head = "<meta name=color-scheme content='light dark'>"
    easel.page(page('<table width="340"><tr><td>wide</td></tr></table>', head=head), letter)
    assert easel.picture(View(360))[1] == []
    assert "at 330 px" in easel.picture(View(330))[1][0]
    lightness = []
    for view in (View(360), View(360, dark=True)):
        with Image.open(BytesIO(easel.picture(view)[0])) as picture:
            lightness.append(max(picture.convert("L").crop((340, 0, 360, 10)).tobytes()))
    assert lightness[0] > 200 > 60 > lightness[1]


def test_a_glyph_once_seen_is_not_taken_for_one_of_another_font(easel: Easel, letter: Letter) -> None:
    assert easel.page(page("<p>纪要</p>"), letter) == []
    assert easel.page(page(f"<p>纪要{NO_FONT_HAS_IT}</p>"), letter) == easel.page(
        page(f"<p>{NO_FONT_HAS_IT}</p>"), letter
    )


@pytest.mark.parametrize(
    ("href", "fault"),
    [
        (answer("Confirmed"), None),
        (answer("I object: "), None),
        (answer("my items"), None),
        (answer("Confirmed", address="other@example.com"), "answers to other@example.com"),
        (answer("Confirmed", subject="Re: Minutes"), "the tag is not in the answer"),
        (answer("Confirmed", subject="Re: [CM-12-AAAAAA] Minutes"), "the tag is not in the answer"),
        ("mailto:minutes@example.com?subject=Re", "fills in no answer"),
        (answer("y" * 2000), "too long for Outlook"),
        ("http://example.com", "no mailto"),
        ("javascript:alert(1)", "no mailto"),
    ],
)
def test_each_fault_of_a_link_is_caught(letter: Letter, href: str, fault: str | None) -> None:
    found = link_faults(href, letter)
    assert found == [] if fault is None else [one for one in found if fault in one], found


def test_an_answer_that_our_reader_takes_for_something_else_is_caught(letter: Letter) -> None:
    nameless = replace(letter, mail=EmailMessage())
    nameless.mail["To"] = "engineer@example.com"
    (fault,) = link_faults(answer("Buy milk and eggs on the way home.", subject="Shopping"), nameless)
    assert "is read as" in fault


def test_a_blank_picture_is_caught() -> None:
    blank = BytesIO()
    Image.new("RGB", (300, 400), "white").save(blank, "PNG")
    assert picture_faults(blank.getvalue()) == ["the picture is blank"]


def test_each_fault_of_a_paper_is_caught(tmp_path: Path) -> None:
    if not all(map(shutil.which, TOOLS)) and not os.environ.get("CI"):
        pytest.skip("LibreOffice or poppler-utils is not installed")
    files = []
    for name in ("sound", "tofu", "empty", "edge"):
        paper = Document()
        paper.add_paragraph(f"会议纪要 ☑ □ {SOUND}")
        if name == "tofu":
            paper.add_paragraph(f"a {NO_FONT_HAS_IT} b \ufffd")
        if name == "empty":
            for _ in range(2):
                paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            paper.add_paragraph(SOUND)
        if name == "edge":
            paper.add_paragraph("far to the left of the page").paragraph_format.left_indent = Cm(-6)
        files.append(tmp_path / f"{name}.docx")
        paper.save(str(files[-1]))
    faults = {}
    for file, pdf in zip(files, to_pdf(files, tmp_path), strict=True):
        faults[file.stem] = [*paper_faults(pdf, file), *pages_faults(to_pictures(pdf))]
    assert faults["sound"] == []
    assert any("U+0378" in fault for fault in faults["tofu"])
    assert any("U+FFFD" in fault for fault in faults["tofu"])
    assert faults["empty"] == ["page 2 has no text", "empty-2 is blank"]
    assert "page 1 has text over its edge" in faults["edge"]


def test_the_index_shows_both_languages_side_by_side() -> None:
    hung = [
        Exhibit("form", "a scene", language, f"Subject {language}", (("eml", f"{language}/a b.eml"),), ())
        for language in ("zh", "en")
    ]
    told = index(hung, ["something <odd>"])
    assert told.index("Subject zh") < told.index("Subject en")
    assert "zh/a%20b.eml" in told
    assert "something &lt;odd&gt;" in told


def test_the_samples_are_whole_mails(tmp_path: Path) -> None:
    letters = of_samples("en", tmp_path)
    assert {letter.kind for letter in letters} >= {"confirm-request", "help", "admin"}
    assert all(letter.html and letter.text and letter.tag for letter in letters)
