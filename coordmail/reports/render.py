"""From a Word template and its fields to the bytes of a .docx."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from coordmail.reports.fields import Picture
from coordmail.reports.templates import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from _typeshed import DataclassInstance
    from jinja2.sandbox import SandboxedEnvironment

    from coordmail.model import Language

# Everything that Word, and the rest of the world, takes as the end of a line.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What XML 1.0 (section 2.2, Char) has no place for: control characters, lone surrogates, U+FFFE and U+FFFF.
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The core properties are 255 characters at most (ISO/IEC 29500-2, 11.1, as Word reads it).
_PROPERTY_LIMIT = 255
# What python-docx, lxml and the expressions of a template raise on a file that is no good.
UNUSABLE = (
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    SyntaxError,
    OSError,
    zipfile.BadZipFile,
)
_PICTURE_WIDTH = 170
"""In millimetres: as wide as the text of the papers."""
_LINES_THAT_STAY = 30
_TWIP, _CELL_MARGINS, _CHARACTER = 635, 170, 200
"""A twip in the unit of python-docx; the margins of a cell and a character of the papers' tables, in twips."""
_LAST_NARROW = 0x2E7F
_AFTER_SHADING = ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")
_TAGS = {"zh": "zh-CN", "en": "en-US"}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Properties:
    """What Word shows as the document's properties. `created` None keeps the template's date."""

    title: str
    subject: str
    author: str
    language: Language
    created: datetime | None = None


def clean(text: str) -> str:
    """`text` as a Word file can hold it: lines end with a newline, characters that XML forbids are dropped."""
    return _NO_XML.sub("", _LINE_ENDS.sub("\n", text))


def environment() -> SandboxedEnvironment:
    """How templates are filled: every value escaped, no code of the template run, no field silently empty."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def render(template: Path, values: DataclassInstance, properties: Properties) -> bytes:
    """The paper: `template` with the dataclass `values` filled in.

    The same input gives the same bytes. TemplateError names the template and what is wrong with it.
    """
    from docxtpl.template import DocxTemplate
    from jinja2 import TemplateError as JinjaError

    cleaned = _cleaned(values)
    context = {field.name: getattr(cleaned, field.name) for field in fields(cleaned)}
    pictures: dict[bytes, str] = {}
    try:
        document: Any = DocxTemplate(template)
        context = {name: _with_pictures(value, document, pictures) for name, value in context.items()}
        document.render(context, jinja_env=environment(), autoescape=True)
    except JinjaError as error:
        raise TemplateError(f"{template.name}: {error.message or error}") from error
    except UNUSABLE as error:
        raise TemplateError(f"{template.name}: not a Word document that can be filled in ({error})") from error
    _order_shading(document.docx)
    _let_long_rows_split(document.docx)
    _describe(document.docx, pictures)
    _set_properties(document.docx.core_properties, properties)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer)


def _order_shading(document: Any) -> None:
    """Put the colour of a cell where the format wants it (ISO/IEC 29500-1, 17.4.69); `cellbg` writes it first."""
    for shading in document.element.body.xpath(".//w:tcPr/w:shd[1][not(preceding-sibling::*)]"):
        properties = shading.getparent()
        properties.remove(shading)
        properties.insert_element_before(shading, *_AFTER_SHADING)


def _with_pictures(value: Any, document: Any, pictures: dict[bytes, str]) -> Any:
    """A list of pictures as `document` takes them; they are noted in `pictures` with their descriptions."""
    if not (isinstance(value, tuple) and value and isinstance(value[0], Picture)):
        return value
    from docx.shared import Mm
    from docxtpl.inline_image import InlineImage

    pictures.update((picture.content, picture.description) for picture in value)
    image: Any = InlineImage
    return [image(document, io.BytesIO(picture.content), width=Mm(_PICTURE_WIDTH)) for picture in value]


def _describe(document: Any, pictures: Mapping[bytes, str]) -> None:
    """Give the pictures that were put in their descriptions, for those who cannot see them."""
    for inline in document.element.body.xpath(".//wp:inline") if pictures else ():
        (reference,) = inline.xpath(".//a:blip/@r:embed")
        description = pictures.get(document.part.related_parts[reference].blob)
        if description:
            inline.docPr.set("descr", description)


def _let_long_rows_split(document: Any) -> None:
    """A row that is told not to split and is higher than a page loses its end in some programs: let it split."""
    for fixed in document.element.body.xpath(".//w:tr/w:trPr/w:cantSplit"):
        if any(_lines(cell) > _LINES_THAT_STAY for cell in fixed.getparent().getparent().tc_lst):
            fixed.getparent().remove(fixed)


def _lines(cell: Any) -> float:
    """About how many lines a cell takes: a Chinese character is as wide as the font is high, others half of it."""
    width = max(1, int(cell.width or 0) // _TWIP - _CELL_MARGINS)
    texts = [text.text or "" for text in cell.iter(f"{{{cell.nsmap['w']}}}t")]
    return sum(1 + sum(1 if ord(c) > _LAST_NARROW else 0.5 for c in text) * _CHARACTER / width for text in texts)


def _cleaned(value: Any) -> Any:
    """The same with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def _set_properties(core: Any, properties: Properties) -> None:
    core.title = _property(properties.title)
    core.subject = _property(properties.subject)
    core.author = _property(properties.author)
    core.language = _TAGS[properties.language]
    core.last_modified_by = _property(properties.author)
    if properties.created is not None:
        # The properties are in UTC (ISO/IEC 29500-2, 11.1, W3CDTF); python-docx writes the figures as they stand.
        core.created = core.modified = properties.created.astimezone(UTC)


def _property(text: str) -> str:
    return " ".join(clean(text).split())[:_PROPERTY_LIMIT]


def _with_fixed_times(buffer: io.BytesIO) -> bytes:
    """The same archive with every member dated alike, so that equal papers are equal files."""
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, _ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(member))
    return result.getvalue()
