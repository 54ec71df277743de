"""Who may say what (DESIGN.md): answers count from the person asked, notices from known people, machines never."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflow.office import MINUTES, NOTICE, Office, Sent, configuration, mail_address

if TYPE_CHECKING:
    from pathlib import Path


def asked(office: Office) -> Office:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    return office


def request_to(office: Office, who: str) -> Sent:
    return next(s for s in office.all_sent() if s.kind == "confirm-request" and s.to == (mail_address(who),))


def test_a_stranger_registers_nothing_and_the_administrator_hears_of_it(office: Office) -> None:
    disposition = office.mail("eve@elsewhere.example", "会议通知:假会议", NOTICE)
    assert disposition is not None
    assert disposition.outcome == "quarantined"
    assert [(s.kind, s.to) for s in office.sent()] == [("admin", ("it@example.com",))]
    office.mail("eve@elsewhere.example", "会议通知:又一个", NOTICE)
    assert office.sent() == []


def test_an_allowed_domain_may_send_notices(tmp_path: Path) -> None:
    from coordmail.storage.store import Store

    config = configuration(tmp_path / "db", security={"allowed_domains": ["partner.example"]})
    with Store.open(config.database) as store:
        office = Office(store, config)
        office.mail("zhou@partner.example", "会议通知:订单系统数据延迟专项沟通", NOTICE)
        assert [(s.kind, s.to) for s in office.sent()] == [("registered", ("zhou@partner.example",))]


def test_a_forwarded_request_answered_by_somebody_else_has_no_effect(office: Office) -> None:
    asked(office)
    office.sent()
    request = request_to(office, "zhao.min")
    disposition = office.mail("wang.qiang", "Re: " + request.subject, "确认", request)
    assert disposition is not None
    assert disposition.outcome == "quarantined"
    signoff = office.store.signoffs.of_person(1, mail_address("zhao.min"))
    assert signoff is not None
    assert signoff.assent == "none"


def test_a_delegate_answers_for_somebody_and_both_names_are_kept(office: Office) -> None:
    asked(office)
    request = request_to(office, "zhang.wei")
    office.mail("chen.chen", "Re: " + request.subject, "确认", request)
    signoff = office.store.signoffs.of_person(1, mail_address("zhang.wei"))
    assert signoff is not None
    assert (signoff.assent, signoff.answered_by) == ("yes", mail_address("chen.chen"))


def test_the_tag_in_the_subject_is_enough(office: Office) -> None:
    asked(office)
    request = request_to(office, "zhao.min")
    office.mail("zhao.min", "答复: " + request.subject, "确认")
    signoff = office.store.signoffs.of_person(1, mail_address("zhao.min"))
    assert signoff is not None
    assert signoff.assent == "yes"


def test_a_guessed_tag_is_nothing(office: Office) -> None:
    asked(office)
    disposition = office.mail("zhao.min", "Re: [CM-1-AAAAAA] x", "确认")
    assert disposition is not None
    assert disposition.outcome == "quarantined"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"List_Id": "<staff.example.com>"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
    ],
    ids=lambda h: next(iter(h)),
)
def test_machines_are_never_answered(office: Office, headers: dict[str, str]) -> None:
    asked(office)
    office.sent()
    request = request_to(office, "zhao.min")
    disposition = office.mail("zhao.min", "自动回复: " + request.subject, "确认", request, **headers)
    assert disposition is not None
    assert disposition.outcome == "ignored"
    assert office.sent() == []


def test_our_own_mail_coming_back_has_no_effect(office: Office) -> None:
    asked(office)
    request = request_to(office, "zhao.min")
    disposition = office.take(request.mail.as_bytes())
    assert disposition is not None
    assert disposition.outcome == "ignored"


def test_the_same_mail_again_is_a_repeat_and_the_same_id_on_another_mail_is_not(office: Office) -> None:
    raw = b"From: li.na@example.com\r\nMessage-ID: <one@x>\r\nSubject: my items\r\n\r\nmy items\r\n"
    assert office.take(raw) is not None
    assert office.take(b"Received: by elsewhere\r\n" + raw) is None
    other = raw.replace(b"my items", b"help")
    assert office.take(other) is not None
    assert [kind for kind, _ in office.kinds()] == ["help", "query-answer"]


def test_a_bounce_is_told_to_the_organizer_once_and_the_address_rests(office: Office) -> None:
    asked(office)
    office.sent()
    request = request_to(office, "zhao.min")
    report = bounce(request.mail["Message-ID"], mail_address("zhao.min"))
    office.take(report)
    (told,) = office.sent()
    assert (told.kind, told.to) == ("noted", (mail_address("li.na"),))
    assert mail_address("zhao.min") in told.text
    assert office.store.administration.is_failing(mail_address("zhao.min"))
    office.take(report.replace(b"report-1", b"report-2"))
    assert office.sent() == []
    office.mail("zhao.min", "Re: " + request.subject, "确认", request)
    assert not office.store.administration.is_failing(mail_address("zhao.min"))


def bounce(message_id: str, recipient: str) -> bytes:
    return f"""From: MAILER-DAEMON@mx.example.com
To: minutes@example.com
Return-Path: <>
Auto-Submitted: auto-replied
Message-ID: <report-1@mx.example.com>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: x

--b--
""".replace("\n", "\r\n").encode()


def test_a_sender_whom_the_receiving_server_does_not_believe_is_set_aside(tmp_path: Path) -> None:
    from coordmail.storage.store import Store

    config = configuration(tmp_path / "db", security={"authserv_id": "mx.example.com"})
    with Store.open(config.database) as store:
        office = Office(store, config)
        verdict = "mx.example.com; dmarc=fail header.from=example.com"
        disposition = office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE, Authentication_Results=verdict)
        assert disposition is not None
        assert (disposition.outcome, office.store.meetings.all()) == ("quarantined", [])
