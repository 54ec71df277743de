"""What decides how the elements of an HTML mail are read: names, styles, and what outer elements hand down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from coordmail.documents.html_style import PLAIN, Style, hidden_selectors, read_style

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from coordmail.documents.html_lists import Item, List

MAX_ELEMENTS = 50_000
MAX_CELLS = 10_000
"""Of all tables together: 1,000 rows of ten cells. What stands behind them is not read."""


def names(words: str) -> frozenset[str]:
    """The words as a set."""
    return frozenset(words.split())


LINE_BREAKING = names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header html legend li main menu nav ol p pre section summary table tbody td tfoot"
    " th thead tr ul xmp"
)
_UNSEEN = names(
    "applet audio base canvas del embed frame head iframe link map meta object option s script select strike style"
    " svg template title video"
)
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_OFFICE_DATA = ("v:", "w:", "m:", "x:")


@dataclass(slots=True)
class Page:
    """What holds for a whole document: what its style sheets hide, and the style attributes read so far."""

    hidden: frozenset[str]
    styles: dict[str, Style] = field(default_factory=dict)
    elements_left: int = MAX_ELEMENTS
    cells_left: int = MAX_CELLS

    @classmethod
    def of(cls, root: Element) -> Self:
        """The page of a parsed document."""
        return cls(frozenset(name for sheet in root.iter("style") for name in hidden_selectors(sheet.text or "")))

    def style(self, element: Element) -> Style:
        """What the element's style attribute says."""
        written = element.get("style")
        if not written:
            return PLAIN
        style = self.styles.get(written)
        if style is None:
            style = self.styles[written] = read_style(written)
        return style

    def unseen(self, element: Element, style: Style) -> bool:
        """Whether no reader sees the element."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN or tag.startswith(_OFFICE_DATA):
            return True
        if style.hidden or element.get("hidden") is not None:
            return True
        if not self.hidden:
            return False
        known_as = [f".{name.lower()}" for name in (element.get("class") or "").split()]
        return not self.hidden.isdisjoint((*known_as, f"#{(element.get('id') or '').lower()}"))


@dataclass(frozen=True, slots=True)
class Context:
    """What an element hands down to those inside it."""

    preformatted: bool = False
    tiny: bool = False
    heading: bool = False
    marker: bool = False
    list: List | None = None
    item: Item | None = None
    table_depth: int = 0

    def inside(self, numbering: List | None, item: Item | None) -> Context:
        """The same in another list or item; `replace` would take as long as all the rest of an element."""
        return Context(self.preformatted, self.tiny, self.heading, self.marker, numbering, item, self.table_depth)


OUTERMOST = Context()


def inherit(context: Context, tag: str, style: Style) -> Context:
    """The context inside an element `tag` with `style`."""
    preformatted = style.preformatted
    if preformatted is None and tag in ("pre", "xmp", "textarea", "plaintext"):
        preformatted = True
    if preformatted is None and style.tiny is None and tag not in _HEADINGS and not style.list_marker:
        return context
    return replace(
        context,
        preformatted=context.preformatted if preformatted is None else preformatted,
        tiny=context.tiny if style.tiny is None else style.tiny,
        heading=context.heading or tag in _HEADINGS,
        marker=context.marker or style.list_marker,
    )
