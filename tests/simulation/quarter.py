"""The quarter itself: passes on a moved clock; between them people read their mailboxes and write."""

from __future__ import annotations

import email
import heapq
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.policy import default
from random import Random
from typing import TYPE_CHECKING

from coordmail.config import load
from coordmail.demo.servers import EmbeddedServers
from coordmail.service.loop import Service
from coordmail.storage.store import Store
from tests.simulation import clients, papers
from tests.simulation.answers import Answers, Meant, Question, Words
from tests.simulation.cast import MAILBOX, PASSWORD, Habit, hire, write_configuration
from tests.simulation.plans import Announced, Fate, draw, following
from tests.simulation.watch import Watch
from tests.simulation.wording import phrase, shown_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from coordmail.config import Config
    from tests.simulation.cast import Colleague
    from tests.simulation.plans import Plan

FIRST_DAY = date(2024, 3, 4)
_FAMILIES = {"confirm-reminder": "confirm-request", "overdue": "reminder", "form-reminder": "form"}
"""Mails that ask the same once more: who has not answered the first answers the last."""
_PATIENCE = 2
"""How often somebody answers the same once more because it was not understood."""
_READ = frozenset({"form", "understood", "confirm-request", "objection", "approval-request", "reminder", "escalation",
                   "delay-request", "verify-request", "unclear", "second-meeting", "summary", "noted",
                   "query-answer"})  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A mail that somebody wrote: what it was meant to come to, and what it answers."""

    who: str
    at: datetime
    mail: EmailMessage
    meant: Meant
    answers: Question | None = None
    again: int = 0
    """How often the same was answered before."""


@dataclass
class _Pending:
    """A mail that somebody will answer; a newer one of its family takes its place."""

    question: Question
    done: bool = False


@dataclass
class Quarter:
    """A run: `letters` by Message-ID, and what was watched."""

    seed: int
    days: int
    meetings: int
    config: Config
    store: Store
    servers: EmbeddedServers
    letters: dict[str, Letter] = field(default_factory=dict)
    passes: int = 0

    def __post_init__(self) -> None:
        self.calendar = self.config.calendar
        self.chance = Random(f"{self.seed}")
        self.cast = hire(self.chance)
        self.plans = draw(self.chance, self.cast, self.calendar, FIRST_DAY, self.days, self.meetings)
        self.answers = Answers(self.cast, self.calendar, {plan.topic: plan for plan in self.plans})
        self.watch = Watch(self.store, self.calendar)
        self.last_day = self.calendar.next_workday(FIRST_DAY, self.days - 1)
        self._agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._count = 0
        self._seen = 0
        self._pending: dict[tuple[str, str, str], _Pending] = {}
        self._away = {person.who: self._absence() for person in self.cast.people if person.habit is Habit.AWAY}
        self._noted_away: set[tuple[str, date]] = set()
        for plan in self.plans:
            self._put_down(plan)

    def run(self) -> None:
        """Live through the quarter."""
        service = Service(self.config, self.store)
        try:
            for moment in self._moments():
                while self._agenda and self._agenda[0][0] <= moment:
                    when, _, act = heapq.heappop(self._agenda)
                    act(when)
                service.one_pass(moment)
                self.passes += 1
                self.watch.after(moment)
                self._hand_out(moment)
        finally:
            service.close()

    def _moments(self) -> Iterator[datetime]:
        """When passes are made: through every working day, in some nights, and once on a day off."""
        day = FIRST_DAY
        while day <= self.last_day:
            if self.calendar.is_workday(day):
                clock = [time(9), time(11), time(14), time(17, 30)]
                clock += [time(22)] if self.chance.random() < 0.4 else []
            else:
                clock = [time(11)]
                self._put(self._at(day, time(10, 30)), self._small_things)
            for moment in clock:
                if moment == time(11) and self.calendar.is_workday(day):
                    self._put(self._at(day, time(10, 30)), self._small_things)
                yield self._at(day, moment)
            day += timedelta(days=1)

    # what is planned -----------------------------------------------------

    def _put_down(self, plan: Plan) -> None:
        """Enter into the agenda who writes what about a meeting, and when."""
        if plan.announced is Announced.NOT:
            self._put(
                self._local(plan.held_at + timedelta(hours=1, minutes=10)), lambda now: self._minutes(plan, now, None)
            )
            return
        self._put(self._at(plan.notice_at, time(10)), lambda now: self._announce(plan, now))
        if plan.fate is not Fate.HELD:
            self._put(self._at(plan.notice_at, time(16)), lambda now: self._change(plan, now))

    def _announce(self, plan: Plan, now: datetime) -> None:
        subject, text = papers.notice(plan)
        mail = self._new(plan.organizer, now, subject if plan.announced is Announced.TEXT else plan.topic)
        if plan.announced is Announced.TEXT:
            mail.set_content(text)
        else:
            papers.fill_invitation(mail, papers.invitation(plan, "REQUEST", 0, now), "REQUEST")
        self._send(plan.organizer, now, mail)

    def _change(self, plan: Plan, now: datetime) -> None:
        cancelled = plan.fate is Fate.CANCELLED
        subject, text = papers.cancelled_notice(plan) if cancelled else papers.moved_notice(plan)
        mail = self._new(plan.organizer, now, subject)
        if plan.announced is Announced.INVITATION:
            method = "CANCEL" if cancelled else "REQUEST"
            papers.fill_invitation(mail, papers.invitation(plan, method, 1, now), method)
        else:
            mail.set_content(text)
        self._send(plan.organizer, now, mail)

    def _minutes(self, plan: Plan, now: datetime, form: EmailMessage | None) -> None:
        if form is None:
            mail = self._new(plan.recorder, now, papers.minutes_subject(plan))
        else:
            mail = self._new(plan.recorder, now, f"Re: {form['Subject']}")
            mail["In-Reply-To"] = str(form["Message-ID"])
        papers.write_minutes(mail, plan, form)
        self._send(plan.recorder, now, mail)

    # what comes in -------------------------------------------------------

    def _hand_out(self, moment: datetime) -> None:
        """Everybody finds the new mails in the own mailbox and decides when to answer them."""
        fresh = self.servers.sent[self._seen :]
        self._seen += len(fresh)
        for sent in fresh:
            mail = email.message_from_bytes(sent.data, policy=default)
            self.watch.sent(moment, sent.data, mail, sent.recipients)
            kind, _, ref = str(mail["X-Coordmail"]).partition("; ref=")
            to = {address.addr_spec for address in mail["To"].addresses}
            for address in sent.recipients:
                person = self.cast.by_email(address)
                if person is None:
                    continue
                self._note_absence(person, moment, mail)
                if _FAMILIES.get(kind, kind) in _READ and address in to:
                    self._will_answer(person, kind, ref, mail, moment)

    def _will_answer(self, person: Colleague, kind: str, ref: str, mail: EmailMessage, moment: datetime) -> None:
        chance = Random(f"{self.seed} {mail['Message-ID']} {person.who}")
        question = Question(kind, ref, mail, person, moment.date(), chance)
        family = _FAMILIES.get(kind, kind)
        about = {"reminder": "", "form": ref, "confirm-request": ref}.get(family, str(mail["Message-ID"]))
        key = (person.who, family, about)
        waiting = self._pending.get(key)
        if waiting and not waiting.done:
            waiting.question = question
            return
        pending = self._pending[key] = _Pending(question)
        self._put(self._when(person, kind, moment, chance), lambda now: self._answer(pending, now))

    def _when(self, person: Colleague, kind: str, moment: datetime, chance: Random) -> datetime:
        """When somebody gets round to a mail."""
        habit = person.habit
        until = self._away_until(person, moment)
        if until:
            return self._at(until, time(9, 30))
        if habit is Habit.LATE and kind != "unclear":
            return self._at(self.calendar.next_workday(moment.date(), chance.randint(1, 3)), time(13, 40))
        if habit is Habit.ODD and chance.random() < 0.4:
            return moment.replace(hour=21, minute=30) if moment.hour < 21 else moment + timedelta(minutes=30)
        return moment + timedelta(minutes=chance.choice((20, 45, 70, 90, 240)))

    def _answer(self, pending: _Pending, now: datetime) -> None:
        pending.done = True
        question = pending.question
        question = Question(
            question.kind, question.ref, question.mail, question.person, now.date(), question.chance
        )  # fmt: skip
        if question.kind in {"form", "form-reminder"}:
            self._send_form_back(question, now)
        elif question.kind == "second-meeting":
            self._meet_again(question, now)
        elif question.kind == "unclear":
            before = self.letters.get(str(question.mail["In-Reply-To"]))
            if before and before.answers and before.again < _PATIENCE:
                asked = before.answers
                again = Question(asked.kind, asked.ref, asked.mail, asked.person, now.date(), question.chance)
                self._reply(question, self.answers.to(again, plainly=True), now, again, before.again + 1)
        elif question.kind == "query-answer" and question.chance.random() > 0.2:
            return
        else:
            self._reply(question, self.answers.to(question), now, question)

    def _send_form_back(self, question: Question, now: datetime) -> None:
        plan = self.answers.plan_of(question.mail)
        if plan and question.person.habit is not Habit.SILENT:
            self._minutes(plan, now, question.mail)

    def _meet_again(self, question: Question, now: datetime) -> None:
        """The organizer takes the offer of a second meeting, where there is time for it to come to an end."""
        plan = self.answers.plan_of(question.mail)
        day = self.calendar.next_workday(now.date(), 2)
        if plan is None or question.chance.random() < 0.4 or self.calendar.next_workday(day, 14) > self.last_day:
            return
        again = following(question.chance, self.cast, self.calendar, plan, len(self.plans), day)
        if again.topic not in self.answers.plans:
            self.plans.append(again)
            self.answers.plans[again.topic] = again
            self._announce(again, now)

    def _reply(self, question: Question, words: Words, now: datetime, asked: Question, again: int = 0) -> None:
        if not words:
            return
        person = question.person
        writer = self.cast[person.stands_in] if person.stands_in else person
        self._count += 1
        mail = clients.reply(question.chance, writer, now, self._count, question.mail, words.text)
        self._send(writer, now, mail, words.meant, asked, again)

    # what comes unasked --------------------------------------------------

    def _small_things(self, now: datetime) -> None:
        """Questions to the mailbox, chatter, strangers, and mails answered by the wrong person."""
        chance = self.chance
        talkative = [p for p in self.cast.people if p.habit in {Habit.PROMPT, Habit.ODD}]
        person = chance.choice(talkative)
        lot = chance.random()
        if lot < 0.3:
            words = phrase(chance, person.language, chance.choice(("query", "query", "help")))
            self._write(person, now, words, words)
        elif lot < 0.4 and self.passes > 10:
            words = (
                f"状态 CM-{chance.randint(1, 3)}" if person.language == "zh" else f"status CM-{chance.randint(1, 3)}"
            )
            self._write(person, now, words, words)
        elif lot < 0.5:
            words = phrase(chance, person.language, "chatter")
            self._write(person, now, words[:2] if person.language == "zh" else "Hi", words, Meant.NOTHING)
        elif lot < 0.55:
            self._stranger(now)
        elif lot < 0.62:
            self._wrong_person(now)

    def _stranger(self, now: datetime) -> None:
        self._count += 1
        mail = clients.new_mail(self.cast.people[0], now, self._count, "会议纪要:合作洽谈")
        del mail["From"]
        mail["From"] = "Vendor <sales@vendor.example.net>"
        mail.set_content("会议纪要\n行动项:\n1. 李娜于5月10日前签订合同\n")
        self._send(self.cast.people[0], now, mail, Meant.QUARANTINE)

    def _wrong_person(self, now: datetime) -> None:
        """Somebody to whom a colleague forwarded a confirmation request answers it."""
        open_ = [p.question for p in self._pending.values() if p.question.kind == "confirm-request"][-20:]
        if not open_:
            return
        question = self.chance.choice(open_)
        others = [
            p
            for p in self.cast.people
            if p.language == question.person.language and p.who not in {question.person.who, question.person.stands_in}
        ]
        writer = self.chance.choice(others)
        self._count += 1
        words = phrase(self.chance, writer.language, "confirm")
        mail = clients.reply(self.chance, writer, now, self._count, question.mail, words)
        self._send(writer, now, mail, Meant.QUARANTINE)

    # absence -------------------------------------------------------------

    def _absence(self) -> tuple[date, date]:
        start = self.calendar.next_workday(FIRST_DAY, self.chance.randint(4, max(5, self.days - 12)))
        return start, self.calendar.next_workday(start, self.chance.randint(3, 6))

    def _away_until(self, person: Colleague, moment: datetime) -> date | None:
        start, back = self._away.get(person.who, (date.max, date.max))
        return back if start <= moment.date() < back else None

    def _note_absence(self, person: Colleague, moment: datetime, asked: EmailMessage) -> None:
        """The automatic note, once a day."""
        back = self._away_until(person, moment)
        if back is None or (person.who, moment.date()) in self._noted_away:
            return
        self._noted_away.add((person.who, moment.date()))
        chance = Random(f"{self.seed} away {person.who} {moment}")

        def write(now: datetime) -> None:
            prefix = "自动回复" if person.language == "zh" else "Automatic reply"
            mail = self._new(person, now, f"{prefix}: {asked['Subject']}")
            mail["In-Reply-To"] = str(asked["Message-ID"])
            mail["Auto-Submitted"] = "auto-replied"
            mail.set_content(phrase(chance, person.language, "away", day=shown_day(back, person.language)))
            self._send(person, now, mail, Meant.NOTHING)

        self._put(moment + timedelta(minutes=1), write)

    # the post ------------------------------------------------------------

    def _write(self, person: Colleague, now: datetime, subject: str, text: str, meant: Meant = Meant.CLEAR) -> None:
        mail = self._new(person, now, subject)
        mail.set_content(text)
        self._send(person, now, mail, meant)

    def _new(self, person: Colleague, now: datetime, subject: str) -> EmailMessage:
        self._count += 1
        return clients.new_mail(person, now, self._count, subject)

    def _send(
        self, person: Colleague, now: datetime, mail: EmailMessage, meant: Meant = Meant.CLEAR,
        answers: Question | None = None, again: int = 0,
    ) -> None:  # fmt: skip
        self.letters[str(mail["Message-ID"])] = Letter(person.who, now, mail, meant, answers, again)
        self.servers.deliver(MAILBOX, mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")), now)

    def _put(self, when: datetime, act: Callable[[datetime], None]) -> None:
        self._count += 1
        heapq.heappush(self._agenda, (when, self._count, act))

    def _at(self, day: date, clock: time) -> datetime:
        return self.calendar.at(day, clock).astimezone(self.calendar.timezone)

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self.calendar.timezone)


def live(folder: Path, seed: int, days: int, meetings: int) -> Quarter:
    """Live through a quarter of `days` working days with `meetings` meetings; its database stays in `folder`.

    The store of the quarter that is returned is open still.
    """
    cast = hire(Random(f"{seed}"))
    with EmbeddedServers({MAILBOX: PASSWORD}) as servers:
        config = load(write_configuration(folder, cast, servers.imap_port, servers.smtp_port))
        quarter = Quarter(seed, days, meetings, config, Store.open(config.database), servers)
        quarter.run()
    return quarter
