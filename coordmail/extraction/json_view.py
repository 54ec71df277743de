"""An understanding as the JSON object that `coordmail read --json` prints (SURFACE.md)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coordmail.mail.message import Message
    from coordmail.model import (
        ActionFacts,
        Day,
        MeetingFacts,
        MinutesFacts,
        Problem,
        ReplyFacts,
        ReplyItem,
        ResourceFacts,
        Understanding,
    )

Json = dict[str, Any]


def as_json(understanding: Understanding, message: Message, file: str) -> Json:
    """One mail as SURFACE.md has it; `file` is the name under which it was read. Days are ISO 8601, local."""
    return {
        "file": file,
        "kind": understanding.kind.value,
        "language": understanding.language,
        "sender": message.from_address,
        "subject": message.subject,
        "new_text": message.new_text,
        "meeting": _meeting(understanding.meeting) if understanding.meeting else None,
        "minutes": _minutes(understanding.minutes) if understanding.minutes else None,
        "actions": [_action(action) for action in understanding.actions],
        "resources": [_resource(resource) for resource in understanding.resources],
        "reply": _reply(understanding.reply) if understanding.reply else None,
        "problems": [_problem(problem) for problem in understanding.problems],
    }


def iso(day: Day | None) -> str | None:
    """`YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` where a time of day is known."""
    if day is None:
        return None
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


def _meeting(meeting: MeetingFacts) -> Json:
    return {
        "topic": meeting.topic,
        "start": iso(meeting.start),
        "end": iso(meeting.end),
        "place": meeting.place,
        "organizer": meeting.organizer,
        "recorder": meeting.recorder,
        "departments": list(meeting.departments),
        "attendees": [
            {"name": one.name, "department": one.department, "email": one.email} for one in meeting.attendees
        ],
        "goal": meeting.goal,
        "agenda": list(meeting.agenda),
        "materials": list(meeting.materials),
    }


def _minutes(minutes: MinutesFacts) -> Json:
    return {
        "problem": minutes.problem,
        "points": list(minutes.points),
        "decisions": list(minutes.decisions),
        "next_meeting": iso(minutes.next_meeting),
        "remarks": minutes.remarks,
    }


def _action(action: ActionFacts) -> Json:
    return {
        "task": action.task,
        "owner": action.owner,
        "owner_email": action.owner_email,
        "department": action.department,
        "due": iso(action.due),
        "resources": list(action.resources),
        "deliverable": action.deliverable,
    }


def _resource(resource: ResourceFacts) -> Json:
    amount = resource.amount
    return {
        "what": resource.what,
        "amount": int(amount) if amount is not None and amount == int(amount) else amount,
        "currency": resource.currency,
        "department": resource.department,
        "approver": resource.approver,
    }


def _reply(reply: ReplyFacts) -> Json:
    return {
        "answer": reply.answer.value,
        "percent": reply.percent,
        "new_due": iso(reply.new_due),
        "reason": reply.reason,
        "comment": reply.comment,
        "items": [_reply_item(item) for item in reply.items],
    }


def _reply_item(item: ReplyItem) -> Json:
    return {
        "number": item.number,
        "answer": item.answer.value,
        "percent": item.percent,
        "new_due": iso(item.new_due),
        "reason": item.reason,
    }


def _problem(problem: Problem) -> Json:
    return {"code": problem.code, "where": problem.where, "message": problem.message}
