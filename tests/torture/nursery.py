"""A warmed process that forks one `coordmail` after the other: starting Python anew would cost more than the runs.

Jobs come as lines of JSON on standard input, and so does `{"signal": n}` for the one that runs. What it tells comes on
standard output: the lines of its taps, and at the end `exit CODE` (negative: died of a signal).
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import select
import signal
import sys
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from tests.torture import taps

POISON = "POISON"
"""A mail with this in its subject cannot be processed."""


_compiled: dict[Any, Any] = {}


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wire = os.dup(1)
    os.dup2(2, 1)

    def tell(line: str) -> None:
        os.write(wire, line.encode() + b"\n")

    jobs = _Lines(0)
    while (line := jobs.next()) is not None:
        job: dict[str, Any] = json.loads(line)
        if "warm" in job:
            _warm(**job["warm"])
        elif "arguments" in job:
            process = os.fork()
            if process == 0:
                os._exit(_run(job, tell))
            tell(f"exit {_wait(process, jobs)}")


class _Lines:
    """Lines of a file descriptor, which may be watched: nothing of it hides in a buffer but what was counted."""

    def __init__(self, fileno: int) -> None:
        self.fileno = fileno
        self._rest = b""

    def next(self) -> bytes | None:
        while b"\n" not in self._rest:
            data = os.read(self.fileno, 65536)
            if not data:
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line


def _wait(process: int, jobs: _Lines) -> int:
    handle = os.pidfd_open(process)
    try:
        while True:
            ready, _, _ = select.select([handle, jobs.fileno], [], [])
            if handle in ready:
                _, status = os.waitpid(process, 0)
                return os.waitstatus_to_exitcode(status)
            order = jobs.next()
            if order is None:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(handle, json.loads(order)["signal"])
    finally:
        os.close(handle)


def _warm(modules: list[str], config: str, mails: list[str]) -> None:
    """Import, compile and read beforehand what every run would import, compile and read: pure code and pure data."""
    for name in modules:
        with suppress(Exception):
            importlib.import_module(name)
    from coordmail.documents import sandbox

    if not _compiled:
        from coordmail.config import load
        from coordmail.service.loop import composer_for

        _keep_compiled_templates()
        composer_for(load(Path(config))).check()
    if not mails:
        return
    silence, shown = os.open(os.devnull, os.O_WRONLY), os.dup(1)
    os.dup2(silence, 1)
    _command(["read", *mails, "--config", config, "--json"])
    sys.stdout.flush()
    os.dup2(shown, 1)
    # Each run starts a reader of its own.
    sandbox.shared().close()
    sandbox.shared.cache_clear()


def _keep_compiled_templates() -> None:
    """Each run has a Jinja environment of its own, whose templates it would compile anew from the same source."""
    from jinja2 import Environment

    compile_it = Environment.compile

    def compiled(self: Any, source: Any, name: Any = None, filename: Any = None, *rest: Any, **named: Any) -> Any:
        key = (type(self), source, name, filename, rest, tuple(named.items()))
        if key not in _compiled:
            _compiled[key] = compile_it(self, source, name, filename, *rest, **named)
        return _compiled[key]

    Environment.compile = compiled  # type: ignore[method-assign]


def _run(job: dict[str, Any], tell: Any) -> int:
    """`coordmail` with the arguments of `job`, as if it had been started; its exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    output = os.open(job["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    fault = taps.Fault(*job["fault"]) if job["fault"] else None
    points = taps.Points(tell, fault, job["trace"])
    taps.install(points, *job["ports"])
    _poison()
    if job["clock"]:
        _stop_the_clock(datetime.fromisoformat(job["clock"]))
    code = _command(job["arguments"])
    with suppress(Exception):
        atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    if job["trace"]:
        tell("modules " + " ".join(name for name in sys.modules if not name.startswith(("tests", "__"))))
    return code


def _command(arguments: list[str]) -> int:
    from coordmail.cli import main as coordmail

    sys.argv = ["coordmail", *arguments]
    try:
        coordmail(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:  # noqa: BLE001 - a traceback is what the campaign looks for
        sys.stderr.write(f"traceback: {type(error).__name__}: {error}\n")
        return 70
    return 0


def _poison() -> None:
    """One mail fails after it was dealt with, so that what it did has to be taken back."""
    from coordmail.workflow import incoming

    take = incoming.take

    def poisoned(desk: Any, mail: Any, *arguments: Any) -> Any:
        disposition = take(desk, mail, *arguments)
        if POISON in mail.subject:
            raise ValueError("poisoned")
        return disposition

    incoming.take = poisoned  # type: ignore[assignment]


def _stop_the_clock(now: datetime) -> None:
    """The endless form takes no --now: its clock stands still."""
    from coordmail.service import loop

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return now.astimezone(tz)

    loop.datetime = Standing  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    main()
