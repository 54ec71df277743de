"""Coverage-guided fuzzing of the reader: any bytes are a mail, and what it says is told without a crash.

`make fuzz`, or `python -m tests.fuzz` where atheris is installed. It runs COORDMAIL_FUZZ_SECONDS (300) from our own
examples and the public corpus; what makes it stop is left as crash-* beside a .eml to try with `coordmail read`, and
becomes a test.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["coordmail"]):
    from coordmail.extraction.json_view import as_json
    from coordmail.extraction.understand import ReadingContext, understand
    from coordmail.mail.message import Unparsable, parse

from tests.extraction.invented import CALENDAR, DIRECTORY
from tests.mutated import odd_mails, own_mails

LONGEST = 20_000
MOST_SECONDS = 20
CONTEXT = ReadingContext(DIRECTORY, CALENDAR, frozenset({"minutes@example.com"}))


def one(data: bytes) -> None:
    """Read `data` as a mail and say what it says."""
    try:
        message = parse(data)
    except Unparsable:
        return
    facts = as_json(understand(message, CONTEXT), message, "a.eml")
    json.dumps(facts, ensure_ascii=False)


def main() -> None:
    """Fuzz for as long as was asked for; exits with 77 where something was found."""
    seconds = int(os.environ.get("COORDMAIL_FUZZ_SECONDS") or 300)
    with tempfile.TemporaryDirectory() as folder:
        for number, (_, raw) in enumerate([*own_mails(), *odd_mails()]):
            if len(raw) <= LONGEST:
                (Path(folder) / f"{number:04}.eml").write_bytes(raw)
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST}",
            f"-timeout={MOST_SECONDS}",
            "-rss_limit_mb=2048",
        ]
        atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
