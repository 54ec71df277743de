"""The endless service as it is, in this thread, with something that happens meanwhile in another."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.service.misbehaving.conftest import Trouble


class Serving:
    """`run`, ended by SIGTERM when what happens meanwhile is over; what failed there is raised here."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble

    def run(self, meanwhile: Callable[[], None]) -> None:
        failed: list[Exception] = []

        def work() -> None:
            try:
                # The handler is in place when the service listens.
                time.sleep(0.2)
                meanwhile()
            except Exception as error:  # noqa: BLE001 - raised in the thread that waits
                failed.append(error)
            finally:
                os.kill(os.getpid(), signal.SIGTERM)

        thread = threading.Thread(target=work)
        thread.start()
        self.trouble.service.run()
        thread.join()
        if failed:
            raise failed[0]

    def answered_within(self, count: int, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self.trouble.answered() < count and time.monotonic() < end:
            time.sleep(0.02)
        assert self.trouble.answered() == count
