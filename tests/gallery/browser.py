"""One Chromium for all pictures, spoken to over the DevTools protocol through a pair of pipes (no port, no driver)."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_TIMEOUT = 60.0
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--remote-debugging-pipe",
)


class BrowserError(Exception):
    """Chromium is not there, went away, or refused a command."""


def program() -> str | None:
    """The path of an installed Chromium, or None."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at: CSS pixels wide, dark or light."""

    width: int
    dark: bool = False

    @property
    def name(self) -> str:
        """`360-dark`."""
        return f"{self.width}-{'dark' if self.dark else 'light'}"


@dataclass
class Browser:
    """A running Chromium with one tab, to be used as a context. Raises BrowserError."""

    requests: list[str] = field(default_factory=list)
    """The addresses that the present page asked for."""
    _count: int = 0
    _session: str | None = None
    _frame: str = ""
    _buffer: bytes = b""

    def __enter__(self) -> Self:
        found = program()
        if found is None:
            raise BrowserError("Chromium is not installed (apt install chromium)")
        self._profile = tempfile.mkdtemp(prefix="gallery-")
        commands, self._write = os.pipe()
        self._read, answers = os.pipe()
        # Chromium reads its commands from the descriptor 3 and answers on 4, whatever ours are (above 9 takes bash).
        start = ["bash", "-c", f'exec "$@" 3<&{commands} 4>&{answers}', "bash", found, *_QUIET]
        start += [f"--user-data-dir={self._profile}"]
        self._process = subprocess.Popen(start, pass_fds=(commands, answers), stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        try:
            self._open_tab()
        except BrowserError:
            self._close()
            raise
        return self

    def _open_tab(self) -> None:
        tab = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Network.enable")
        self._frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        self._session = None
        with contextlib.suppress(BrowserError):
            self.call("Browser.close")
        os.close(self._write)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command and wait for its result."""
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._send(json.dumps(message).encode() + b"\0")
        until = time.monotonic() + _TIMEOUT
        while True:
            answer = self._receive(until)
            if answer.get("method") == "Network.requestWillBeSent":
                self.requests.append(answer["params"]["request"]["url"])
            if answer.get("id") != self._count:
                continue
            if "error" in answer:
                raise BrowserError(f"{method}: {answer['error'].get('message')}")
            result: dict[str, Any] = answer["result"]
            return result

    def show(self, html: str, view: View) -> None:
        """Lay a page out from nothing."""
        self.requests.clear()
        self.look(view)
        self.call("Page.setDocumentContent", frameId=self._frame, html=html)

    def look(self, view: View) -> None:
        """Look at the page at hand in another way."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if view.dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Emulation.setDeviceMetricsOverride", width=view.width, height=800, deviceScaleFactor=1, mobile=False)

    def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression, as JSON carries it."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(str(answer["exceptionDetails"].get("exception", {}).get("description")))
        return answer["result"].get("value")

    def picture(self, width: int) -> bytes:
        """The whole page as PNG."""
        height = self.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        clip = {"x": 0, "y": 0, "width": width, "height": max(1, min(height, 12_000)), "scale": 1}
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(answer["data"])

    def _send(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._write, data) :]
        except OSError as error:
            raise BrowserError(f"Chromium went away: {error}") from error

    def _receive(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise BrowserError(f"Chromium did not answer within {_TIMEOUT:.0f} seconds")
            data = os.read(self._read, 1 << 20)
            if not data:
                raise BrowserError("Chromium went away")
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer
