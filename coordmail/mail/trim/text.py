"""Says of every line of a body what it is: new text, or what a mail program, a gateway or a habit put around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordmail.mail.trim.attribution import attribution_near, find_attribution
from coordmail.mail.trim.headers import is_rule, read_header, read_separator
from coordmail.mail.trim.lines import MOST_LINES, Line, Mark, Verdict, next_filled
from coordmail.mail.trim.signature import is_closing, signature_start
from coordmail.mail.trim.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_BANNER_LINES = 8
_LONGEST_ENDING = 90
"""Lines that signature, footers and disclaimer may fill."""
_BY_MARK = {
    Mark.QUOTED: Verdict.QUOTE,
    Mark.SIGNATURE: Verdict.SIGNATURE,
    Mark.FOOTER: Verdict.FOOTER,
    Mark.BANNER: Verdict.BANNER,
}


def judge(lines: list[Line], names: Sequence[str] = ()) -> list[Verdict]:
    """One verdict a line; `names` are the sender's. Linear in the number of lines.

    Only the first of neighbouring blank lines is looked at, and no more than MOST_LINES altogether.
    """
    everywhere = [_BY_MARK.get(line.mark, Verdict.NEW) for line in lines]
    looked_at = [
        number for number, line in enumerate(lines) if not (line.blank and number and lines[number - 1].blank)
    ][:MOST_LINES]
    verdicts = _judge_compact([lines[number] for number in looked_at], names)
    for number, verdict in zip(looked_at, verdicts, strict=True):
        everywhere[number] = verdict
    return everywhere


def _judge_compact(lines: list[Line], names: Sequence[str]) -> list[Verdict]:
    verdicts = [_BY_MARK.get(line.mark, Verdict.NEW) for line in lines]
    _judge_quotes(lines, verdicts)
    _judge_banner(lines, verdicts)
    pieces = _pieces(verdicts)
    nothing_behind = True
    for place in range(len(pieces) - 1, -1, -1):
        if nothing_behind or place == 0:
            _judge_ending(lines, verdicts, pieces[place], names)
            nothing_behind = nothing_behind and not any(_is_text(lines[n], verdicts[n]) for n in pieces[place])
    return verdicts


def _is_text(line: Line, verdict: Verdict) -> bool:
    return verdict is Verdict.NEW and not line.blank


def _judge_quotes(lines: list[Line], verdicts: list[Verdict]) -> None:
    number = 0
    attributed = False
    near = attribution_near(lines)
    while number < len(lines):
        line = lines[number]
        if line.mark is Mark.REST_QUOTED:
            _rest(verdicts, number)
            return
        if line.blank or verdicts[number] is not Verdict.NEW:
            number += 1
            continue
        if line.mark is Mark.INDENTED and attributed:
            verdicts[number] = Verdict.QUOTE
            number += 1
            continue
        span = _border(lines, number, attribution=near[number])
        if span is None:
            if line.mark is Mark.ATTRIBUTION:
                verdicts[number] = Verdict.HEADER
                attributed = True
            number += 1
            continue
        start, end = span
        following = next_filled(lines, end)
        if following is not None and lines[following].mark not in (Mark.QUOTED, Mark.INDENTED):
            _rest(verdicts, start)
            return
        verdicts[start:end] = [Verdict.HEADER] * (end - start)
        attributed = True
        number = end


def _border(lines: list[Line], number: int, *, attribution: bool) -> tuple[int, int] | None:
    block = read_separator(lines, number) or read_header(lines, number)
    if block:
        return block.start, block.end
    return find_attribution(lines, number) if attribution else None


def _rest(verdicts: list[Verdict], start: int) -> None:
    for number in range(start, len(verdicts)):
        if verdicts[number] in (Verdict.NEW, Verdict.SIGNATURE, Verdict.FOOTER):
            verdicts[number] = Verdict.QUOTE


def _judge_banner(lines: list[Line], verdicts: list[Verdict]) -> None:
    """What a gateway put at the top."""
    words = vocabulary()
    seen = 0
    inside = False
    for number, line in enumerate(lines):
        if line.blank:
            continue
        if verdicts[number] not in (Verdict.NEW, Verdict.BANNER) or seen >= _MOST_BANNER_LINES:
            return
        seen += 1
        text = line.folded
        bare = text[len(found[0]) :].strip() if (found := words.banner_token.match(text)) else text
        if verdicts[number] is Verdict.BANNER or words.banner.match(text) or (found and not bare):
            inside = True
        elif inside and (words.banner_more.match(bare) or is_rule(text)):
            pass
        elif found and (words.banner_more.match(bare) or words.banner.match(bare)):
            inside = True
        elif is_rule(text) and not inside:
            continue
        else:
            return
        verdicts[number] = Verdict.BANNER


def _pieces(verdicts: list[Verdict]) -> list[list[int]]:
    """Runs of new lines."""
    pieces: list[list[int]] = []
    open_piece: list[int] = []
    for number, verdict in enumerate(verdicts):
        if verdict is Verdict.NEW:
            open_piece.append(number)
        elif verdict in (Verdict.QUOTE, Verdict.HEADER) and open_piece:
            pieces.append(open_piece)
            open_piece = []
    if open_piece:
        pieces.append(open_piece)
    return pieces


def _judge_ending(lines: list[Line], verdicts: list[Verdict], piece: list[int], names: Sequence[str]) -> None:
    """What stands at the end of a piece of new text that its writer did not write for this mail."""
    ending = piece[-_LONGEST_ENDING:]
    _judge_disclaimer(lines, verdicts, ending)
    words = vocabulary()
    for number in ending:
        text = lines[number].folded
        if verdicts[number] is Verdict.NEW and 3 < len(text) <= words.longest_footer and words.footer.match(text):
            verdicts[number] = Verdict.FOOTER
    left = [number for number in ending if verdicts[number] is Verdict.NEW]
    below = next((n for n in range(len(left), 0, -1) if lines[left[n - 1]].tabled), 0)
    whole = len(ending) == len(piece) and not below
    start = signature_start([lines[number].text for number in left[below:]], names, whole=whole)
    if start is not None:
        for number in left[below + start :]:
            verdicts[number] = Verdict.SIGNATURE
        left = left[: below + start]
    behind = left[-1] + 1 if left else piece[0]
    signed = Verdict.SIGNATURE in verdicts[behind : behind + _LONGEST_ENDING]
    _judge_remains(lines, verdicts, left, signed=signed)


def _judge_remains(lines: list[Line], verdicts: list[Verdict], left: list[int], *, signed: bool) -> None:
    """Drawn lines at the very end, and the closing above a signature."""
    for number in reversed(left):
        line = lines[number]
        if line.blank:
            continue
        if _only_strokes(line.folded) or (signed and is_closing(line.text)):
            verdicts[number] = Verdict.SIGNATURE
        else:
            return


def _only_strokes(text: str) -> bool:
    return is_rule(text) or (len(text) <= 80 and not text.strip("-_=*#~+—–─·. \u1427") and text not in (".", "*", "+"))


def _judge_disclaimer(lines: list[Line], verdicts: list[Verdict], piece: list[int]) -> None:
    words = vocabulary()
    for place, number in enumerate(piece):
        text = lines[number].folded
        if not text or verdicts[number] is not Verdict.NEW:
            continue
        if words.disclaimer_alone.match(text) or words.unsubscribe.fullmatch(text):
            verdicts[number] = Verdict.DISCLAIMER
            continue
        title = words.disclaimer_title.match(text)
        if not title and not words.disclaimer_beginning.match(text):
            continue
        following = [lines[later].folded for later in piece[place : place + 8]]
        keywords = {found.lower() for found in words.disclaimer_keyword.findall(" ".join(following)[:3000])}
        if len(keywords) >= (1 if title else 2):
            for later in piece[place:]:
                verdicts[later] = Verdict.DISCLAIMER
            return
