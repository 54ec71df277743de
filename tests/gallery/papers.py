"""Papers as an office program prints them: LibreOffice to PDF to pictures, and what is wrong with the pages."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

from docx import Document
from openpyxl import load_workbook
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTPage

from tests.gallery.faults import is_invisible, named, picture_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TOOLS = ("soffice", "pdftoppm", "fc-list")
_RESOLUTION = 70
_SUBSET = re.compile(r"^[A-Z]{6}\+|-VKana$")
_LITTLE = 20
_EDGE = 1.0
"""Points that a glyph may reach over the edge of its page."""


class PapersError(Exception):
    """LibreOffice or a tool beside it is not there, or made nothing of a paper."""


def to_pdf(papers: Sequence[Path], folder: Path) -> list[Path]:
    """Each of `papers` as a PDF in `folder`, all by one start of LibreOffice. Raises PapersError."""
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        raise PapersError(f"{', '.join(absent)} not installed (apt install libreoffice-writer-nogui poppler-utils)")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, papers)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    shutil.rmtree(folder / "profile", ignore_errors=True)
    made = [folder / f"{paper.stem}.pdf" for paper in papers]
    lost = [pdf.stem for pdf in made if not pdf.is_file()]
    if lost:
        raise PapersError(f"LibreOffice could not print {', '.join(lost)}: {done.stderr.strip()[-300:]}")
    return made


def to_pictures(pdf: Path) -> list[Path]:
    """The pages of a PDF as PNG files beside it, in order."""
    subprocess.run(["pdftoppm", "-r", str(_RESOLUTION), "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def paper_faults(pdf: Path, source: Path) -> list[str]:
    """What is wrong with the pages of a paper: glyphs, lost text, text over the edge, pages with nothing on them."""
    found = []
    printed: set[str] = set()
    missing: set[str] = set()
    for number, page in enumerate(extract_pages(pdf), 1):
        letters = list(_letters(page))
        if len([one for one in letters if one.get_text().strip()]) < _LITTLE:
            found.append(f"page {number} has no text")
        if any(_is_outside(one, page) for one in letters):
            found.append(f"page {number} has text over its edge")
        for one in letters:
            printed.update(one.get_text())
            missing.update(c for c in one.get_text() if not is_invisible(c) and not _has(one.fontname, c))
    if "\ufffd" in printed:
        found.append("a page has a replacement character (U+FFFD)")
    if missing:
        found.append(f"no font has {named(missing)}")
    lost = {c for c in _written(source) if not is_invisible(c)} - printed - missing
    if lost:
        found.append(f"not printed: {named(lost)}")
    return found


def pages_faults(pictures: Sequence[Path]) -> list[str]:
    """Which pictures of pages show nothing."""
    blank = [page.stem for page in pictures if picture_faults(page.read_bytes())]
    return [f"{page} is blank" for page in blank]


def _letters(element: object) -> Iterator[LTChar]:
    if isinstance(element, LTChar):
        yield element
    elif hasattr(element, "__iter__"):
        for part in element:
            yield from _letters(part)


def _is_outside(letter: LTChar, page: LTPage) -> bool:
    left, bottom, right, top = letter.bbox
    return bool(letter.get_text().strip()) and (
        left < -_EDGE or bottom < -_EDGE or right > page.width + _EDGE or top > page.height + _EDGE
    )


@cache
def _charsets() -> dict[str, tuple[tuple[int, int], ...]]:
    """The code points that each installed font has, by its PostScript name (fontconfig)."""
    told = subprocess.run(
        ["fc-list", "--format", "%{postscriptname}\t%{charset}\n"], check=True, capture_output=True, text=True
    ).stdout
    fonts = {}
    for line in told.splitlines():
        name, _, ranges = line.partition("\t")
        pairs = (one.partition("-") for one in ranges.split())
        fonts[name] = tuple((int(first, 16), int(last or first, 16)) for first, _, last in pairs)
    return fonts


@cache
def _has(font: str, letter: str) -> bool:
    """Whether the font that a page names has a character; where it is not known by that name, whether any has."""
    charsets = _charsets()
    name = _SUBSET.sub("", _SUBSET.sub("", font))
    fonts = [charsets[name]] if name in charsets else list(charsets.values())
    return any(first <= ord(letter) <= last for ranges in fonts for first, last in ranges)


def _written(source: Path) -> set[str]:
    """The characters of a paper's body."""
    if source.suffix == ".docx":
        body = Document(str(source)).element.body
        return {c for run in body.iter("{*}t") for c in run.text or ""}
    book = load_workbook(source)
    return {c for sheet in book for row in sheet.iter_rows(values_only=True) for v in row if type(v) is str for c in v}
