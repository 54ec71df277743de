"""The text of a Word paragraph: its runs with insertions, fields, content controls, ticks and text boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.documents.ticks import EMPTY, TICKED
from coordmail.documents.word_styles import VAL, Styles, W, switched

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_LEFT_OUT = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "instrText", "delInstrText", "rt")
)
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_TEXTS = frozenset((f"{W}t", f"{_MATHS}t"))
_BOX = f"{W}txbxContent"

_WINGDINGS = {
    0xFE: TICKED,
    0xFD: TICKED,
    0xFC: TICKED,
    0xFB: TICKED,
    0xA8: EMPTY,
    0x6F: EMPTY,
    0x71: EMPTY,
    0x72: EMPTY,
}
_WINGDINGS_2 = {
    0x50: TICKED,
    0x52: TICKED,
    0x53: TICKED,
    0x54: TICKED,
    0x51: TICKED,
    0xA3: EMPTY,
    0x2A: EMPTY,
    0x30: EMPTY,
}
_TICK_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


class Runs:
    """Reads paragraphs of one document."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._plain = not styles.by_id

    def read(self, paragraph: Element, properties: Element | None) -> tuple[str, list[Element]]:
        """The paragraph's text as written, and the contents of the text boxes that hang on it."""
        pieces: list[str] = []
        boxes: list[Element] = []
        if self._styles.unseen(properties, "pStyle"):
            return "", boxes
        pending = [iter(paragraph)]
        while pending:
            element = next(pending[-1], None)
            if element is None:
                pending.pop()
                continue
            inside = self._say(element, pieces, boxes)
            if inside is not None:
                pending.append(iter(inside))
        return "".join(pieces), boxes

    def _say(self, element: Element, pieces: list[str], boxes: list[Element]) -> Element | None:
        """Takes what the element says itself; hands back the element whose children say more."""
        tag = element.tag
        if tag in _TEXTS:
            pieces.append(_symbols(element.getparent(), element.text or ""))
        elif tag in _SIGNS:
            pieces.append(_SIGNS[str(tag)])
        elif tag == f"{W}sym":
            pieces.append(_symbol(element.get(f"{W}font", ""), element.get(f"{W}char", "")))
        elif tag == f"{W}fldChar":
            pieces.append(_form_field(element))
        elif tag == _BOX:
            boxes.append(element)
        elif tag == f"{W}sdt":
            tick = _checkbox(element)
            if tick is None:
                return contents_of(element)
            pieces.append(tick)
        elif tag == f"{W}r":
            return None if self._styles.unseen(element.find(f"{W}rPr"), "rStyle") else element
        elif tag == f"{_MC}AlternateContent":
            return chosen(element)
        elif tag not in _LEFT_OUT:
            return element
        return None


def chosen(element: Element) -> Element | None:
    """The one branch of an mc:AlternateContent that counts (ECMA-376 part 3); None for other elements."""
    if element.tag != f"{_MC}AlternateContent":
        return None
    choice = element.find(f"{_MC}Choice")
    return element.find(f"{_MC}Fallback") if choice is None else choice


def contents_of(control: Element) -> Element | None:
    """The contents of a content control; None where it only shows its prompt, or is a table of contents."""
    properties = control.find(f"{W}sdtPr")
    if switched(properties, "showingPlcHdr"):
        return None
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    if gallery is not None and gallery.get(VAL) == "Table of Contents":
        return None
    return control.find(f"{W}sdtContent")


def _checkbox(control: Element) -> str | None:
    box = control.find(f"{W}sdtPr/{_W14}checkbox")
    if box is None:
        return None
    checked = box.find(f"{_W14}checked")
    return TICKED if checked is not None and checked.get(f"{_W14}val") in ("1", "true", "on") else EMPTY


def _form_field(begin: Element) -> str:
    """A tick or the chosen entry of a legacy form field (17.16.17 ffData)."""
    data = begin.find(f"{W}ffData")
    if data is None:
        return ""
    box = data.find(f"{W}checkBox")
    if box is not None:
        ticked = switched(box, "checked")
        return TICKED if (switched(box, "default") if ticked is None else ticked) else EMPTY
    entries = [entry.get(VAL, "") for entry in data.iterfind(f"{W}ddList/{W}listEntry")]
    result = data.find(f"{W}ddList/{W}result")
    index = result.get(VAL, "0") if result is not None else "0"
    return entries[int(index)] if index.isdecimal() and len(index) < 4 and int(index) < len(entries) else ""


def _symbol(font: str, code: str) -> str:
    """A sign of a symbol font, which has no character of its own; only ticks mean something."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return _TICK_FONTS.get(font.strip().lower(), {}).get(number & 0xFF, "")


def _symbols(run: Element | None, text: str) -> str:
    """Text that a tick font draws as ticks."""
    fonts = run.find(f"{W}rPr/{W}rFonts") if run is not None and len(text) < 10 else None
    table = _TICK_FONTS.get((fonts.get(f"{W}ascii") or "").strip().lower()) if fonts is not None else None
    if not table:
        return text
    return "".join(table.get(ord(c) & 0xFF, "") if ord(c) < 0x100 or 0xF000 <= ord(c) <= 0xF0FF else c for c in text)
