"""New text on the fixtures of a public reply trimmer: exactly the kept words, white space aside."""

from __future__ import annotations

from coordmail.mail.trim.lines import Verdict, split_lines
from coordmail.mail.trim.text import judge
from tests.score.figure import CORPUS, Figure

# The corpus keeps quoted lines that have no attribution, and text under an attribution at the very top; SURFACE.md does
# not: quoted text is never new, whoever left out the attribution.
OTHER_CONVENTION = {
    "quote_only": "quoted lines without attribution are kept there",
    "quote_and_text": "the same",
    "embedded_email_7": "the same, between answers",
    "embedded_email_16": "the same, above the answer",
    "embedded_email_17": "what stands under an attribution at the top is kept there",
    "forwarded_message": "forwarded text is no new text: it is in `forwarded`",
}


def kept_text() -> Figure:
    """Replies of which exactly the new text is kept."""
    folder = CORPUS / "replies/discourse-email_reply_trimmer/test"
    paths = sorted((folder / "emails").glob("*.txt"))
    measured = [path for path in paths if path.stem not in OTHER_CONVENTION]
    wrong = []
    for path in measured:
        lines = split_lines(path.read_text("utf-8", "replace"))
        kept = [line.text for line, verdict in zip(lines, judge(lines), strict=True) if verdict is Verdict.NEW]
        if "\n".join(kept).split() != (folder / "trimmed" / path.name).read_text("utf-8", "replace").split():
            wrong.append(path.stem)
    return Figure("replies, exactly the new text", len(measured), len(paths) - len(measured), wrong)
