"""What is drawn on the pages of a PDF: characters with their places, ruled lines, pictures; no invisible text."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTPage, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from coordmail.documents.ooxml import too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdfminer.pdfdocument import PDFDocument

MAX_PAGES = 100
_MAX_DRAWN = 200_000
"""Characters, lines and pictures on all pages together: 100 pages have about 150,000."""
_THIN = 3.0
_INVISIBLE = 3
"""Text rendering mode of the text that a scanner's recognition lays under its picture (ISO 32000-1, 9.3.6)."""
UNKNOWN = "\ufffd"

_RADICALS = str.maketrans("⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻝⻢⻤⻥⻦⻩⻬⻰⻳", "民虎西见角贝车长门青页风食马鬼鱼鸟黄齐龙龟")
"""Signs for parts of characters, which some programs say in place of the characters; NFKC knows the other ones."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box on the page, in points from the bottom left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        """Height of the line that it needs."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Its place across the page."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: where it stands on the one axis, from where to where it goes on the other."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawn:
    """One page as its reader sees it."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictured: float = 0.0
    """The largest share of the page that one picture covers."""


def draw(document: PDFDocument) -> Iterator[Drawn]:
    """The pages in their order; Unreadable (TOO_LARGE) where they are too many or too full."""
    resources = PDFResourceManager()
    device = _Device(resources)
    interpreter = PDFPageInterpreter(resources, device)
    for number, page in enumerate(PDFPage.create_pages(document)):
        if number >= MAX_PAGES:
            raise too_large()
        interpreter.process_page(page)
        yield _unstruck(device.drawn)


class _Device(PDFLayoutAnalyzer):
    """Collects the characters, lines and pictures of one page at a time."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources, laparams=None)
        self.drawn = Drawn(0, 0)
        self._left = _MAX_DRAWN

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Leaves invisible text out."""
        if textstate.render != _INVISIBLE:
            super().render_string(textstate, seq, ncs, graphicstate)

    def handle_undefined_char(self, font: Any, cid: int) -> str:  # noqa: ARG002
        """A sign that no one can take for a character."""
        return UNKNOWN

    def receive_layout(self, ltpage: LTPage) -> None:
        """Takes the finished page."""
        self.drawn = Drawn(ltpage.width, ltpage.height)
        pending: list[Any] = [iter(ltpage)]
        while pending:
            item = next(pending[-1], None)
            if item is None:
                pending.pop()
                continue
            self._left -= 1
            if self._left < 0:
                raise too_large()
            if isinstance(item, LTContainer):
                pending.append(iter(item))
            else:
                self._take(item)

    def _take(self, item: object) -> None:
        drawn = self.drawn
        if isinstance(item, LTChar):
            if item.upright and item.matrix[1] == 0 and item.size > 1:
                drawn.glyphs.append(Glyph(_character(item.get_text()), item.x0, item.x1, item.y0, item.y1))
        elif isinstance(item, LTImage):
            drawn.pictured = max(drawn.pictured, item.width * item.height / max(drawn.width * drawn.height, 1))
        elif isinstance(item, LTRect | LTLine):
            self._rules(item.x0, item.x1, item.y0, item.y1, outlined=item.stroke)
        elif isinstance(item, LTCurve) and item.stroke:
            for (x0, y0), (x1, y1) in zip(item.pts, item.pts[1:], strict=False):
                if abs(x0 - x1) <= _THIN or abs(y0 - y1) <= _THIN:
                    self._rules(min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1), outlined=False)

    def _rules(self, left: float, right: float, bottom: float, top: float, *, outlined: bool) -> None:
        """A thin box is a line, an outlined one four; a filled one is only a background."""
        wide, high = right - left > _THIN, top - bottom > _THIN
        if wide and not high:
            self.drawn.across.append(Rule((bottom + top) / 2, left, right))
        elif high and not wide:
            self.drawn.down.append(Rule((left + right) / 2, bottom, top))
        elif wide and high and outlined:
            self.drawn.across += [Rule(bottom, left, right), Rule(top, left, right)]
            self.drawn.down += [Rule(left, bottom, top), Rule(right, bottom, top)]


def _character(text: str) -> str:
    """The character that is meant: programs name some by the radical, ligature or variant that looks the same."""
    if any("\u2f00" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufb06" for c in text):
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_RADICALS)


def _unstruck(page: Drawn) -> Drawn:
    """The page without the characters that a line goes through, and without those lines."""
    rules = sorted(page.across, key=lambda rule: rule.at)
    heights = [rule.at for rule in rules]
    striking: set[int] = set()
    kept = []
    for glyph in page.glyphs:
        first = bisect_left(heights, glyph.bottom + 0.3 * glyph.size)
        last = bisect_left(heights, glyph.bottom + 0.7 * glyph.size)
        through = [index for index in range(first, last) if rules[index].start <= glyph.centre <= rules[index].end]
        striking.update(through)
        if not through:
            kept.append(glyph)
    page.glyphs = kept
    page.across = [rule for index, rule in enumerate(rules) if index not in striking]
    return page


def opened(content: bytes) -> PDFDocument:
    """The document in `content`; raises what pdfminer raises."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    return PDFDocument(PDFParser(BytesIO(content)))
