"""What the receiving server found out about a sender: Authentication-Results (RFC 8601), of our own server only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_RESULT = re.compile(r"(?:^|[;\s])(dmarc|spf|dkim)\s{0,3}=\s{0,3}([a-z]{1,20})", re.IGNORECASE)


def forged(results: Sequence[str], authserv_id: str) -> str | None:
    """Why the sender is not to be believed, or None.

    `results` are the header's values, topmost first. Only the topmost that `authserv_id` wrote counts: those below may
    have come with the mail. Servers differ in how they write the rest, so only methods and results are read.
    """
    if not authserv_id:
        return None
    ours = next((value for value in results if _written_by(value, authserv_id)), None)
    if ours is None:
        return None
    found: dict[str, set[str]] = {}
    for method, result in _RESULT.findall(_COMMENT.sub(" ", ours)):
        found.setdefault(method.lower(), set()).add(result.lower())
    if "fail" in found.get("dmarc", ()):
        return "the receiving server says dmarc=fail"
    if "pass" in found.get("dmarc", ()):
        return None
    passed = any("pass" in found.get(method, ()) for method in ("spf", "dkim"))
    failed = [method for method in ("spf", "dkim") if "fail" in found.get(method, ())]
    return f"the receiving server says {failed[0]}=fail" if failed and not passed else None


def _written_by(value: str, authserv_id: str) -> bool:
    tokens = _COMMENT.sub(" ", value).partition(";")[0].split()
    return bool(tokens) and tokens[0].lower() == authserv_id.lower()
