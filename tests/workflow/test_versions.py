"""New versions of the minutes: who is asked again, and that everybody concerned sees what changed."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from coordmail.record import EventKind
from tests.workflow.office import MINUTES, NOTICE, mail_address
from tests.workflow.test_corrections import confirming, items, one

if TYPE_CHECKING:
    from tests.workflow.office import Office, Sent

EVERYBODY = ("li.na", "wang.qiang", "zhang.wei", "zhao.min")


def test_who_is_asked_again_sees_old_and_new(office: Office) -> None:
    confirming(office).answer("wang.qiang", "confirm-request", "确认")
    office.sent()
    office.answer("chen.chen", "understood", MINUTES.replace("3月12日", "3月15日"))
    request = one(office.sent(), "confirm-request", "wang.qiang")
    assert "已修改" in request.text
    assert "3月12日\uff08周二\uff09 → 3月15日\uff08周五\uff09" in request.text


def test_the_change_is_still_shown_the_next_morning_and_against_what_was_seen(office: Office) -> None:
    confirming(office)
    office.at("2024-03-05 20:00").answer("chen.chen", "understood", "2 截止改为3月14日")
    office.at("2024-03-05 21:00").answer("chen.chen", "understood", "2 截止改为3月15日")
    assert [kind for kind, _ in office.kinds()] == ["understood", "understood"]
    request = one(office.at("2024-03-06 09:00").sent(), "confirm-request", "wang.qiang")
    assert "3月12日" in request.text
    assert "3月14日" not in request.text
    assert "3月15日" in request.text


def test_who_loses_an_item_to_another_is_asked_and_sees_it(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "3 责任人改为张伟")
    sent = office.sent()
    assert "赵敏 → 张伟" in one(sent, "confirm-request", "zhao.min").text
    assert "赵敏 → 张伟" in one(sent, "confirm-request", "zhang.wei").text


def test_an_owner_who_was_not_there_is_asked_when_the_item_is_dropped(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES + "4. 吴静于3月8日前确认采购预算\n")
    office.sent()
    office.answer("chen.chen", "understood", "删除4")
    sent = office.sent()
    request = one(sent, "confirm-request", "wu.jing")
    assert "4. " in request.text
    assert "确认采购预算" in request.text
    assert {s.to[0] for s in sent if s.kind == "confirm-request"} == {mail_address("wu.jing")}
    assert "确认采购预算" in one(sent, "understood", "chen.chen").text
    for who in (*EVERYBODY, "wu.jing"):
        office.answer(who, "confirm-request", "确认")
    (summary,) = [s for s in office.sent() if s.kind == "summary"]
    assert mail_address("wu.jing") not in summary.to


def test_a_new_owner_is_asked_as_for_the_first_time(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "3 责任人改为吴静")
    request = one(office.sent(), "confirm-request", "wu.jing")
    assert "再次" not in request.text
    assert "请确认会议任务" in request.subject


def test_a_reworded_item_stays_itself(office: Office) -> None:
    confirming(office).answer(
        "chen.chen", "understood", MINUTES.replace("完成服务器扩容,延迟≤2小时", "采购两台主机并上线")
    )
    assert sorted(items(office)) == [1, 2, 3]
    assert "采购两台主机" in items(office)[2].task


def test_a_new_summary_says_that_it_replaces_the_old_and_what_changed(office: Office) -> None:
    office.tracked().answer("chen.chen", "understood", "2 截止改为3月15日")
    assert office.statuses() == {"CM-1/1": "open", "CM-1/2": "proposed", "CM-1/3": "open"}
    office.answer("wang.qiang", "confirm-request", "确认")
    (summary,) = [s for s in office.sent() if s.kind == "summary"]
    assert "第2版" in summary.subject
    assert "取代此前的版本" in summary.text
    assert "3月12日" in summary.text
    assert office.statuses()["CM-1/2"] == "open"


def test_minutes_sent_again_unchanged_reopen_nothing(office: Office) -> None:
    office.tracked().answer("chen.chen", "understood", MINUTES)
    assert office.kinds() == [("understood", "chen.chen")]
    meeting = office.store.meetings.get(1)
    assert (meeting.version, str(meeting.status)) == (1, "tracking")


def test_a_new_version_does_not_take_back_what_was_decided_since(office: Office) -> None:
    office.tracked()
    office.at("2024-03-06 10:00").answer("zhang.wei", "reminder", "申请延至3月8日,因为接口未就绪")
    office.at("2024-03-06 11:00").answer("li.na", "delay-request", "同意")
    assert str(items(office)[1].due) == "2024-03-08"
    office.store.items.update(items(office)[3].id, {"status": "cancelled"})
    office.sent()
    office.answer("chen.chen", "understood", MINUTES.replace("3月12日", "3月15日"))
    now = items(office)
    assert sorted(now) == [1, 2]
    assert (str(now[1].due), str(now[1].status)) == ("2024-03-08", "open")
    assert str(now[2].due) == "2024-03-15"


def test_every_version_is_kept(office: Office) -> None:
    confirming(office).answer("chen.chen", "understood", "2 截止改为3月15日")
    office.answer("chen.chen", "understood", "删除3")
    assert [row["version"] for row in office.store.meetings.minutes(1)] == [1, 2, 3]
    assert len([e for e in office.store.history.of_meeting(1) if e.what is EventKind.MINUTES]) == 3


def with_document(office: Office, who: str, answers: Sent, name: str, content: bytes) -> None:
    """Somebody answers with a document."""
    mail = EmailMessage()
    mail["From"], mail["To"] = mail_address(who), "minutes@example.com"
    mail["Subject"], mail["Message-ID"] = f"Re: {answers.subject}", f"<{len(content)}@client.example>"
    mail["Date"], mail["In-Reply-To"] = format_datetime(office.now), str(answers.mail["Message-ID"])
    mail.set_content("见附件。")
    kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    mail.add_attachment(content, maintype="application", subtype=kind, filename=name)
    office.take(mail.as_bytes())


def edited(paper: bytes, old: str, new: str) -> bytes:
    """A .docx with some of its words changed, as an editor would."""
    source, target = ZipFile(BytesIO(paper)), BytesIO()
    with ZipFile(target, "w") as out:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            out.writestr(entry, content)
    return target.getvalue()


def test_the_paper_edited_and_sent_back_is_a_version_with_that_change(office: Office) -> None:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
    for who in EVERYBODY:
        office.answer(who, "confirm-request", "确认")
    (summary,) = [s for s in office.sent() if s.kind == "summary"]
    (part,) = summary.mail.iter_attachments()
    paper = part.get_content()
    understood = next(s for s in office.all_sent() if s.kind == "understood")
    before = office.statuses()
    with_document(
        office, "chen.chen", understood, "纪要.docx", edited(paper, "更新客户安抚方案", "更新客户安抚方案并回访")
    )
    assert office.statuses() == {**before, "CM-1/3": "proposed"}
    assert office.kinds() == [("confirm-request", "zhao.min"), ("understood", "chen.chen")]


def test_recorder_and_organizer_correct_by_answering_the_summary(office: Office) -> None:
    office.tracked()
    summary = next(s for s in office.all_sent() if s.kind == "summary")
    office.mail("li.na", f"Re: {summary.subject}", "第2项截止改为3月15日", summary)
    assert office.kinds() == [("confirm-request", "wang.qiang"), ("understood", "li.na")]
    office.mail("zhao.min", f"Re: {summary.subject}", "第3项截止改为3月15日", summary)
    assert office.kinds() == [("noted", "zhao.min"), ("objection", "chen.chen"), ("objection", "li.na")]


SHARED = MINUTES.replace("2. 王强于", "2. 王强、张伟于").replace("3. 赵敏于", "3. 赵敏和吴静于")


def shared(office: Office) -> Office:
    office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
    office.at("2024-03-05 15:30")
    office.sent()
    office.at("2024-03-05 16:00").answer("chen.chen", "form", SHARED)
    return office


def test_co_owners_are_asked_with_the_item_marked_as_their_own(office: Office) -> None:
    sent = shared(office).sent()
    request = one(sent, "confirm-request", "zhang.wei")
    assert "第1、2项" in request.text
    assert one(sent, "confirm-request", "wu.jing")
    item = items(office)[2]
    assert item.owner_email == mail_address("wang.qiang")
    assert office.store.items.co_owners(item.id) == (mail_address("zhang.wei"),)


def test_co_owners_get_the_summary_and_see_the_item_among_their_own_but_no_reminders(office: Office) -> None:
    shared(office)
    for who in (*EVERYBODY, "wu.jing"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
    (summary,) = [s for s in office.sent() if s.kind == "summary"]
    assert mail_address("wu.jing") in summary.to
    office.mail("wu.jing", "我的待办", "我的待办")
    (answer,) = office.sent()
    assert answer.kind == "query-answer"
    assert "更新客户安抚方案" in answer.text
    reminded = [who for kind, who in office.at("2024-03-06 09:00").kinds() if kind == "reminder"]
    assert "wu.jing" not in reminded
    office.mail("wu.jing", f"Re: {summary.subject}", "第3项已完成", summary)
    assert str(items(office)[3].status) == "claimed"


def test_a_co_owner_who_is_added_or_left_out_is_asked(office: Office) -> None:
    shared(office).sent()
    office.answer("chen.chen", "understood", "第2项责任人改为王强、赵敏")
    item = items(office)[2]
    assert office.store.items.co_owners(item.id) == (mail_address("zhao.min"),)
    asked = {s.to[0] for s in office.sent() if s.kind == "confirm-request"}
    assert asked == {mail_address(who) for who in ("wang.qiang", "zhang.wei", "zhao.min")}


def test_a_reassigned_item_is_shared_with_nobody_any_more(office: Office) -> None:
    shared(office)
    for who in (*EVERYBODY, "wu.jing"):
        office.at("2024-03-05 17:00").answer(who, "confirm-request", "确认")
    office.at("2024-03-18 09:00")
    item = items(office)[3]
    asked = next(s for s in office.all_sent() if s.kind == "escalation" and "更新客户安抚方案" in s.text)
    office.mail(asked.to[0], f"Re: {asked.subject}", "改由张伟负责", asked)
    assert office.store.items.get(item.id).owner_email == mail_address("zhang.wei")
    assert office.store.items.co_owners(item.id) == ()


def test_who_is_left_out_of_a_new_version_leaves_the_table(office: Office) -> None:
    office.at("2024-03-05 16:00").mail(
        "chen.chen", "会议纪要:订单系统数据延迟专项沟通", MINUTES.replace("赵敏\n", "赵敏、孙丽\n")
    )
    assert [s.name for s in office.store.signoffs.of_meeting(1) if s.email is None] == ["孙丽"]
    office.answer("chen.chen", "understood", MINUTES)
    assert [s.name for s in office.store.signoffs.of_meeting(1) if s.email is None] == []
