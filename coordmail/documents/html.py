"""HTML as people's mail programs write it, to blocks or to plain text: only what its reader sees."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coordmail.documents.drafts import Draft, DraftParagraph, finish, lines
from coordmail.documents.html_page import LINE_BREAKING, Page
from coordmail.documents.html_walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element as Element

    from coordmail.documents.blocks import Block

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")


def read_html(html: str, part: str = "body") -> tuple[Block, ...]:
    """The paragraphs and tables of `html`; layout tables dissolve into their paragraphs."""
    return finish(_drafts(html), part)


def html_to_text(html: str) -> str:
    """`html` as the plain text that its writer would have sent.

    A block a line, blank lines as written (at most one), list numbers and indentation, table rows with tabs.
    """
    written: list[str] = []
    for line in _text_lines(_drafts(html)):
        if line or (written and written[-1]):
            written.append(line)
    return "\n".join(written).rstrip("\n")


@lru_cache(maxsize=2)
def _drafts(html: str) -> Sequence[Draft]:
    """Kept for a moment: the same mail is read as text and as blocks."""
    root = _parse(html)
    return [] if root is None else walk(Page.of(root), root)


def _parse(html: str) -> Element | None:
    source = html.replace("\0", "")
    root, too_deep = _parse_source(source)
    return _parse_source(_TAG.sub(_flat, source))[0] if too_deep else root


def _parse_source(source: str) -> tuple[Element | None, bool]:
    """The tree, and whether it was cut off for its depth."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        return None, False
    return root, any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)


def _flat(tag: re.Match[str]) -> str:
    """A tag without nesting: a mail nested deeper than the parser goes is read as mere lines."""
    name = tag.group(1).lower()
    if name in ("script", "style", "title", "br"):
        return tag.group()
    return "<br>" if name in LINE_BREAKING else ""


def _text_lines(drafts: Iterable[Draft]) -> Iterator[str]:
    for draft in drafts:
        if isinstance(draft, DraftParagraph):
            indent = "  " * min(draft.level, 8)
            for position, line in enumerate(next(lines(draft)).split("\n")):
                hanging = indent + "  " if position and draft.number else indent
                yield hanging + line if line else ""
        else:
            yield from lines(draft)
