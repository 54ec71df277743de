"""Sending: the outbox goes out on one connection; what fails waits, and what is refused for good is told."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from coordmail.mail.errors import Deferred, Refused, Unreachable
from coordmail.mail.replies import mail_says_recipient_is_wrong, recipient_is_wrong
from coordmail.service.breaker import Breaker
from coordmail.storage.outbox import CAPPED, RESTS
from coordmail.workflow.bounces import address_fails

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coordmail.mail.smtp import Outcome, Refusal, Sender
    from coordmail.storage.outbox import Outgoing
    from coordmail.workflow.desk import Desk

log = logging.getLogger(__name__)

_CAP_WINDOW = timedelta(hours=1)
_RESTS = f"{RESTS}; nothing is sent there until it writes"
_BATCH = 200
_ENOUGH = 3
"""When so many mails in a row are put off, it is the server and not the mails: the others need not be tried."""


class Dispatcher:
    """Sends what the outbox holds."""

    def __init__(self, desk: Desk, sender: Sender) -> None:
        self._desk = desk
        self._store = desk.store
        self._outbox = desk.store.outbox
        self._sender = sender
        self._breaker = Breaker(desk)
        self._put_off = 0
        """How many mails in a row the server did not take now."""
        self._said: list[str] = []
        """Why mails wait that were tried for the first time."""
        self.broken: Deferred | None = None
        """How the connection was lost in the midst of a mail, if it was."""

    def send_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Send everything that is due, and what that leads to; how many mails went out. Raises Unreachable."""
        count = 0
        while not stopping():
            batch = self._outbox.due(self._desk.now, self._breaker.room(_BATCH))
            if not batch:
                break
            with self._store.transaction():
                self._outbox.sending([mail.id for mail in batch], self._desk.now)
            # What goes out must be known after a power cut too, or its answer would be a stranger's.
            self._store.session.settle()
            for n, mail in enumerate(batch):
                try:
                    count += self._send(mail)
                except Unreachable as error:
                    self._wait(batch[n:], str(error))
                    raise
                if stopping():
                    self._put_back(batch[n + 1 :])
                    break
            # Or after a power cut all of them would go out again.
            self._store.session.settle()
        if self._said:
            log.warning("%s; %d mails wait and are tried again with growing pauses", self._said[0], len(self._said))
        return count

    def _send(self, mail: Outgoing) -> bool:
        recipients, reason = self._allowed(mail)
        if not recipients:
            self._hold(mail, reason)
            return False
        try:
            outcome = self._sender.send(self._desk.config.smtp.address, recipients, self._outbox.mail(mail.id))
        except Deferred as error:
            self.broken = error if error.code is None else self.broken
            self._put_off += 1
            if self._put_off >= _ENOUGH:
                raise Unreachable(f"{error}; the other mails wait with it") from error
            self._conclude(mail, None, str(error), tell=error.code is not None)
            return False
        except Refused as error:
            self._put_off = 0
            self._refused(mail, recipients, error)
            return False
        self._put_off = 0
        self._conclude(mail, outcome, reason)
        return bool(outcome.accepted)

    def _allowed(self, mail: Outgoing) -> tuple[list[str], str]:
        """The recipients that may be mailed now, and why the others may not."""
        since = self._desk.now - _CAP_WINDOW
        cap = self._desk.config.rules.cap_per_hour
        # In a rehearsal the administrator gets everybody's mail.
        capped = self._desk.config.mode == "live"
        allowed, reason = [], ""
        for address in mail.recipients:
            if self._store.administration.is_failing(address):
                reason = _RESTS
            elif capped and self._outbox.sent_since(address, since, self._desk.now) >= cap:
                reason = f"{CAPPED} {cap} mails to {address} in an hour"
            else:
                allowed.append(address)
        return allowed, reason

    def _hold(self, mail: Outgoing, reason: str) -> None:
        """A mail that nobody may get now: it waits, and goes stale in the end like one that cannot be sent."""
        with self._store.transaction():
            if mail.is_stale(self._desk.now):
                self._outbox.settle(mail, reason, self._desk.now)
                return
            self._outbox.postpone(mail.id, self._desk.now + _CAP_WINDOW, reason)
            if reason != _RESTS:
                self._store.administration.note_once(self._desk.now, "held", reason)

    def _conclude(self, mail: Outgoing, outcome: Outcome | None, error: str | None, *, tell: bool = True) -> None:
        """Record what became of a mail; `tell` why it waits, unless the caller does."""
        with self._store.transaction():
            if outcome:
                self._outbox.delivered(mail.id, outcome.accepted, self._desk.now)
                for refusal in outcome.refused:
                    self._turned_down(mail, refusal)
                turned_down = (*outcome.refused, *outcome.deferred)
                told = "; ".join(f"{one.address}: {one.code} {one.text}" for one in turned_down)
                error = f"{self._where}: {told}" if told else error
            state = self._outbox.settle(mail, error or None, self._desk.now)
            if state == "failed" or (outcome and not all(_is_wrong(refusal) for refusal in outcome.refused)):
                self._tell_administrator(mail, error or "refused")
            elif tell and state == "waiting" and error and not mail.attempts:
                self._said.append(error)
        log.info("%s %s to %s: %s", mail.message_id, mail.kind, ", ".join(mail.recipients), state)

    def _turned_down(self, mail: Outgoing, refusal: Refusal) -> None:
        """The server refuses one recipient: the address is wrong, or the way there is."""
        said = f"{refusal.code} {refusal.text}"
        self._outbox.refused(mail.id, refusal.address, said)
        wrong = _is_wrong(refusal)
        remedy = (
            "nothing is sent there until it writes"
            if wrong
            else "look what the server lets smtp.username send, then coordmail outbox retry"
        )
        log.warning("%s: %s: %s is refused: %s; %s", self._where, mail.message_id, refusal.address, said, remedy)
        if wrong:
            address_fails(self._desk, refusal.address, said, mail.meeting_id)

    def _refused(self, mail: Outgoing, recipients: Sequence[str], error: Refused) -> None:
        """The server refuses the mail as a whole."""
        reason = str(error)
        with self._store.transaction():
            for address in recipients:
                self._outbox.refused(mail.id, address, reason)
            self._outbox.settle(mail, reason, self._desk.now)
            if len(recipients) == 1 and mail_says_recipient_is_wrong(error.text):
                address_fails(self._desk, recipients[0], f"{error.code} {error.text}", mail.meeting_id)
            self._tell_administrator(mail, reason)
        log.warning("%s %s is refused: %s", mail.message_id, mail.kind, reason)

    def _wait(self, mails: Sequence[Outgoing], error: str) -> None:
        with self._store.transaction():
            for mail in mails:
                if self._outbox.settle(mail, error, self._desk.now) == "failed":
                    self._tell_administrator(mail, error)

    @property
    def _where(self) -> str:
        smtp = self._desk.config.smtp
        return f"{smtp.host}:{smtp.port}"

    def _put_back(self, mails: Sequence[Outgoing]) -> None:
        """Mails that were about to be handed over and were not."""
        with self._store.transaction():
            for mail in mails:
                self._outbox.postpone(mail.id, self._desk.now, None)

    def _tell_administrator(self, mail: Outgoing, error: str) -> None:
        detail = f"{mail.kind} to {', '.join(mail.recipients)}: {error}"
        self._store.administration.note(self._desk.now, "undeliverable", detail, mail.subject)


def _is_wrong(refusal: Refusal) -> bool:
    return recipient_is_wrong(refusal.code, refusal.text)
