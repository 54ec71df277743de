"""Puts a paper template together from top to bottom: headings, tables, Jinja statements, header and footer."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import paper_styles
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips

if TYPE_CHECKING:
    from pathlib import Path

_MADE = datetime(2024, 1, 1, tzinfo=UTC)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
BAR_CELLS = 10
BAR_WIDTH = 260
_PAGE_FIELD = re.compile(r"\[(PAGE|NUMPAGES)\]")


@dataclass(frozen=True)
class Column:
    """A column of a list table: its heading, its width in twentieths of a point, what a row shows, in which style."""

    head: str
    width: int
    value: str = ""
    style: str = "Table Text"
    detail: str = ""
    """A field for a second, quieter paragraph that is there only when it has something to say."""


class Paper:
    """A template being put together. Everything is styled by name, nothing by hand."""

    def __init__(self, language: str) -> None:
        self.document = Document()
        self._label_width = 2640 if language == "en" else 1950
        paper_styles.apply(self.document, paper_styles.LOOKS[language])

    def paragraph(self, text: str, style: str = "Normal", container: Any = None) -> Any:
        """A paragraph at the end of the document or of `container`."""
        return (container or self.document).add_paragraph(text, style=style)

    def tag(self, code: str, container: Any = None) -> None:
        """A paragraph that only carries a Jinja statement and leaves no trace."""
        self.paragraph(f"{{%p {code} %}}", "Gap", container)

    def heading(self, text: str, style: str = "Heading 1") -> None:
        """A heading of the first outline level."""
        self.paragraph(text, style)

    def section(self, heading: str, field: str) -> None:
        """A heading and its text, there only when there is something to say."""
        self.tag(f"if {field}")
        self.heading(heading)
        self.paragraph(f"{{{{ {field} }}}}")
        self.tag("endif")

    def led(self, lead: str, text: str, style: str = "Normal") -> None:
        """A paragraph whose first words (a field) stand out from the rest of it (another)."""
        paragraph = self.paragraph("", style)
        paragraph.add_run(f"{{{{ {lead} }}}}", style="Lead")
        paragraph.add_run(f"{{{{ {text} }}}}")

    def parts(self, heading: str, field: str) -> None:
        """A heading and the lines of a text, each with the label that its writer gave it."""
        self.tag(f"if {field}")
        self.heading(heading)
        self.tag(f"for part in {field}")
        self.led("part.label", "part.text")
        self.tag("endfor")
        self.tag("endif")

    def numbered(self, heading: str, field: str, style: str) -> None:
        """A heading and a list, numbered by its style; there only when it has entries.

        Where its writer gave the entries numbers that do not run through from 1, these stand and no others.
        """
        self.tag(f"if {field}")
        self.heading(heading)
        self.tag(f"for entry in {field}")
        self.tag("if entry.numbered")
        self.led("entry.lead", "entry.text", "Point As Numbered")
        self.tag("else")
        self.led("entry.lead", "entry.text", style)
        self.tag("endif")
        self.tag("endfor")
        self.tag("endif")

    def pictures(self, field: str) -> None:
        """The pictures of a list, each in a paragraph of its own."""
        self.tag(f"for picture in {field}")
        self.paragraph("{{ picture }}", "Figure")
        self.tag("endfor")

    def label_table(self, description: str) -> Any:
        """A table with labels in its first column, still without rows."""
        width = self._label_width
        widths = [width, paper_styles.TEXT_WIDTH - width]
        return self._table(widths, "Label Table", description, first_column=True)

    def label_row(self, table: Any, label: str, value: str, condition: str = "", height: int = 0) -> Any:
        """One label and its value (a field, or `for entry in list`), there only under `condition`; gives the value's
        cell.
        """
        if condition:
            self._control_row(table, f"if {condition}")
        cells = self._row(table, height)
        _first(cells[0], "Form Text", label)
        if value.startswith("for "):
            _first(cells[1], "Gap", f"{{%p {value} %}}")
            self.paragraph("{{ loop.index }}. {{ entry }}", "Form Text", cells[1])
            self.tag("endfor", cells[1])
        else:
            _first(cells[1], "Form Text", value)
        if condition:
            self._control_row(table, "endif")
        return cells[1]

    def list_table(self, columns: list[Column], loop: str, description: str, bar: str = "") -> None:
        """A table with a heading row that repeats on each page, and one row an entry; rows do not split.

        `bar` heads cells at the end of the row that draw a bar: those that are to be filled have their colour in
        `row.bar`.
        """
        cells = [Column("", BAR_WIDTH, f"row.bar[{n}]") for n in range(BAR_CELLS if bar else 0)]
        table = self._head([*columns, *cells], description)
        if bar:
            head = table.rows[0].cells
            merged = head[len(columns)].merge(head[-1])
            for paragraph in merged.paragraphs[1:]:
                paragraph._p.getparent().remove(paragraph._p)
            merged.paragraphs[0].add_run(bar)
        self._control_row(table, f"for {loop}")
        row = self._row(table)
        for cell, column in zip(row[len(columns) :], cells, strict=True):
            _first(cell, "Table Text", f"{{% cellbg {column.value} %}}")
            sides = ("left",) * (column is not cells[0]) + ("right",) * (column is not cells[-1])
            cell._tc.get_or_add_tcPr().append(_gaps(sides))
        for cell, column in zip(row, columns, strict=False):
            _first(cell, column.style, f"{{{{ {column.value} }}}}")
            if column.detail:
                self.tag(f"if {column.detail}", cell)
                self.paragraph(f"{{{{ {column.detail} }}}}", "Table Detail", cell)
                self.tag("endif", cell)
        self._control_row(table, "endfor")

    def empty_table(self, columns: list[Column], rows: int, description: str) -> None:
        """A table to fill in: numbered rows, the other cells empty."""
        table = self._head(columns, description)
        for number in range(1, rows + 1):
            cells = self._row(table, height=480)
            _first(cells[0], "Table Centre", str(number))
            for cell in cells[1:]:
                _first(cell, "Table Text", "")

    def header_and_footer(self, house: str, running: str, footer: tuple[str, str], hint: str = "") -> None:
        """The first page has the house's name (a logo goes before it), the others a running line; all are numbered."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        first = section.first_page_header.paragraphs[0]
        first.style, first.text = "House", house
        if hint:
            self.paragraph(hint, "Hint", section.first_page_header)
        following = section.header.paragraphs[0]
        following.style, following.text = "Header", running
        for part in (section.first_page_footer, section.footer):
            paragraph = part.paragraphs[0]
            paragraph.style = "Footer"
            _fill_with_page_fields(paragraph, "\t".join(footer))

    def save(self, path: Path, title: str) -> None:
        """Writes the file; the same template is the same bytes."""
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, "coordmail", ""
        properties.created = properties.modified = _MADE
        buffer = io.BytesIO()
        self.document.save(buffer)
        with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for member in source.infolist():
                info = zipfile.ZipInfo(member.filename, _ZIP_EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, source.read(member))

    def _table(self, widths: list[int], style: str, description: str, **first: bool) -> Any:
        if sum(widths) != paper_styles.TEXT_WIDTH:
            raise ValueError(f"{description}: the columns are {sum(widths)} wide, not {paper_styles.TEXT_WIDTH}")
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style = style
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Twips(width)
        properties = table._tbl.tblPr
        for old in properties.xpath("w:tblW|w:tblLook"):
            properties.remove(old)
        row, column_flag = int(first.get("first_row", False)), int(first.get("first_column", False))
        properties.insert(1, parse_xml(f'<w:tblW {nsdecls("w")} w:w="{sum(widths)}" w:type="dxa"/>'))
        flags = f"{0x0020 * row + 0x0080 * column_flag + 0x0600:04X}"
        look = (
            f'<w:tblLook {nsdecls("w")} w:val="{flags}" w:firstRow="{row}" w:lastRow="0" w:firstColumn="{column_flag}" '
        )
        properties.append(parse_xml(f'{look}w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'))
        # What a screen reader says when it comes to the table.
        properties.append(parse_xml(f'<w:tblCaption {nsdecls("w")} w:val="{description}"/>'))
        return table

    def _head(self, columns: list[Column], description: str) -> Any:
        table = self._table([column.width for column in columns], "List Table", description, first_row=True)
        for cell, column in zip(self._row(table, repeated=True), columns, strict=True):
            _first(cell, "Table Head", column.head)
        return table

    def _row(self, table: Any, height: int = 0, *, repeated: bool = False) -> Any:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if height:
            properties.append(parse_xml(f'<w:trHeight {nsdecls("w")} w:val="{height}" w:hRule="atLeast"/>'))
        if repeated:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        return row.cells

    def _control_row(self, table: Any, code: str) -> None:
        """A row that only carries a Jinja statement and leaves no trace."""
        _first(table.add_row().cells[0], "Gap", f"{{%tr {code} %}}")


def _gaps(sides: tuple[str, ...]) -> Any:
    """The borders of a cell, on `sides` a white one: without, some programs draw a hair between filled cells."""
    white = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="FFFFFF"/>' for side in sides)
    return parse_xml(f"<w:tcBorders {nsdecls('w')}>{white}</w:tcBorders>")


def tick_boxes(paragraph: Any, boxes: list[tuple[str, str]]) -> None:
    """Fills `paragraph` with boxes (what stands in it, its word), set in the style Tick Box."""
    for index, (box, word) in enumerate(boxes):
        paragraph.add_run(box, style="Tick Box")
        paragraph.add_run(f" {word}" + (_gap(word) if index < len(boxes) - 1 else ""))


def click_boxes(paragraph: Any, words: list[str]) -> None:
    """Fills `paragraph` with check boxes to click (content controls of Word 2010, which WPS takes too)."""
    for index, word in enumerate(words):
        paragraph._p.append(
            parse_xml(f"""<w:sdt {nsdecls("w", "w14")}><w:sdtPr><w:alias w:val="{word}"/><w:tag w:val="status{index}"/>
            <w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2611" w14:font="MS Gothic"/>
            <w14:uncheckedState w14:val="25A1" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>
            <w:rStyle w:val="TickBox"/></w:rPr><w:t>□</w:t></w:r></w:sdtContent></w:sdt>""")
        )
        paragraph.add_run(f" {word}" + (_gap(word) if index < len(words) - 1 else ""))


def _gap(word: str) -> str:
    """What stands between boxes: spaces of the script of their words, or the next box is set in another font."""
    return ("\u2003" if word.isascii() else "\u3000") * 2


def _first(cell: Any, style: str, text: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    if text:
        paragraph.add_run(text)


def _fill_with_page_fields(paragraph: Any, text: str) -> None:
    for index, piece in enumerate(_PAGE_FIELD.split(text)):
        if index % 2 == 0:
            paragraph.add_run(piece)
            continue
        field = f'<w:fldSimple {nsdecls("w")} w:instr=" {piece} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        paragraph._p.append(parse_xml(field))
