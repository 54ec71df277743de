"""What the receiving server found out about a sender: Authentication-Results (RFC 8601), of our own server only.

Read leniently: Exchange writes no authserv-id and runs its results together, QQ writes `smtp.mailfrom=<a@b>`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMENT = re.compile(r"\([^()]{0,500}+\)")
_RESULT = re.compile(r"(?:^|[;\s])(dmarc|spf|dkim|compauth)\s{0,3}=\s{0,3}([a-z]{1,20})", re.IGNORECASE)
_PROPERTY = re.compile(
    r"\b(?:header\.(?:from|[di])|smtp\.(?:mailfrom|mail|from|helo))\s{0,3}=\s{0,3}[<\"]?"
    r"(?:[^\s;<>\"@]{0,128}@)?([a-z0-9.-]{1,253})",
    re.IGNORECASE,
)
_LONGEST = 20_000


def forged(results: Sequence[str], authserv_id: str, sender: str) -> str | None:
    """Why the address `sender` in From is not to be believed, or None.

    `results` are the header's values, topmost first. Only the topmost that `authserv_id` wrote counts, or, where there
    is none, the topmost of all if it names nobody: those below may have come with the mail. DMARC decides where it was
    looked at. Else what SPF or DKIM say of another domain than the sender's neither helps nor harms.
    """
    if not authserv_id:
        return None
    ours = next((value for value in results if _written_by(value, authserv_id)), None)
    if ours is None and results and _is_anonymous(results[0]):
        ours = results[0]
    if ours is None:
        return None
    domain = sender.rpartition("@")[2]
    found = [(method, result, of) for method, result, of in _results(ours) if of is None or _aligned(of, domain)]
    verdicts = {result for method, result, _ in found if method == "dmarc"}
    if "fail" in verdicts:
        return "the receiving server says dmarc=fail"
    if "pass" in verdicts:
        return None
    foreign = next((of for method, result, of in _results(ours) if method == "dmarc" and result == "pass" and of), None)
    if foreign:
        return f"the receiving server read another sender: {foreign}"
    passed = any(result == "pass" for _, result, _ in found)
    failed = [method for method, result, _ in found if result == "fail"]
    return f"the receiving server says {failed[0]}=fail" if failed and not passed else None


def _results(value: str) -> Iterator[tuple[str, str, str | None]]:
    """Method, result and the domain that it is about, None where that is not said."""
    text = _COMMENT.sub(" ", value[:_LONGEST])
    found = list(_RESULT.finditer(text))
    for one, following in zip(found, (*found, None)[1:], strict=True):
        about = _PROPERTY.search(text, one.end(), following.start() if following else len(text))
        domain = about[1].lower().strip(".") if about else None
        # Exchange writes header.d=none for a mail that nobody signed.
        yield one[1].lower(), one[2].lower(), None if domain == "none" else domain


def _aligned(one: str, other: str) -> bool:
    """Whether two domains belong together: the same, or one below the other (RFC 7489, 3.1, relaxed)."""
    return one == other or one.endswith(f".{other}") or (other.endswith(f".{one}") and "." in one)


def _written_by(value: str, authserv_id: str) -> bool:
    tokens = _COMMENT.sub(" ", value[:_LONGEST]).partition(";")[0].split()
    return bool(tokens) and tokens[0].lower() == authserv_id.lower()


def _is_anonymous(value: str) -> bool:
    """Whether a header begins with a result, and not with who says so."""
    first = _COMMENT.sub(" ", value[:_LONGEST]).partition(";")[0]
    return _RESULT.match(first.lstrip()) is not None
