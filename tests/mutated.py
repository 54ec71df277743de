"""Mails spoilt on purpose, and every odd mail of the public corpus, through the way of arriving mails.

`python -m tests.mutated 5000 [SEED]` prints what became of them. Each must be processed, ignored with a reason or
quarantined with one; none may crash the reader, be lost, or be answered to somebody who is not known.
"""

from __future__ import annotations

import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from coordmail.storage.store import Store
from tests.score.figure import CORPUS
from tests.workflow.office import PEOPLE, Office, configuration, mail_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OWN = Path(__file__).parent / "corpus"
SUFFIXES = frozenset({".eml", ".msg", ".raw", ".txt"})
MOST_SECONDS = 20
"""After this many seconds a mail counts as one that hangs."""
LONGEST = 400_000
_SECONDS_OF_A_STEP = 3_600

TOKENS = (
    *(
        b"\0",
        b"\r",
        b"\n\n",
        b"\xff\xfe",
        b"\x1b[2J",
        b"{{ 7*7 }}",
        b"<script>alert(1)</script>",
        b"\xe2\x80\xae",
        b"--",
    ),
    *(b"\r\nBcc: eve@elsewhere.example\r\n", b"=?gb2312?B?", b"=?utf-8?Q?=0D=0ABcc:_eve=40x?=", b"Content-Type: "),
    *(b'; boundary="', b"\r\nContent-Transfer-Encoding: base64\r\n", b"message/rfc822", b"multipart/mixed", b";"),
    *(b"charset=unknown-8bit", b"charset=utf-7", b"filename*0*=UTF-8''..%2F..%2Fetc%2Fpasswd", b"\xef\xbb\xbf"),
    *(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY\r\n", b"DTSTART:99999999T999999", b"2024-02-31"),
    *(b"=1+cmd|' /C calc'!A0", b"[CM-1-AAAAAA]", b"'; drop table items; --", b"0000-00-00", b"Auto-Submitted: no\r\n"),
    *(
        text.encode()
        for text in ("\u7b2c999999999999\u9879", "99\u670899\u65e5", "\u8d23\u4efb\u4eba\uff1a", "\u622a\u6b62\uff1a")
    ),
    "\u7b2c1\u9879\u5ef6\u671f\u81f399999999\u5e743\u67081\u65e5".encode(),
)


class HangsError(BaseException):
    """A mail took too long; no handler of `Exception` may swallow it."""


@dataclass
class Outcomes:
    """What became of the mails."""

    outcomes: Counter[str] = field(default_factory=Counter)
    crashed: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    to_strangers: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    @property
    def faults(self) -> list[str]:
        """Everything that must not be, in words."""
        parts = ("crashed", "hung", "lost", "unexplained", "to_strangers")
        return [f"{name}: {one}" for name in parts for one in getattr(self, name)]


def odd_mails() -> list[tuple[str, bytes]]:
    """The public corpus of odd, broken and hostile mails; empty where it is not on this machine."""
    paths = sorted(path for path in (CORPUS / "mime").rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return [(str(path.relative_to(CORPUS)), path.read_bytes()) for path in paths if "SOURCE" not in path.name]


def own_mails() -> list[tuple[str, bytes]]:
    """Our own examples."""
    return [(path.name, path.read_bytes()) for path in sorted(OWN.rglob("*.eml"))]


def mutated(seeds: Sequence[tuple[str, bytes]], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` mails, each one of `seeds` with one to six spoilings; the same for the same `seed`."""
    for number in range(count):
        dice = random.Random(f"{seed}/{number}")
        name, raw = dice.choice(seeds)
        raw = raw[:LONGEST]
        for _ in range(dice.randint(1, 6)):
            raw = _spoil(dice, raw, seeds)[:LONGEST]
        yield f"{seed}/{number} {name}", raw


def _spoil(dice: random.Random, raw: bytes, seeds: Sequence[tuple[str, bytes]]) -> bytes:
    at = dice.randrange(len(raw) + 1)
    length = min(dice.choice((1, 2, 8, 40, 300, 3000)), len(raw) - at)
    match dice.randrange(9):
        case 0:
            return raw[:at] + bytes(dice.randrange(256) for _ in range(min(length, 8))) + raw[at + min(length, 8) :]
        case 1:
            return raw[:at] + raw[at + length :]
        case 2:
            return raw[:at] + raw[at : at + length] * dice.choice((2, 3, 50)) + raw[at + length :]
        case 3:
            return raw[:at]
        case 4 | 5:
            return raw[:at] + dice.choice(TOKENS) + raw[at:]
        case 6:
            other = dice.choice(seeds)[1]
            return raw[:at] + other[dice.randrange(len(other) + 1) :]
        case 7:
            lines = raw.split(b"\n")
            first = dice.randrange(len(lines))
            last = min(len(lines), first + dice.randint(1, 5))
            block = lines[first:last]
            del lines[first:last]
            back = dice.randrange(len(lines) + 1)
            return b"\n".join([*lines[:back], *block, *lines[back:]])
        case _:
            lines = raw.split(b"\n")
            place = dice.randrange(len(lines))
            return b"\n".join(
                [*lines[:place], *[lines[place][:200]] * dice.choice((5, 100, 1500)), *lines[place + 1 :]]
            )


def from_somebody_known(dice: random.Random, raw: bytes, office: Office) -> bytes:
    """`raw` as a mail of somebody in the directory, half of the time in answer to one of our mails."""
    lines = [f"From: {mail_address(dice.choice(PEOPLE)[1])}"]
    asked = office.store.session.rows("select message_id, tag, person from questions order by id desc limit 200")
    if asked and dice.random() < 0.5:
        question = dice.choice(asked)
        lines = [f"From: {question['person']}", f"In-Reply-To: {question['message_id']}"]
    return "\r\n".join(lines).encode() + b"\r\n" + raw


def feed(mails: Sequence[tuple[str, bytes]], folder: Path, seed: int = 1) -> Outcomes:
    """Take every mail in, as it is and as if somebody known had sent it, each at most once; what became of them."""
    found = Outcomes()
    config = configuration(folder / "mutated.db")
    with Store.open(config.database) as store:
        office = Office(store, config).tracked()
        office.all_sent()
        dice = random.Random(seed)
        for number, (name, raw) in enumerate(mails):
            known = dice.random() < 0.6
            _take(office, found, name, from_somebody_known(dice, raw, office) if known else raw)
            if number % 100 == 99:
                _next_hour(office)
        _look_who_got_mail(office, found)
    return found


def _take(office: Office, found: Outcomes, name: str, raw: bytes) -> None:
    rows = _count(office)
    began = time.perf_counter()
    try:
        with _alarm():
            disposition = office.take(raw)
    except HangsError:
        found.hung.append(name)
        return
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        found.crashed.append(f"{name}: {type(error).__name__}: {error}")
        return
    spent = time.perf_counter() - began
    found.seconds.append(spent)
    found.slowest = max(found.slowest, (spent, name))
    if disposition is None:
        found.outcomes["known already"] += 1
        return
    found.outcomes[disposition.outcome] += 1
    reason = disposition.reason or ""
    if reason.startswith("it could not be processed") and "Unparsable" not in reason:
        found.crashed.append(f"{name}: {reason}")
    if not reason:
        found.unexplained.append(name)
    if _count(office) != rows + 1:
        found.lost.append(name)


def _next_hour(office: Office) -> None:
    from datetime import timedelta

    office.now += timedelta(seconds=_SECONDS_OF_A_STEP)
    office.tick()


def _count(office: Office) -> int:
    row = office.store.session.row("select count(*) as n from inbox")
    return int(row["n"]) if row else 0


def _look_who_got_mail(office: Office, found: Outcomes) -> None:
    """Nobody whose mail was set aside is written to, unless somebody known named them."""
    rows = office.store.session.rows(
        "select distinct sender from inbox where outcome = 'quarantined'"
        " and sender in (select address from deliveries)"
        " and sender not in (select email from attendees where email is not null)"
        " and sender not in (select email from signoffs where email is not null)"
        " and sender not in (select owner_email from items where owner_email is not null)"
        " and sender not in (select organizer_email from meetings where organizer_email is not null)"
        " and sender not in (select recorder_email from meetings where recorder_email is not null)"
        " and sender not in (select approver_email from requests where approver_email is not null)"
        " and sender not in (select email from co_owners)"
    )
    known = {mail_address(who) for _, who, _, _ in PEOPLE}
    found.to_strangers += [row["sender"] for row in rows if row["sender"] not in known]


@contextmanager
def _alarm() -> Iterator[None]:
    def hang(*_: object) -> None:
        raise HangsError

    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(MOST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> int:
    """Print what became of the public corpus and of so many mutated mails."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    odd = odd_mails()
    seeds = own_mails() + odd
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for title, mails in (
            ("public corpus", odd),
            (f"mutated, seed {seed}", list(mutated(seeds, count, seed))),
        ):
            place = Path(folder) / title.replace(" ", "-")
            place.mkdir()
            found = feed(mails, place, seed)
            faults += len(found.faults)
            sys.stdout.write(_told(title, len(mails), found))
    return int(bool(faults))


def _told(title: str, count: int, found: Outcomes) -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds = sorted(found.seconds) or [0.0]
    bad = {name: len(getattr(found, name)) for name in ("crashed", "hung", "lost", "unexplained", "to_strangers")}
    lines = [
        f"{title}: {count} mails; " + ", ".join(f"{n} {what}" for what, n in sorted(found.outcomes.items())),
        "  " + ", ".join(f"{name} {n}" for name, n in bad.items()),
        f"  seconds a mail: median {seconds[len(seconds) // 2]:.3f}, 99 % {seconds[len(seconds) * 99 // 100]:.2f}",
        f"  slowest {found.slowest[0]:.1f} s ({found.slowest[1]}); peak memory {peak} MB",
        *(f"  {fault}" for fault in found.faults),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
