"""Office files and PDFs of any kind to blocks, or why not: their first bytes and content types say what they are."""

from __future__ import annotations

from coordmail.documents.blocks import Block, Reason, Unreadable
from coordmail.documents.ooxml import Package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_MAIN_TYPES = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"wordprocessingml.template.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docx"),
    (b"ms-word.template.macroEnabledTemplate.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
    (b"ms-excel.template.macroEnabled.main+xml", "xlsx"),
)


def read_office(content: bytes, part: str) -> tuple[Block, ...]:
    """The blocks of a .docx, .xlsx, .xls or .pdf file, whatever it is called; Unreadable for all others."""
    if content.startswith(_OLE):
        from coordmail.documents.sheet_old import read_xls

        return read_xls(content, part)
    if not content.startswith(b"PK") and _PDF in content[:1024]:
        from coordmail.documents.pdf import read_pdf

        return read_pdf(content, part)
    package = Package.open(content)
    kind = _kind(package)
    if kind == "docx":
        from coordmail.documents.word import read_package

        return read_package(package, part)
    from coordmail.documents.sheet import read_xlsx

    return read_xlsx(content, part)


def _kind(package: Package) -> str:
    if not package.holds("[Content_Types].xml"):
        if package.holds("mimetype"):
            raise Unreadable(Reason.OTHER_KIND, "an OpenDocument file; save it as .docx or .xlsx")
        raise Unreadable(Reason.OTHER_KIND, "an archive, which is not opened; send the file itself")
    types = package.read("[Content_Types].xml")
    for main_type, kind in _MAIN_TYPES:
        if main_type in types:
            return kind
    if b"presentationml" in types:
        raise Unreadable(Reason.OTHER_KIND, "a presentation, which is not read; send a .docx")
    raise Unreadable(Reason.OTHER_KIND, "an office file that is neither .docx nor .xlsx")
