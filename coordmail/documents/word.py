"""Word documents (.docx) to blocks: what a reader sees with all changes accepted, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.documents.drafts import Draft, DraftParagraph, DraftTable, cell_text, finish
from coordmail.documents.ooxml import Package, too_large
from coordmail.documents.tidy import clean, fold
from coordmail.documents.word_numbering import Numbering
from coordmail.documents.word_runs import Runs, chosen, contents_of
from coordmail.documents.word_styles import Styles, W
from coordmail.documents.word_tables import place_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from coordmail.documents.blocks import Block

_MAX_PARAGRAPHS = 200_000
_TRANSPARENT = frozenset(f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "txbxContent"))


def read_docx(content: bytes, part: str) -> tuple[Block, ...]:
    """The paragraphs and tables of a .docx file; Unreadable where it is damaged or beyond the limits.

    Insertions count, deletions do not; automatic numbers are resolved; text boxes follow their paragraph; headers,
    footers, notes and comments are left out.
    """
    return read_package(Package.open(content), part)


def read_package(package: Package, part: str) -> tuple[Block, ...]:
    """What `read_docx` reads, from an opened package."""
    path = package.main_part()
    styles = Styles.of(package.related(path, "styles"))
    reader = _Reader(styles, Numbering(package.related(path, "numbering"), styles))
    body = package.parse(path).find(f"{W}body")
    return () if body is None else finish(reader.read(body), part)


class _Reader:
    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._runs = Runs(styles)
        self._paragraphs = 0

    def read(self, container: Element) -> list[Draft]:
        """What stands in a body, cell or text box."""
        drafts: list[Draft] = []
        carried = ""
        for element in self._block_elements(container):
            if element.tag == f"{W}tbl":
                drafts.extend(self._table(element))
            else:
                carried = self._paragraph(element, carried, drafts)
        if carried:
            drafts.extend(_split(fold(clean(carried)), heading=False))
        return drafts

    def _block_elements(self, container: Element) -> Iterator[Element]:
        for child in container:
            if child.tag in (f"{W}p", f"{W}tbl"):
                yield child
            elif child.tag == f"{W}sdt":
                content = contents_of(child)
                if content is not None:
                    yield from self._block_elements(content)
            elif child.tag in _TRANSPARENT:
                yield from self._block_elements(child)
            else:
                alternative = chosen(child)
                if alternative is not None:
                    yield from self._block_elements(alternative)

    def _paragraph(self, element: Element, carried: str, drafts: list[Draft]) -> str:
        """Adds the paragraph; what it says goes on into the next one if its end was deleted, and is handed back."""
        self._paragraphs += 1
        if self._paragraphs > _MAX_PARAGRAPHS:
            raise too_large()
        properties = element.find(f"{W}pPr")
        raw, boxes = self._runs.read(element, properties)
        raw = carried + raw
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and mark.find(f"{W}del") is not None:
            return raw
        text = fold(clean(raw))
        listed = self._numbering.number(properties)
        if text:
            heading = self._styles.is_heading(properties)
            if listed:
                drafts.append(DraftParagraph(text, listed[0], listed[1], heading))
            else:
                drafts.extend(_split(text, heading))
        for box in boxes:
            drafts.extend(self.read(box))
        return ""

    def _table(self, table: Element) -> list[Draft]:
        cells = place_cells(table)
        read = [(cell, self.read(cell.element)) for cell in cells]
        if len({cell.placed.column for cell in cells}) <= 1:
            return [draft for _, drafts in read for draft in drafts]
        for cell, drafts in read:
            cell.placed.text = cell_text(drafts)
        nested = [draft for _, drafts in read for draft in drafts if isinstance(draft, DraftTable)]
        return [DraftTable([cell.placed for cell in cells], nested)]


def _split(text: str, heading: bool) -> Iterator[DraftParagraph]:
    """People break lines inside a paragraph where they mean the next one."""
    return (DraftParagraph(line, heading=heading) for line in text.split("\n"))
