"""The one entry of extraction: from a message to everything that it says. The same mail gives the same facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from coordmail.documents.blocks import Table
from coordmail.documents.html import read_html
from coordmail.documents.text import read_text
from coordmail.extraction.absence import read_absence
from coordmail.extraction.attached import documents_of, read_documents
from coordmail.extraction.dates import DateContext
from coordmail.extraction.dates.numeric import shows_day_first
from coordmail.extraction.item_requests import asked_within
from coordmail.extraction.kind import Evidence, Verdict, by_content, by_header, is_answer
from coordmail.extraction.meeting_changes import read_changes
from coordmail.extraction.notice import read_meeting
from coordmail.extraction.orders import named_reference, read_orders, read_references
from coordmail.extraction.own_notices import answers_own_notice
from coordmail.extraction.people import Context
from coordmail.extraction.queries import read_query
from coordmail.extraction.reading import announced, best, called_by, filled, read
from coordmail.extraction.replies import read_calendar_reply, read_reply
from coordmail.extraction.reply_corrections import with_corrections
from coordmail.extraction.resources import read_requests, tied
from coordmail.extraction.returned_form import is_filled, quoted_forms, without_our_words
from coordmail.extraction.review import review_minutes, review_notice
from coordmail.extraction.subject import read_subject
from coordmail.extraction.vocabulary import using
from coordmail.mail.calendar_uids import is_ours
from coordmail.mail.language import detect
from coordmail.model import Kind, NoticeMethod, Understanding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordmail.calendar import WorkCalendar
    from coordmail.documents.blocks import Block
    from coordmail.extraction.invitation import Invitation
    from coordmail.extraction.reading import Reading
    from coordmail.extraction.vocabulary import HouseLabels
    from coordmail.mail.message import Message
    from coordmail.model import Day, Directory, Language, MeetingFacts, MinutesFacts, Problem


MAX_TEXT = 60_000
"""Characters of a body that are read for facts."""
_COVER_NOTE = 1
"""So many tasks may stand in the words around a forwarded mail: 「张伟,请登记」."""
NO_DATE = datetime(2000, 1, 3)  # noqa: DTZ001 - local and naive as all anchors
"""The anchor of a mail that bears no date and came at no known time."""


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What is known beside the mail itself. `received` stands in for a Date header that is missing (aware)."""

    directory: Directory
    calendar: WorkCalendar
    own_addresses: frozenset[str] = frozenset()
    language: Language = "zh"
    received: datetime | None = None
    labels: HouseLabels = ()
    """The house's own labels (`[labels]` of the configuration)."""


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail while it is being understood."""

    message: Message
    context: ReadingContext
    language: Language
    dates: DateContext
    people: Context

    def reading(self, blocks: tuple[Block, ...]) -> Reading:
        return read(blocks, self.message, self.dates, self.people)

    def evidence(self, reading: Reading, files: tuple[str, ...] = (), *, document: bool = False) -> Evidence:
        return Evidence(
            self.message.subject,
            self.message.new_text,
            reading.form,
            reading,
            self.dates.today,
            document,
            files,
        )


def understand(message: Message, context: ReadingContext) -> Understanding:
    """Everything that `message` says; never raises on what a mail may hold. Our own mailbox takes no part."""
    with using(context.labels):
        found = _understood(message, context)
    if found.meeting is None or not context.own_addresses:
        return found
    own = context.own_addresses
    attendees = tuple(one for one in found.meeting.attendees if not own & {one.email, one.name.lower()})
    return replace(found, meeting=replace(found.meeting, attendees=attendees))


def _understood(message: Message, context: ReadingContext) -> Understanding:
    mail = _mail(message, context)
    invitation = _invitation(message, context)
    told = by_header(message, invitation)
    if told is None:
        return _letter(mail)
    if told.kind in {Kind.BOUNCE, Kind.AUTOMATIC} or invitation is None:
        away = told.kind is Kind.AUTOMATIC and message.out_of_office
        absence = read_absence(message.subject, message.new_text, mail.dates) if away else None
        return Understanding(told.kind, mail.language, absence=absence, reasons=told.reasons)
    answer = _calendar_answer if told.kind is Kind.REPLY else _invited
    return replace(answer(mail, invitation), reasons=told.reasons)


def _mail(message: Message, context: ReadingContext) -> _Mail:
    language = detect(f"{message.subject}\n{message.new_text}")
    moment = message.date or context.received
    anchor = context.calendar.local(moment).replace(tzinfo=None) if moment else NO_DATE
    addresses = [(message.from_name, message.from_address), *message.to, *message.cc]
    known = tuple((name, address) for name, address in addresses if address and address not in context.own_addresses)
    people = Context(directory=context.directory, attendees=(), addresses=known)
    dates = DateContext(anchor, context.calendar, language, shows_day_first(message.new_text))
    return _Mail(message, context, language, dates, people)


def _invitation(message: Message, context: ReadingContext) -> Invitation | None:
    """The first calendar object that can be read; a file of ours that came back announces nothing."""
    if not message.calendars:
        return None
    from coordmail.extraction.invitation import CalendarError, read_invitation

    for calendar in message.calendars:
        try:
            found = read_invitation(calendar, context.calendar.timezone)
        except CalendarError:
            continue
        if found is not None and not (is_ours(found.uid) and found.method == "PUBLISH"):
            return found
    return None


def _invited(mail: _Mail, invitation: Invitation) -> Understanding:
    """A calendar invitation: its own facts first, then what its description and the mail's body say under labels."""
    body = mail.reading(_body(mail.message))
    described = mail.reading(read_text(invitation.description, "calendar")) if invitation.description else body
    meetings = [
        read_meeting(reading.form, mail.message, mail.dates, reading.people, invitation=invitation)
        for reading in (described, body)
    ]
    return _as_notice(mail, filled(meetings[0], meetings[1:]))


def _letter(mail: _Mail) -> Understanding:
    """A mail that people wrote: minutes, a notice, an incident, a query, an answer, or something else."""
    message = mail.message
    answers = is_answer(message, read_subject(message.subject))
    body = mail.reading(_body(message))
    told = by_content(mail.evidence(body), answers=answers)
    documents: list[Reading] = []
    failures: list[Problem] = []
    if message.attachments and (told is None or told.kind is not Kind.NOTICE or body.meeting.start is None):
        texts, failures = read_documents(message, mail.language)
        documents = [mail.reading(blocks) for blocks in texts]
    chosen = best(body, documents)
    if documents or failures:
        files = tuple(file.filename for file in documents_of(message))
        told = by_content(mail.evidence(chosen, files, document=chosen is not body), answers=answers)
    kind = told.kind if told else None
    if answers and kind is not Kind.MINUTES and (returned := _returned_form(mail)):
        found = _as_minutes(mail, returned, (), failures)
        return replace(found, reasons=("a form of ours, filled in where it is quoted",))
    if message.forwarded and len(chosen.actions) <= _COVER_NOTE:
        passed_on = _passed_on(mail)
        if passed_on and len(passed_on.actions) >= 2 * len(chosen.actions):
            return passed_on
    if not chosen.form.rows and (asked := _query(mail)):
        return replace(asked, reasons=("a question to coordmail itself",))
    if not answers and (ordered := _ordered(mail, kind, chosen)):
        return ordered
    if told is None and _calls_off(
        body, answers=answers, subject=message.subject, own_notice=answers_own_notice(message)
    ):
        told = Verdict(Kind.NOTICE, ("an answer to a notice that moves or cancels the meeting",))
    found = _as(mail, told, chosen, (body, *documents), failures, answers=answers)
    return replace(found, reasons=told.reasons if told else _why(answers))


def _why(answers: bool) -> tuple[str, ...]:
    return ("it answers a mail, and is neither a form nor minutes",) if answers else ("nothing says more of it",)


def _as(
    mail: _Mail,
    told: Verdict | None,
    chosen: Reading,
    readings: Sequence[Reading],
    failures: Sequence[Problem],
    *,
    answers: bool,
) -> Understanding:
    """The facts that go with the kind that was told; `chosen` is that of `readings` which holds the items."""
    kind = told.kind if told else None
    if kind is Kind.MINUTES:
        return _as_minutes(mail, chosen, [reading for reading in readings if reading is not chosen], failures)
    if kind is Kind.NOTICE:
        return _as_notice(mail, called_by(announced(readings), readings))
    return _as_answer(mail, answers=answers, incident=kind is Kind.INCIDENT)


def _returned_form(mail: _Mail) -> Reading | None:
    """The form that was filled in where it is quoted, below the answer."""
    filled_in = [r for r in map(mail.reading, quoted_forms(mail.message)) if is_filled(r.form)]
    return best(filled_in[0], filled_in[1:]) if filled_in else None


def _passed_on(mail: _Mail) -> Understanding | None:
    """A forwarded mail that is minutes or a notice, read as its own sender sent it on its own day."""
    inside = mail.message.forwarded
    if inside is None:
        return None
    sender = inside.sender or mail.message.from_address
    name = {address: name for name, address in mail.people.addresses}.get(sender, "")
    person = mail.context.directory.person(sender)
    original = replace(
        mail.message,
        subject=inside.subject or mail.message.subject,
        from_address=sender,
        from_name=person.name if person else name,
        date=inside.date or mail.message.date,
        new_text=inside.text,
        new_html=inside.html,
        forwarded=None,
        in_reply_to=(),
        references=(),
    )
    understood = _letter(replace(_mail(original, mail.context), language=mail.language))
    return understood if understood.kind in {Kind.MINUTES, Kind.NOTICE} else None


def _query(mail: _Mail) -> Understanding | None:
    """A question to the program itself: help, my items, the status of something."""
    asked = read_query(mail.message.subject, mail.message.new_text)
    return Understanding(Kind.QUERY, mail.language, query=asked[0], query_ref=asked[1]) if asked else None


_HOLDS_MEETING = frozenset({"place", "agenda", "link", "time"})


def _ordered(mail: _Mail, kind: Kind | None, chosen: Reading) -> Understanding | None:
    """Words about items that are named by reference, in a mail that answers none and is no paper of its own."""
    message = mail.message
    if message.forwarded or kind is Kind.MINUTES or chosen.form.rows or chosen.form.names() & _HOLDS_MEETING:
        return None
    orders = read_orders(message.subject, message.new_text, mail.dates)
    if not orders:
        return None
    named = named_reference(f"{message.subject}\n{message.new_text}")
    reasons = ("words about an item that is named by its reference",)
    reply = orders[0].reply
    return Understanding(Kind.REPLY, mail.language, reply=reply, named=named, orders=orders, reasons=reasons)


def _body(message: Message) -> tuple[Block, ...]:
    """What the sender wrote, as blocks: from the HTML where that has tables, else from the text."""
    if message.new_html and "<table" in message.new_html.lower():
        blocks = read_html(message.new_html)
        if any(isinstance(block, Table) for block in blocks):
            return blocks
    return read_text(without_our_words(message.new_text[:MAX_TEXT]))


def _calls_off(body: Reading, *, answers: bool, subject: str, own_notice: bool) -> bool:
    """Whether an answer to a notice cancels the meeting or moves it: organizers write so when they answer their own."""
    told = read_subject(subject)
    if not answers or told.tag or not ("notice" in told.marks or own_notice):
        return False
    method = body.meeting.method
    return method is NoticeMethod.CANCELLED or (method is NoticeMethod.MOVED and body.meeting.start is not None)


def _as_minutes(mail: _Mail, chosen: Reading, others: Sequence[Reading], failures: Sequence[Problem]) -> Understanding:
    """Minutes whose items stand in one text; what it leaves open about the meeting is taken from the others."""
    meeting = filled(chosen.as_minutes_of(mail.message), [r.as_minutes_of(mail.message) for r in others])
    minutes = filled(chosen.minutes(), [r.minutes() for r in others])
    requests = next(filter(None, (read_requests(r.form, r.people) for r in (chosen, *others))), ())
    actions, within = asked_within(tied(chosen.actions, requests, chosen.people), requests, chosen.people)
    resources = tuple(dict.fromkeys(request.facts for request in (*requests, *within)))
    findings = review_minutes(actions, resources, _texts(minutes), mail.dates)
    return Understanding(
        Kind.MINUTES,
        mail.language,
        meeting=meeting,
        minutes=minutes,
        actions=actions,
        resources=resources,
        problems=(*chosen.action_problems, *findings, *failures),
        references=chosen.form.references,
    )


def _texts(minutes: MinutesFacts) -> dict[str, str]:
    """The running texts of `minutes` by their path."""
    texts = {"minutes.problem": minutes.problem, "minutes.remarks": minutes.remarks}
    texts |= {f"minutes.points[{n}]": text for n, text in enumerate(minutes.points)}
    texts |= {f"minutes.decisions[{n}]": text for n, text in enumerate(minutes.decisions)}
    return {path: text for path, text in texts.items() if text}


def _as_notice(mail: _Mail, meeting: MeetingFacts) -> Understanding:
    sent = mail.message.date or mail.context.received
    problems = review_notice(meeting, sent, mail.context.calendar, mail.language) if sent else ()
    return Understanding(Kind.NOTICE, mail.language, meeting=meeting, problems=problems)


def _as_answer(mail: _Mail, *, answers: bool, incident: bool) -> Understanding:
    """What is neither minutes nor a notice."""
    if answers:
        message = mail.message
        reply = read_reply(message.new_text, mail.dates, message.quoted_text, message.pieces)
        reply = with_corrections(reply, message.new_text, mail.dates, mail.people, message.pieces)
        return Understanding(
            Kind.REPLY,
            mail.language,
            reply=reply,
            named=named_reference(message.new_text),
            orders=read_references(message.new_text, mail.dates),
            corrections=partial(_corrections, mail),
        )
    if incident:
        return Understanding(Kind.INCIDENT, mail.language)
    named = named_reference(f"{mail.message.subject}\n{mail.message.new_text}")
    return Understanding(Kind.OTHER, mail.language, named=named)


def _corrections(mail: _Mail, start: Day | None) -> MeetingFacts | None:
    with using(mail.context.labels):
        return read_changes(mail.message, mail.dates, mail.people, start)


def _calendar_answer(mail: _Mail, invitation: Invitation) -> Understanding:
    """An answer that a calendar sent; of several attendees the one who sent the mail speaks."""
    sender = mail.message.from_address
    told = sorted(invitation.attendees, key=lambda one: one.email != sender)
    reply = read_calendar_reply((told[0].partstat if told else None) or "")
    comment = mail.message.new_text.strip() or invitation.comment
    return Understanding(Kind.REPLY, mail.language, reply=replace(reply, comment=comment or None))
