"""New text and forwarded mail out of an HTML body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from coordmail.mail.trim.dom import DomLine, cut, flatten
from coordmail.mail.trim.lines import Line, Mark, Verdict
from coordmail.mail.trim.text import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class HtmlTrimmed:
    """An HTML body taken apart. `marked` is what programs themselves marked as not new."""

    new_html: str
    lines: list[Line]
    verdicts: list[Verdict]
    marked: list[Line]


def trim_html(html: str, names: Sequence[str] = ()) -> HtmlTrimmed | None:
    """The body's lines with verdicts, and the HTML of the new ones; None where there is no HTML to speak of."""
    root = parse(html)
    if root is None:
        return None
    dom_lines = flatten(root)
    lines = [line.line() for line in dom_lines]
    verdicts = judge(lines, names)
    marked = [
        line
        for line, verdict in zip(lines, verdicts, strict=True)
        if line.mark not in (Mark.PLAIN, Mark.INDENTED) and verdict is not Verdict.NEW and not line.blank
    ]
    return HtmlTrimmed(_serialised(root, dom_lines, [v is Verdict.NEW for v in verdicts]), lines, verdicts, marked)


def html_after(html: str, line_number: int) -> str | None:
    """The HTML of the lines from `line_number` on (numbers as in `HtmlTrimmed.lines`)."""
    root = parse(html)
    if root is None:
        return None
    dom_lines = flatten(root)
    return _serialised(root, dom_lines, [number >= line_number for number in range(len(dom_lines))])


def html_between(html: str, span: Callable[[Sequence[Line]], tuple[int, int]]) -> str | None:
    """The HTML of the lines that `span` picks by the numbers of the first and of the one behind the last."""
    root = parse(html)
    if root is None:
        return None
    dom_lines = flatten(root)
    start, end = span([line.line() for line in dom_lines])
    if start >= end:
        return None
    return _serialised(root, dom_lines, [start <= number < end for number in range(len(dom_lines))])


def parse(html: str) -> _Element | None:
    """The tree of an HTML body; None for none, and for one nested too deeply to be honest."""
    from lxml import etree

    if not html.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None
    return cast("_Element | None", root)


def _serialised(root: _Element, lines: list[DomLine], keep: list[bool]) -> str:
    from lxml import etree

    if not all(keep):
        cut(root, lines, keep)
    return etree.tostring(root, encoding="unicode", method="html")
