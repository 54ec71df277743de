"""Invitations as calendars send them to the office."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from typing import TYPE_CHECKING

from tests.workflow.office import mail_address

if TYPE_CHECKING:
    from coordmail.workflow.outcome import Disposition
    from tests.workflow.office import Office

WEEKLY = ("DTSTART;TZID=Asia/Shanghai:20240306T100000", "DTEND;TZID=Asia/Shanghai:20240306T110000", "RRULE:FREQ=WEEKLY")
_numbers = count(1)


def event(*lines: str, sequence: int = 0, stamp: str = "20240304T010000Z", uid: str = "weekly@client.example") -> str:
    head = [f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}", "SUMMARY:项目周会", "LOCATION:3号会议室"]
    people = [
        "ORGANIZER;CN=李娜:mailto:li.na@example.com",
        "ATTENDEE;CN=张伟:mailto:zhang.wei@example.com",
        "ATTENDEE;CN=会议纪要:mailto:minutes@example.com",
    ]
    own = {line.split(":")[0].split(";")[0] for line in lines}
    head = [line for line in head if line.split(":")[0] not in own]
    return "\r\n".join(["BEGIN:VEVENT", *head, *people, *lines, "END:VEVENT"])


def calendar(*events: str, method: str = "REQUEST") -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *events, "END:VCALENDAR", ""])


def invite(
    office: Office, told: str, who: str = "li.na", subject: str = "项目周会", to: str = "zhang.wei"
) -> Disposition | None:
    """`who` sends the calendar object `told` to `to` and to us."""
    mail = EmailMessage()
    mail["From"] = mail_address(who)
    mail["To"] = f"{mail_address(to)}, minutes@example.com"
    mail["Date"] = format_datetime(office.now)
    mail["Message-ID"] = f"<invitation-{next(_numbers)}@client.example>"
    mail["Subject"] = subject
    mail.set_content("")
    method = told.partition("METHOD:")[2].partition("\r\n")[0]
    mail.add_alternative(told, subtype="calendar", params={"method": method})
    return office.take(mail.as_bytes())
