"""A sample story with which every mail template is tried out before it meets real mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, get_args

from jinja2 import TemplateError

from coordmail.mail.letters import AdminEntry, AdminWhat, Change, Heading, Line, Noted, NotedWhat
from coordmail.mail.looking_back import (
    Carried,
    DepartmentWeek,
    DoneLine,
    Evidence,
    Lateness,
    Month,
    MonthFigures,
    ProblemType,
    Risk,
    RiskLine,
    Wait,
    Week,
)
from coordmail.model import Absence, Attendee, Problem
from coordmail.record import (
    Approval,
    Assent,
    Event,
    EventKind,
    Item,
    ItemStatus,
    MailKind,
    Meeting,
    MeetingStatus,
    ResourceRequest,
    SignOff,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordmail.mail.compose import Composer
    from coordmail.mail.templates import Templates
    from coordmail.model import Language

NOW = datetime(2024, 3, 5, 8, 0, tzinfo=UTC)
"""When the sample mails are written."""

Context = dict[str, object]

_FLAGS = ("informs", "recurs", "calendar")
_EXPECTED = (
    "confirm-request",
    "reminder",
    "delay-request",
    "verify-request",
    "approval-request",
    "objection",
    "escalation",
    "form",
    "number",
    "understood",
    "decision",
    "reference",
    "overdue",
    "confirm-reminder",
    "summary",
    "outdated",
    "correction-number",
    "settled",
    "registered",
)


@dataclass(frozen=True, slots=True)
class Story:
    """What the sample meeting is about, in one language."""

    language: Language
    topic: str
    place: str
    goal: str
    agenda: tuple[str, ...]
    problem: str
    people: tuple[Attendee, ...]
    tasks: tuple[str, ...]
    deliverable: str
    resource: str
    approver: str
    lacking: str
    comment: str
    result: str
    obstacle: str


STORIES = (
    Story(
        language="zh",
        topic="订单系统数据延迟专项沟通",
        place="3号会议室（线下）/腾讯会议（线上）",
        goal="订单数据延迟降到2小时以内",
        agenda=("说明现状", "讨论方案", "确定责任人和时限"),
        problem="3月1日起订单数据延迟4至6小时，影响运营部每日报表。",
        people=(Attendee("张伟", "技术部"), Attendee("陈晨", "技术部"), Attendee("李娜", "产品部")),
        tasks=("调整同步频率，每小时同步一次高优先级订单数据", "优化数据接口，增加缓存", "梳理延迟订单，逐单回访客户"),
        deliverable="延迟不超过2小时",
        resource="紧急协调采购预算",
        approver="财务部经理",
        lacking="第3项没有责任人，请写明姓名",
        comment="第2项的时限太紧，\n建议改到3月12日。",
        result="3月11日监控显示延迟不超过1.5小时",
        obstacle="上游接口尚未开放",
    ),
    Story(
        language="en",
        topic="Spring launch: open points",
        place="Room 3 and online",
        goal="Launch on 18 March with all materials ready",
        agenda=("Where we stand", "Options", "Owners and dates"),
        problem="The landing page and the price list are not agreed yet.",
        people=(Attendee("Alice Reed", "Marketing"), Attendee("Tom Baker", "Sales"), Attendee("Priya Shah", "Finance")),
        tasks=(
            "Publish the landing page with the agreed texts",
            "Send the price list to all resellers",
            "Book a venue",
        ),
        deliverable="the page is live and passes the link check",
        resource="Budget for the launch event",
        approver="Priya Shah",
        lacking="Item 3 has no owner; please name one person",
        comment="The date of item 2 is too tight;\nplease make it 12 March.",
        result="The link check of 11 March found no broken link",
        obstacle="the texts are not released yet",
    ),
)


def meeting(story: Story) -> Meeting:
    """The sample meeting, its minutes sent in for the second time."""
    return Meeting(
        id=12,
        ref="CM-12",
        topic=story.topic,
        status=MeetingStatus.TRACKING,
        language=story.language,
        version=2,
        start=datetime.fromisoformat("2024-03-05T14:00"),
        end=datetime.fromisoformat("2024-03-05T15:30"),
        place=story.place,
        organizer=story.people[2].name,
        recorder=story.people[1].name,
        attendees=story.people,
        goal=story.goal,
        agenda=story.agenda,
        problem=story.problem,
        points=story.agenda[:2],
        next_meeting=datetime.fromisoformat("2024-03-08T10:00"),
    )


def lines(story: Story) -> tuple[Line, ...]:
    """Three items: the recipient's own, one that was changed, one that lacks its owner and date."""
    owners = (story.people[0].name, story.people[1].name, None)
    rules = (None, "FREQ=WEEKLY;BYDAY=SU", None)
    dues = (date(2024, 3, 6), datetime.fromisoformat("2024-03-10T17:00"), None)
    items = [
        Item(
            id=number,
            meeting_id=12,
            meeting_ref="CM-12",
            number=number,
            task=task,
            status=ItemStatus.OPEN,
            owner=owner,
            due=due,
            original_due=due,
            deliverable=story.deliverable if number == 1 else None,
            percent=60 if number == 1 else 0,
            recurrence=rule,
            urgency="high" if number == 1 else None,
        )
        for number, (task, owner, due, rule) in enumerate(zip(story.tasks, owners, dues, rules, strict=True), 1)
    ]
    return (
        Line(1, items[0], mine=True, days_left=1),
        Line(2, items[1], changes=(Change("due", "2024-03-08", "2024-03-10"),), days_left=5),
        Line(3, items[2], problems=(Problem("owner_missing", "actions[2]", story.lacking),), new=True),
    )


def _late(story: Story) -> tuple[Line, ...]:
    return tuple(replace(line, days_left=None, days_overdue=line.number) for line in lines(story))


def _asking(story: Story) -> Line:
    """An item in the middle of everything: blocked, postponed, a new date asked for, a result claimed."""
    first = lines(story)[0]
    item = replace(
        first.item,
        blocked=story.obstacle,
        postponed=2,
        original_due=date(2024, 3, 1),
        requested_due=date(2024, 3, 12),
        requested_reason=story.obstacle,
        claim=story.result,
        resources=(story.resource,),
    )
    return replace(first, item=item, days_left=None, days_overdue=4)


def _requests(story: Story) -> tuple[ResourceRequest, ...]:
    return (
        ResourceRequest(
            1, 12, 1, story.resource, Approval.ASKED, 5000.0, "CNY", story.people[0].department, story.approver
        ),
    )


def _signoffs(story: Story) -> tuple[SignOff, ...]:
    answered = (NOW, story.comment)
    return tuple(
        SignOff(12, 2, story.people[n % 3].name, None, assent, None, answered[0], None, answered[1] if n == 2 else None)
        for n, assent in enumerate(Assent)
    )


def _history(story: Story) -> tuple[Event, ...]:
    return (
        *(Event(NOW - timedelta(days=3), "", what, "", 1) for what in EventKind),
        Event(NOW - timedelta(days=1), story.people[2].name, EventKind.QUESTION, story.comment, None),
        Event(NOW, story.people[0].name, EventKind.DELAY_ASKED, f"2024-03-12 → 2024-03-15 {story.obstacle}", 1),
    )


def _notes(story: Story) -> tuple[Noted, ...]:
    item = lines(story)[0].item
    whats: tuple[NotedWhat, ...] = get_args(NotedWhat)
    plain = tuple(Noted(what, new=story.approver if what == "approval_unanswered" else None) for what in whats)
    once = Noted("occurrence_done", 2, lines(story)[1].item, new="2024-03-15")
    return (*plain, once, Noted("progress", 1, item, "30%", "60%", story.obstacle, story.people[0].name))


def _entries(story: Story) -> tuple[AdminEntry, ...]:
    whats: tuple[AdminWhat, ...] = get_args(AdminWhat)
    return tuple(AdminEntry(what, story.obstacle, NOW, story.topic, "somebody@example.com") for what in whats)


def _week(story: Story, departments: int) -> Week:
    """A week of one department or two, each with every kind of line."""
    rows, late, asking = lines(story), _late(story), _asking(story)
    done = replace(rows[0], item=replace(rows[0].item, status=ItemStatus.CLOSED, closed_at=NOW))
    whole = DepartmentWeek(
        story.people[0].department or "",
        done=(*(DoneLine(done, NOW.date(), days) for days in (None, 0, 1, 3)), DoneLine(done, NOW.date(), 0, False)),
        planned=rows,
        risks=(
            RiskLine(asking, tuple(Risk)),
            RiskLine(replace(asking, item=replace(asking.item, postponed=1)), (Risk.POSTPONED,)),
        ),
        overdue=(*late, asking),
        under_way=9,
    )
    other = replace(whole, name=story.people[2].department or "", risks=(), overdue=())
    first = date(2024, 3, 4)
    ends = (first + timedelta(days=4), first + timedelta(days=7), first + timedelta(days=13))
    return Week(first, *ends, departments=(whole, other)[:departments])


def _month(story: Story) -> Month:
    """A month with late items, two kinds of problem, one wait and its trend."""
    one, other = story.people[0].department or "", story.people[2].department or ""
    evidence = tuple(Evidence(f"CM-12/{n}", story.obstacle, story.obstacle) for n in range(1, 6))
    firsts = [date(2023, 10, 1), date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1)]
    trend = [MonthFigures(first, Lateness("", 4, (1,) * n)) for n, first in enumerate(firsts)]
    return Month(
        date(2024, 3, 1),
        date(2024, 3, 31),
        Lateness("", 9, (1, 2, 5)),
        (Lateness(one, 5, (1, 2)), Lateness(other, 3), Lateness("", 1, (5,))),
        (ProblemType("deliveries", evidence), ProblemType("other", evidence[:1])),
        (Wait(one, other, ("CM-12/1", "CM-13")),),
        (*trend, MonthFigures(date(2024, 3, 1), Lateness("", 0))),
        (Carried(lines(story)[0], one, 30), Carried(lines(story)[0], other, 1, date(2024, 3, 4))),
    )


def contexts(kind: MailKind, story: Story) -> Iterator[Context]:
    """What mails of `kind` are about: at least one context, and one for each turn that its template takes."""
    held, rows, requests = meeting(story), lines(story), _requests(story)
    problems = (Problem("goal_missing", "meeting", story.lacking),)
    changes = (Change("time", "14:00", "15:00"), Change("task", None, story.tasks[2]), Change("owner", "A", None))
    about: Context = {"meeting": held}
    minutes: Context = {**about, "lines": rows, "requests": requests, "version": 2, "changes": changes}
    match kind:
        case MailKind.REGISTERED:
            for change in ("new", "moved", "cancelled"):
                done: Context = {**about, "change": change, "problems": problems, "changes": changes}
                yield {**done, "informs": False, "recurs": change == "new", "calendar": True}
                yield {**done, "informs": True, "recurs": False, "problems": (), "calendar": False}
            yield {**about, "change": "new", "problems": (), "changes": (), **dict.fromkeys(_FLAGS, False)}
        case MailKind.FORM | MailKind.FORM_REMINDER:
            yield about
            yield {"meeting": replace(held, start=None, end=None, place=None, recorder=None, attendees=())}
        case MailKind.UNDERSTOOD:
            names = {"asked": tuple(p.name for p in story.people), "unreachable": (story.approver,)}
            yield {**minutes, **names, "problems": problems, "ask_at": NOW, "unread": (story.comment,)}
            yield {
                **minutes,
                "unread": (),
                "asked": (),
                "unreachable": (),
                "problems": (),
                "ask_at": None,
                "version": 1,
                "lines": (),
            }
        case MailKind.CONFIRM_REQUEST | MailKind.CONFIRM_REMINDER:
            asked: Context = {**minutes, "answer_by": NOW + timedelta(days=2), "silence_agrees": True}
            yield {**asked, "attended": True, "again": False, "calendar": True}
            yield {**asked, "attended": True, "again": True, "calendar": False}
            told: Context = {"answer_by": None, "silence_agrees": False, "calendar": False}
            yield {**asked, **told, "attended": False, "again": False}
        case MailKind.OBJECTION:
            for assent in ("no", "amend", "question"):
                said: Context = {"who": story.people[0].name, "assent": assent, "comment": story.comment}
                yield {**about, **said, "lines": rows, "answer_by": NOW + timedelta(days=1)}
        case MailKind.SUMMARY:
            yield {**minutes, "signoffs": _signoffs(story), "revised": False}
            yield {**minutes, "signoffs": _signoffs(story), "revised": True}
        case MailKind.APPROVAL_REQUEST:
            yield {**about, "requests": requests, "line": rows[0], "asked_before": None}
            yield {**about, "requests": requests, "line": None, "asked_before": date(2024, 3, 1)}
        case _:
            yield from _tracking(kind, story)


def _tracking(kind: MailKind, story: Story) -> Iterator[Context]:
    held, rows, late, asking = meeting(story), lines(story), _late(story), _asking(story)
    about: Context = {"meeting": held}
    match kind:
        case MailKind.REMINDER:
            yield {"lines": tuple(replace(line, meeting=held) for line in rows)}
            yield {"lines": (replace(rows[0], days_left=0),), "away": Absence(story.obstacle, date(2024, 3, 9))}
        case MailKind.OVERDUE:
            yield {"lines": tuple(replace(line, number=n, meeting=held) for n, line in enumerate(late * 3, 1))}
            yield {"lines": late[:1], "away": Absence(story.obstacle)}
        case MailKind.ESCALATION:
            for cause in ("overdue", "blocked", "postponed"):
                for before in ((), (held.organizer or "",)):
                    yield {**about, "line": asking, "cause": cause, "history": _history(story), "before": before}
        case MailKind.DELAY_REQUEST:
            yield {**about, "line": asking, "answer_by": NOW + timedelta(days=2)}
            yield {**about, "line": rows[2], "answer_by": None}
        case MailKind.VERIFY_REQUEST:
            yield {**about, "line": asking, "asked_before": None, "in_place_of": None}
            yield {**about, "line": rows[2], "asked_before": date(2024, 3, 1), "in_place_of": None}
            yield {**about, "line": rows[2], "asked_before": date(2024, 3, 1), "in_place_of": story.people[1].name}
        case MailKind.SECOND_MEETING:
            yield {**about, "lines": late, "start": held.next_meeting}
        case MailKind.CLOSED:
            done = (replace(line.item, status=ItemStatus.CLOSED, closed_at=NOW, result=story.result) for line in rows)
            yield {**about, "lines": tuple(Line(item.number, item) for item in done)}
        case MailKind.WEEKLY_REPORT:
            yield {"week": _week(story, 2)}
            yield {"week": replace(_week(story, 1), departments=(DepartmentWeek(story.people[0].department or ""),))}
        case MailKind.MONTHLY_REVIEW:
            month = _month(story)
            yield {"month": month, "problem_names": {"deliveries": story.resource, "other": story.lacking}}
            yield {"month": replace(month, departments=(), problems=(), waits=(), carried=()), "problem_names": {}}
        case _:
            yield from _answering(kind, story)


def _answering(kind: MailKind, story: Story) -> Iterator[Context]:
    held, rows = meeting(story), lines(story)
    changes = (Change("due", "2024-03-08", "2024-03-12", number=2), Change("task", story.tasks[2], None))
    match kind:
        case MailKind.NOTED:
            yield {"meeting": held, "notes": _notes(story)}
            yield {"meeting": None, "notes": _notes(story)[:1]}
            yield {"meeting": held, "notes": _notes(story)[-1:], "lines": (replace(rows[0], meeting=held),)}
        case MailKind.UNCLEAR:
            for expected in _EXPECTED:
                yield {"meeting": held, "expected": expected, "words": story.comment, "lines": rows, "changes": changes}
            yield {"meeting": None, "expected": "form", "words": "", "lines": (), "changes": ()}
            partly: Context = {"partly": True, "changes": ()}
            yield {"meeting": held, "expected": "number", "words": story.comment, "lines": rows, **partly}
        case MailKind.QUERY_ANSWER:
            for title in ("my_items", "status", "department_items"):
                departments = (story.people[0].department,)
                yield {"title": title, "meeting": held, "lines": rows, "own": rows[:1], "departments": departments}
                yield {"title": title, "meeting": None, "lines": _late(story), "late": 3, "departments": departments}
                yield {"title": title, "meeting": None, "lines": (), "asked": "CM-99"}
            yield {"title": "status", "meeting": held, "lines": rows, "missing": 9, "asked": "CM-12/9"}
            yield {"title": "status", "meeting": held, "lines": rows[:1], "single": True, "history": _history(story)}
        case MailKind.ADMIN:
            yield {"entries": _entries(story)}
        case _:
            yield {}


def heading(kind: MailKind, story: Story, number: int = 1) -> Heading:
    """The heading of the `number`-th sample mail of `kind`."""
    return Heading(
        kind=kind,
        language=story.language,
        to=(story.people[0].name, "somebody@example.com"),
        cc=((story.people[1].name, "another@example.com"),),
        message_id=f"<sample.{kind.value}.{story.language}.{number}@example.com>",
        date=NOW,
        ref="CM-12",
        tag="CM-12-7K3Q9F",
        in_reply_to="<before@example.com>",
        references=("<first@example.com>", "<before@example.com>"),
        reply_subject=f"Re: {story.topic}",
    )


def mails() -> Iterator[tuple[Heading, Context]]:
    """Every kind in every language, in every turn that its template takes."""
    for story in STORIES:
        for kind in MailKind:
            for number, context in enumerate(contexts(kind, story), 1):
                yield heading(kind, story, number), {**context, "now": NOW}


def check(composer: Composer, templates: Templates) -> list[str]:
    """Each fault of the templates in one line, none twice."""
    faults = [fault for name in templates.sources() if (fault := templates.syntax_error(name))]
    if faults:
        return faults
    found: dict[str, None] = {}
    for head, context in mails():
        name = f"templates/mail/{head.language}/{head.kind.value}.jinja"
        try:
            composer.compose(head, context)
        except TemplateError as error:
            found.setdefault(f"{name}: {error.message or type(error).__name__}")
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            found.setdefault(f"{name}: {type(error).__name__}: {error}")
    return list(found)
