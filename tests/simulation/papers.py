"""Notices and minutes as the office writes them, in the shapes that offices use."""

from __future__ import annotations

import html
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from docx import Document

from tests.simulation.cast import MAILBOX
from tests.simulation.clients import body
from tests.simulation.plans import Shape
from tests.simulation.wording import shown_day, widened

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage

    from tests.simulation.cast import Colleague
    from tests.simulation.plans import Plan, Task

_DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"


def notice(plan: Plan) -> tuple[str, str]:
    """Subject and text of a notice."""
    names = _names(plan, plan.attendees)
    if plan.language == "en":
        return f"Meeting invitation: {plan.topic}", (
            f"Hi all,\n\nplease join the {plan.topic}.\n\nTopic: {plan.topic}\nWhen: {_time(plan, plan.start)}\n"
            f"Where: {plan.place}\nAttendees: {names}\nGoal: Agree on the next steps\nAgenda:\n"
            f"1. Where we stand\n2. Next steps\nNote taker: {plan.recorder.name}\n\n"
            f"Best regards,\n{plan.organizer.name}\n"
        )
    return widened(f"会议通知:{plan.topic}"), widened(
        f"各位同事:\n\n会议主题:{plan.topic}\n会议目标:确定下一步措施和责任人\n会议时间:{_time(plan, plan.start)}\n"
        f"会议地点:{plan.place}\n参会人员:{names}\n会议议程:\n1. 通报现状\n2. 讨论措施\n会议资料:现状说明\n"
        f"记录人:{plan.recorder.name}\n\n请准时参加。\n{plan.organizer.name}\n"
    )


def moved_notice(plan: Plan) -> tuple[str, str]:
    """The notice that a meeting is moved."""
    new = plan.held_at
    if plan.language == "en":
        return f"Rescheduled: {plan.topic}", (
            f"Hi all,\n\nthe meeting is moved.\n\nTopic: {plan.topic}\nNew time: {_time(plan, new)}\n"
            f"Where: {plan.place}\n\n{plan.organizer.name}\n"
        )
    return widened(f"会议变更通知:{plan.topic}"), widened(
        f"各位同事:\n原定{_time(plan, plan.start)}的会议改期。\n会议主题:{plan.topic}\n"
        f"会议时间:{_time(plan, new)}\n会议地点:{plan.place}\n其他不变。\n{plan.organizer.name}\n"
    )


def cancelled_notice(plan: Plan) -> tuple[str, str]:
    """The notice that a meeting is cancelled."""
    if plan.language == "en":
        return (
            f"Cancelled: {plan.topic}",
            f"Hi all,\n\nthe meeting is cancelled.\n\nTopic: {plan.topic}\n\n{plan.organizer.name}\n",
        )
    return widened(f"会议取消通知:{plan.topic}"), widened(
        f"各位同事:\n因故,本次会议取消。\n会议主题:{plan.topic}\n{plan.organizer.name}\n"
    )


def invitation(plan: Plan, method: str, sequence: int, when: datetime) -> str:
    """A calendar object; `method` REQUEST or CANCEL."""
    stamp = (when - timedelta(hours=8)).strftime("%Y%m%dT%H%M%SZ")
    start, end = (moment.strftime("%Y%m%dT%H%M%S") for moment in _span(plan.held_at if sequence else plan.start))
    people = {person.who: person for person in (plan.recorder, *plan.attendees)}
    if plan.language == "zh":
        about = f"会议目标:确定下一步措施\\n会议议程:\\n1. 通报现状\\n2. 讨论措施\\n记录人:{plan.recorder.name}"
    else:
        about = "Goal: agree on the next steps\\nAgenda:\\n1. Where we stand\\n2. Next steps"
        about += f"\\nMinute taker: {plan.recorder.name}"
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//Example//Calendar//EN", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:meeting-{plan.number}@example.com", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}",
        f"DTSTART;TZID=Asia/Shanghai:{start}", f"DTEND;TZID=Asia/Shanghai:{end}", f"SUMMARY:{plan.topic}",
        f"LOCATION:{plan.place}", f"DESCRIPTION:{about}",
        f"ORGANIZER;CN={plan.organizer.name}:mailto:{plan.organizer.email}",
        *(f"ATTENDEE;CN={p.name};ROLE=REQ-PARTICIPANT:mailto:{p.email}" for p in people.values()),
        f"ATTENDEE;CN=Minutes;ROLE=NON-PARTICIPANT:mailto:{MAILBOX}",
        *(["STATUS:CANCELLED"] if method == "CANCEL" else []), "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def fill_invitation(mail: EmailMessage, calendar: str, method: str) -> None:
    """Give `mail` the body of an invitation as Outlook sends it."""
    mail.set_content("")
    mail.add_alternative(calendar, subtype="calendar", params={"method": method})


def write_minutes(mail: EmailMessage, plan: Plan, form: EmailMessage | None) -> None:
    """Write the minutes of `plan` into `mail`; `form` is the form that the recorder got."""
    if plan.shape is Shape.FORM_DOCX and form is not None:
        _docx(mail, plan, form)
    elif plan.shape is Shape.FORM_INLINE and form is not None:
        mail.set_content(_inline(plan, body(form)))
    elif plan.shape is Shape.TABLE:
        text = "纪要如下。" if plan.language == "zh" else "Minutes are below."
        mail.set_content(text)
        mail.add_alternative(_table(plan), subtype="html")
    elif plan.shape is Shape.PROSE:
        mail.set_content(_prose(plan))
    elif plan.shape is Shape.OWNER_LIST:
        mail.set_content(_labelled(plan, apart=True))
    else:
        mail.set_content(_labelled(plan, apart=False))


def minutes_subject(plan: Plan) -> str:
    """The subject of minutes that answer nothing."""
    return widened(f"会议纪要:{plan.topic}") if plan.language == "zh" else f"Minutes: {plan.topic}"


def _labelled(plan: Plan, apart: bool) -> str:
    people = _names(plan, tuple(dict.fromkeys((plan.organizer, *plan.attendees))))
    if plan.language == "en":
        tasks = "\n".join(f"{n}. {_sentence_en(task)}" for n, task in enumerate(plan.tasks, 1))
        return (
            f"Topic: {plan.topic}\nTime: {_time(plan, plan.held_at)}\nAttendees: {people}\n"
            f"Problem: The current state does not meet the needs.\n\nAction items:\n{tasks}\n"
        )
    sentences = [task.what if apart else _sentence(task) for task in plan.tasks]
    solutions = "\n".join(f"{n}.{text}" for n, text in enumerate(sentences, 1))
    owners = ""
    if apart:
        pairs = [f"{_owners(task) or '待定'}({_due(task)})" for task in plan.tasks]
        owners = "责任人/完成时限:\n" + "\n".join(f"{n}.{pair}" for n, pair in enumerate(pairs, 1)) + "\n"
    resource = f"资源需求:{plan.resource}\n" if plan.resource else ""
    return widened(
        f"沟通主题:{plan.topic}\n沟通时间:{_time(plan, plan.held_at)}\n沟通地点/形式:{plan.place}\n"
        f"参与部门及人员:{people}\n"
        f"问题描述:现状不能满足业务需要,影响部门协作。\n沟通要点:\n1.各部门通报了现状;\n2.讨论了改进办法。\n"
        f"解决方案:\n{solutions}\n{owners}{resource}备注:无\n"
    )


def _prose(plan: Plan) -> str:
    sentences = "\n".join(f"{n}. {_sentence(task)}" for n, task in enumerate(plan.tasks, 1))
    people = _names(plan, tuple(dict.fromkeys((plan.organizer, *plan.attendees))))
    return widened(
        f"各位好,今天{plan.topic}的会议纪要如下。\n参会人员:{people}\n行动项:\n{sentences}\n{plan.resource}\n如有问题请回复。\n{plan.recorder.name}\n"
    )


def _table(plan: Plan) -> str:
    zh = plan.language == "zh"
    heads = (
        ("序号", "任务", "责任人", "完成时间", "交付标准")
        if zh
        else ("No.", "Action", "Owner", "Due", "Acceptance criteria")
    )
    rows = [
        (str(n), task.what, _owners(task, plan), _due(task, plan), task.deliverable)
        for n, task in enumerate(plan.tasks, 1)
    ]
    cells = "".join(
        "<tr>" + "".join(f'<td><p class="MsoNormal">{html.escape(cell)}</p></td>' for cell in row) + "</tr>"
        for row in (heads, *rows)
    )
    people = _names(plan, tuple(dict.fromkeys((plan.organizer, *plan.attendees))))
    labels = (
        ("会议主题", "会议时间", "参会人员", "会议纪要如下")
        if zh
        else ("Topic", "Time", "Attendees", "Minutes are below")
    )
    head = (
        f"<p class=MsoNormal>{labels[3]}</p><p class=MsoNormal>{labels[0]}: {html.escape(plan.topic)}</p>"
        f"<p class=MsoNormal>{labels[1]}: {_time(plan, plan.held_at)}</p><p class=MsoNormal>{labels[2]}: {people}</p>"
    )
    tail = f"<p class=MsoNormal>资源需求: {plan.resource}</p>" if plan.resource else ""
    return (
        '<html><head><style>p.MsoNormal {margin:0cm}</style></head><body><div class="WordSection1">'
        f'{head}<table class="MsoTableGrid" border="1">{cells}</table>{tail}</div></body></html>'
    )


def _inline(plan: Plan, form: str) -> str:
    """The form's lines with the answers typed behind their labels; below nothing is quoted."""
    tasks = " \n".join(
        f"{n}. {task.what} | {_owners(task)} | {_due(task)} | {task.deliverable}"
        for n, task in enumerate(plan.tasks, 1)
    )
    answers = {"问题描述": "现状不能满足业务需要", "解决方案": "\n" + tasks, "资源需求": plan.resource, "备注": "无"}
    lines = []
    for line in form.splitlines():
        label = line.rstrip(" :\uff1a")
        lines.append(line + answers.get(label, "") if line.rstrip() != label else line)
    start = next((n for n, line in enumerate(lines) if line.startswith("沟通主题")), 0)
    end = next((n for n, line in enumerate(lines) if line.startswith("备注")), len(lines) - 1)
    return "\n".join(lines[start : end + 1])


def _docx(mail: EmailMessage, plan: Plan, form: EmailMessage) -> None:
    """The attached form, filled in and sent back."""
    content = next(
        part.get_payload(decode=True) for part in form.iter_attachments() if str(part.get_filename()).endswith(".docx")
    )
    assert isinstance(content, bytes)
    document: Any = Document(io.BytesIO(content))
    _, actions, tail = document.tables
    for row, (task, given) in zip(actions.rows[1:], ((t, _row(t, plan)) for t in plan.tasks), strict=False):
        for cell, text in zip(row.cells[1:6], given, strict=True):
            cell.text = text
        assert task.what in row.cells[1].text
    if plan.resource:
        tail.rows[0].cells[1].text = plan.resource
    buffer = io.BytesIO()
    document.save(buffer)
    mail.set_content("纪要见附件。" if plan.language == "zh" else "Please find the minutes attached.")
    mail.add_attachment(buffer.getvalue(), maintype="application", subtype=_DOCX, filename="minutes.docx")


def _row(task: Task, plan: Plan) -> tuple[str, ...]:
    return task.what, _owners(task, plan), "", _due(task, plan), task.deliverable


def _sentence(task: Task) -> str:
    tail = f",{task.deliverable}" if task.deliverable else ""
    due = f"于{_due(task)}" if task.due else "尽快"
    return f"{_owners(task)}{due}{task.what}{tail}" if task.owners else f"{_due(task)}{task.what}{tail}"


def _sentence_en(task: Task) -> str:
    what = task.what[0].lower() + task.what[1:]
    due = f"by {shown_day(task.due, 'en')}" if task.due else "as soon as possible"
    if not task.owners:
        return f"{task.what} {due}"
    return f"{' and '.join(p.name for p in task.owners)} to {what} {due}"


def _owners(task: Task, plan: Plan | None = None) -> str:
    return ("、" if plan is None or plan.language == "zh" else ", ").join(person.name for person in task.owners)


def _due(task: Task, plan: Plan | None = None) -> str:
    if plan and plan.language == "en":
        return shown_day(task.due, "en") if task.due else "asap"
    return f"{shown_day(task.due, 'zh')}前" if task.due else "尽快"


def _names(plan: Plan, people: tuple[Colleague, ...]) -> str:
    return ("、" if plan.language == "zh" else ", ").join(person.name for person in people)


def _time(plan: Plan, start: datetime) -> str:
    begin, end = _span(start)
    if plan.language == "en":
        return f"{start:%A}, {shown_day(start.date(), 'en')} {start.year}, {begin:%H:%M}-{end:%H:%M}"
    return f"{start.year}年{shown_day(start.date(), 'zh')}{begin:%H:%M}-{end:%H:%M}"


def _span(start: datetime) -> tuple[datetime, datetime]:
    return start, start + timedelta(hours=1)
