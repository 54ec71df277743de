"""Documents made for the tests: minimal packages from their XML, and blocks in a shape that is easy to compare."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Block, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl import Workbook

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def package(members: Mapping[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, *, numbering: str = "", styles: str = "", prologue: str = "") -> bytes:
    """A .docx with this body, abstractNum and num elements, and style elements."""
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in ("numbering", "styles")
    )
    main = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    return package(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS.format(main),
            "word/_rels/document.xml.rels": _RELATIONS.format(relations),
            "word/document.xml": f"{prologue}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/numbering.xml": f"<w:numbering {_NAMESPACES}>{numbering}</w:numbering>",
            "word/styles.xml": f"<w:styles {_NAMESPACES}>{styles}</w:styles>",
        }
    )


def xlsx(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def para(text: str, properties: str = "") -> str:
    """A Word paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, level: int = 0, number_id: int = 1) -> str:
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>')


def shape(blocks: Iterable[Block]) -> list[object]:
    """Paragraphs as "text" or "number text", tables as lists of rows."""
    found: list[object] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(f"{block.number} {block.text}" if block.number else block.text)
        else:
            found.append([[cell.text for cell in row] for row in block.rows])
    return found


def pdf(*pages: str, font: str = "UniGB-UTF16-H", extra: str = "") -> bytes:
    """A PDF of pages with these contents; the font /F1 shows UTF-16 as Adobe-GB1 says it."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        3: f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{font}/DescendantFonts[4 0 R]>>",
        4: "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/W[1[500 500] 3 95 500]>>",
        5: "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120>>",
        6: "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        "\nstream\n0\nendstream",
    }
    for n, content in enumerate(pages):
        objects[10 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {11 + 2 * n} 0 R"
            "/Resources<</Font<</F1 3 0 R>>/XObject<</P 6 0 R>>>>>>"
        )
        objects[11 + 2 * n] = f"<</Length {len(content)}>>\nstream\n{content}\nendstream"
    body = "%PDF-1.7\n" + "".join(f"{n} 0 obj\n{said}\nendobj\n" for n, said in objects.items())
    return f"{body}trailer\n<</Root 1 0 R/Size 99{extra}>>\n%%EOF\n".encode("latin-1")


def written(x: float, y: float, text: str, size: float = 10, mode: int = 0) -> str:
    """PDF operators that show `text` at a place, in a text rendering mode."""
    return f"BT /F1 {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def ruled(columns: Sequence[float], rows: Sequence[float]) -> str:
    """PDF operators that draw a grid as word processors do: thin filled boxes, piece by piece, and their corners."""
    drawn = "".join(f"{x - 0.25} {y - 0.25} 0.5 0.5 re f\n" for x in columns for y in rows)
    for y in rows:
        drawn += "".join(f"{a + 0.25} {y - 0.25} {b - a - 0.5} 0.5 re f\n" for a, b in pairwise(columns))
    for x in columns:
        drawn += "".join(f"{x - 0.25} {a + 0.25} 0.5 {b - a - 0.5} re f\n" for a, b in pairwise(rows))
    return drawn
