"""The package of an Office Open XML file (ECMA-376 part 2), opened within limits; parts by their relationships."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Self

from lxml import etree

from coordmail.documents.blocks import Reason, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_MEMBERS = 2_000
MAX_TOTAL = 200_000_000
MAX_PART = 50_000_000
MAX_TAGS = 1_500_000
"""Tags in one part: 100 pages have about 200,000."""
_MAX_RATIO = 400
_RATIO_MATTERS_FROM = 5_000_000

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)


class Package:
    """An opened package. Every part is read at most once by those who use it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {info.filename.lower(): info for info in archive.infolist()}

    @classmethod
    def open(cls, content: bytes) -> Self:
        """The package in `content`; Unreadable where it is damaged, encrypted or larger than the limits."""
        try:
            archive = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged() from error
        check_sizes(archive)
        return cls(archive)

    def holds(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self._members

    def main_part(self) -> str:
        """The path of the document itself."""
        for kind, target in self._relations(""):
            if kind == "officeDocument":
                return target
        raise damaged()

    def related(self, part: str, kind: str) -> Element | None:
        """The parsed part that `part` refers to as `kind` ("numbering", "styles"); None if it has none."""
        for found, target in self._relations(part):
            if found == kind and target.lower() in self._members:
                return self.parse(target)
        return None

    def parse(self, part: str) -> Element:
        """The root element of a part."""
        return _parse(self.read(part))

    def xml_parts(self) -> list[str]:
        """The paths of all parts that are XML."""
        return [info.filename for name, info in self._members.items() if name.endswith((".xml", ".rels"))]

    def read(self, part: str) -> bytes:
        """The bytes of a part; Unreadable where they are damaged, encrypted or beyond the limits."""
        info = self._members.get(part.lower())
        if info is None:
            raise damaged()
        if info.flag_bits & 1:
            raise Unreadable(Reason.ENCRYPTED, "the file is encrypted; save it without a password")
        try:
            with self._archive.open(info) as member:
                data = member.read(MAX_PART + 1)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
            raise damaged() from error
        if len(data) > MAX_PART or data.count(b"<") > MAX_TAGS:
            raise too_large()
        return data

    def _relations(self, part: str) -> list[tuple[str, str]]:
        """Kind (the last word of the relationship type) and target path of what `part` refers to inside the package."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path.lower() not in self._members:
            return []
        found = []
        for relation in self.parse(path).iter(_RELATIONSHIP):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                found.append((relation.get("Type", "").rpartition("/")[2], target.lstrip("/")))
        return found


def check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuses an archive whose directory already tells of too many or too large members."""
    members = archive.infolist()
    total = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    swollen = total > _RATIO_MATTERS_FROM and total > packed * _MAX_RATIO
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL or swollen:
        raise too_large()
    if any(info.file_size > MAX_PART and info.filename.endswith((".xml", ".rels")) for info in members):
        raise too_large()


def too_large() -> Unreadable:
    """For what goes beyond a limit."""
    return Unreadable(Reason.TOO_LARGE, "the file is too large to be minutes")


def damaged() -> Unreadable:
    """For what no office program would write."""
    return Unreadable(Reason.DAMAGED, "the file is damaged")


def _parse(data: bytes) -> Element:
    if b"http://purl.oclc.org/ooxml/" in data[:20_000]:
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise too_large() from error
        raise damaged() from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(Reason.DAMAGED, "the file has a document type declaration, which no office program writes")
    return root
