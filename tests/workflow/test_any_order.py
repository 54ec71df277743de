"""Whatever people answer, in any order, twice, late, to old mails and old versions: the record stays consistent.

COORDMAIL_EXAMPLES=2000 looks longer, at other stories every time.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordmail.config import parse_instant
from coordmail.record import MailKind
from coordmail.service.receiving import Delivered, Receiver
from coordmail.storage.store import Store
from tests.workflow import office as written
from tests.workflow.consistency import (
    Snapshot,
    assert_consistent,
    assert_touched_only,
    everything,
    snapshot,
)
from tests.workflow.office import MINUTES, NOTICE, Office, configuration, mail_address

if TYPE_CHECKING:
    from pathlib import Path

    from coordmail.mail.compose import Composer
    from coordmail.workflow.outcome import Disposition

LONG = int(os.environ.get("COORDMAIL_EXAMPLES", "0"))

MINUTES_OF_A_SECOND = """\
会议主题:接口联调会
会议时间:2024年3月5日16:00-16:30
参会人员:张伟、赵敏、李娜
行动项:
1. 张伟于3月7日前整理接口文档
2. 李娜于3月8日前确认预算
3. 3月8日前完成数据备份
资源需求:
运营部需要采购预算5000元,由财务部吴静审批
"""

VERSIONS = [
    MINUTES,
    MINUTES.replace("3月12日", "3月14日"),
    MINUTES.replace("3. 赵敏于3月7日前更新客户安抚方案\n", ""),
    MINUTES.replace("3. 赵敏", "3. 张伟"),
    MINUTES + "4. 赵敏于3月8日前回访客户\n",
    MINUTES.replace("服务器扩容", "服务器扩容及压力测试"),
    MINUTES_OF_A_SECOND,
    MINUTES_OF_A_SECOND.replace("3月7日", "3月11日"),
    MINUTES_OF_A_SECOND + "5. 赵敏于3月12日前汇总用户反馈\n",
]

WORDS = [
    "确认",
    "同意",
    "不同意,必须按期完成",
    "收到",
    "谢谢",
    "已完成",
    "全部完成",
    "{n} 已完成",
    "{n} 已完成,检查无误\n{m} 进展40%",
    "进展60%",
    "{n} 进展30%",
    "目前完成一半",
    "申请延至{day},因为硬件未到货",
    "{n} 延至{day}",
    "卡在测试环境没有权限",
    "{n} 卡住了,缺服务器",
    "问题已解决,继续推进,进展70%",
    "改由王强负责",
    "{n} 改由赵敏负责",
    "改由某某负责",
    "取消",
    "{n} 取消",
    "延期至{day}",
    "改为{day}",
    "维持",
    "验收通过,监控正常",
    "3月11日监控显示延迟≤1.5小时",
    "未通过,还缺监控截图",
    "这一项由谁审核\uff1f",
    "有异议:第2项的完成时间应改为{day}",
    "{n} 责任人 赵敏",
    "第{n}项截止改为{day}",
    "删除{n}",
    "这件事不归我负责",
    "done",
    "item {n} is done",
    "I need until {day}",
    "ok, agreed",
]
FITTING = {
    "confirm-request": ("确认", "有异议:第2项的完成时间应改为{day}", "不同意,必须按期完成", "确认\n{n} 已完成"),
    "confirm-reminder": ("确认", "不同意,必须按期完成"),
    "understood": ("第{n}项截止改为{day}", "{n} 责任人 赵敏", "确认", "删除{n}"),
    "objection": ("维持", "第{n}项截止改为{day}"),
    "reminder": ("已完成", "{n} 已完成", "进展60%", "申请延至{day},因为硬件未到货", "卡在测试环境没有权限"),
    "overdue": ("已完成", "全部完成", "{n} 进展30%", "申请延至{day},因为硬件未到货", "卡在测试环境没有权限"),
    "escalation": ("延期至{day}", "改由王强负责", "取消", "同意"),
    "delay-request": ("同意", "不同意,必须按期完成", "改为{day}"),
    "verify-request": ("验收通过,监控正常", "未通过,还缺监控截图"),
    "approval-request": ("同意", "不同意,必须按期完成"),
}
BEGINNINGS = ("announced", "confirming", "tracking", "reminding", "answered")
ROLES = ["asked"] * 6 + ["delegate", "organizer", "recorder", "leader", "colleague", "stranger"]


@dataclass(frozen=True)
class Reply:
    """An answer to the `back`th newest mail of a kind; `fitting` picks words that the kind expects."""

    kind: str
    back: int
    role: str
    words: int
    fitting: bool
    number: int
    days: int
    twice: str


@dataclass(frozen=True)
class Unasked:
    """A mail that answers nothing: minutes, a notice, a query, machine mail."""

    what: str
    who: str
    version: int


@dataclass(frozen=True)
class Wait:
    """Some time passes."""

    hours: float


numbers = st.integers(1, 4)
replies = st.builds(
    Reply,
    kind=st.sampled_from([*list(FITTING), "reminder", "overdue", "escalation", "delay-request", "verify-request"]),
    back=st.sampled_from([0, 0, 0, 1, 2, 5]),
    role=st.sampled_from(ROLES),
    words=st.integers(0, len(WORDS) - 1),
    fitting=st.sampled_from([True, True, False]),
    number=numbers,
    days=st.integers(-1, 12),
    twice=st.sampled_from(["once"] * 3 + ["delivered again", "said again"]),
)
unasked = st.builds(
    Unasked,
    what=st.sampled_from(
        ["minutes"] * 4 + ["notice", "moved", "cancelled", "query", "status", "away", "bounce", "chat"]
    ),
    who=st.sampled_from(["chen.chen", "li.na", "zhang.wei", "wang.qiang", "zhao.min", "nobody@elsewhere.example"]),
    version=st.integers(0, len(VERSIONS) - 1),
)
waits = st.builds(Wait, st.sampled_from([0.5, 3.0, 16.0, 24.0, 24.0, 72.0, 170.0]))
steps = st.lists(st.one_of(replies, replies, replies, waits, unasked), min_size=3, max_size=16)


@dataclass
class Offices:
    """The example's database as it stood at several moments, made once and copied for every story."""

    folder: Path
    composer: Composer

    def reopened(self, begin: str) -> Resumed:
        for suffix in ("db", "secret"):
            shutil.copy(self.folder / f"{begin}.{suffix}", self.folder / f"story.{suffix}")
        config = configuration(self.folder / "story.db")
        return Resumed(Store.open(config.database), config, composer=self.composer)


@dataclass
class Resumed(Office):
    """An office that goes on where the record that it opens stopped."""

    composer: Composer = field(kw_only=True)

    def __post_init__(self) -> None:
        (row,) = self.store.session.rows(
            "select max((select max(processed_at) from inbox), (select max(created_at) from outbox)) as moment"
        )
        self.now = parse_instant(row["moment"], self.config.timezone)
        self._count = 1000
        self.last_taken = b""

    def take(self, raw: bytes) -> Disposition | None:
        self.last_taken = raw
        return super().take(raw)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    folder = tmp_path_factory.mktemp("offices")
    composer = None
    for begin in BEGINNINGS:
        config = configuration(folder / f"{begin}.db")
        with Store.open(config.database) as store:
            office = Office(store, config)
            composer = office.composer
            if begin == "announced":
                office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
            if begin == "confirming":
                office.mail("li.na", "会议通知:订单系统数据延迟专项沟通", NOTICE)
                office.at("2024-03-05 15:30").at("2024-03-05 16:00").answer("chen.chen", "form", MINUTES)
            if begin in {"tracking", "reminding", "answered"}:
                office.tracked().mail("li.na", "会议纪要:接口联调会", MINUTES_OF_A_SECOND)
                for who in ("zhang.wei", "zhao.min"):
                    office.answer(who, "confirm-request", "确认")
                assert {m.status for m in store.meetings.all()} == {"tracking"}
            if begin in {"reminding", "answered"}:
                for day in ("06", "07", "08"):
                    office.at(f"2024-03-{day} 09:00")
            if begin == "answered":
                office.answer("wang.qiang", "reminder", "申请延至3月15日,因为硬件未到货")
                office.answer("zhao.min", "overdue", "已完成")
                office.answer("zhang.wei", "overdue", "1 卡在测试环境没有权限\n2 申请延至3月20日")
    assert composer is not None
    return Offices(folder, composer)


@pytest.mark.parametrize("begin", BEGINNINGS)
@settings(
    max_examples=LONG or 6,
    derandomize=not LONG,
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
@given(story=steps)
def test_any_order_of_answers_leaves_a_consistent_record(
    offices: Offices, begin: str, story: list[Reply | Unasked | Wait]
) -> None:
    office = offices.reopened(begin)
    try:
        now = snapshot(office.store)
        for step in story:
            now = Teller(office, now).tell(step)
    finally:
        office.store.close()


@dataclass
class Teller:
    """Carries one step of a story out, and looks at what it did."""

    office: Resumed
    before: Snapshot

    def tell(self, step: Reply | Unasked | Wait) -> Snapshot:
        match step:
            case Wait():
                self._wait(step.hours)
            case Reply():
                self._reply(step)
            case Unasked():
                self._unasked(step)
        return self._look()

    def _look(self) -> Snapshot:
        office = self.office
        self.before = assert_consistent(office.store, office.config, office.now, self.before)
        still = everything(office.store)
        office.tick()
        assert everything(office.store) == still, "a second look at the same moment does something"
        return self.before

    def _wait(self, hours: float) -> None:
        self.office.now += timedelta(hours=hours)
        self.office.tick()

    def _reply(self, step: Reply) -> None:
        questions = self.office.store.session.rows(
            "select questions.*, mail, created_at from questions join outbox on outbox.id = outbox_id"
            " order by questions.id desc"
        )
        if not questions:
            return
        fitting = [question for question in questions if question["kind"] == step.kind] or questions
        question = fitting[step.back % len(fitting)]
        kinds = FITTING.get(question["kind"], ())
        pattern = kinds[step.words % len(kinds)] if kinds and step.fitting else WORDS[step.words]
        day = self.office.now + timedelta(days=step.days)
        english = pattern.isascii()
        shown = day.strftime("%B %d") if english else f"{day.month}月{day.day}日"
        words = pattern.format(n=step.number, m=step.number % 4 + 1, day=shown)
        who = self._who(step.role, question["person"], question["meeting_id"])
        asked = written._sent(bytes(question["mail"]))
        lines = self.office.store.session.rows(
            "select number, item_id from question_lines where question_id = ?", [question["id"]]
        )
        about = {line["number"]: line["item_id"] for line in lines if line["item_id"]}
        named = [int(n) for n in re.findall(r"\d", pattern.format(n=step.number, m=step.number % 4 + 1, day=""))]
        numbered = "{n}" in pattern
        for _ in range(2 if step.twice == "said again" else 1):
            raw = self._say(who, f"Re: {asked.subject}", words, asked)
            if question["kind"] in _BY_NUMBER and who == question["person"]:
                items = [about[n] for n in named if n in about] if numbered else list(about.values())
                assert_touched_only(self.office.store, self._last_mail(), items)
            self._decided_what_was_asked(question)
            if step.twice == "delivered again":
                self._deliver_again(raw)

    def _decided_what_was_asked(self, question: dict[str, Any]) -> None:
        """A yes or no to a mail about a new date is no word on a date that was asked for later."""
        store = self.office.store
        for event in store.session.rows("select item_id, what from events where inbox_id = ?", [self._last_mail()]):
            if question["kind"] == "delay-request" and event["what"] in {"delay_agreed", "delay_refused"}:
                wanted = self.before.tables["items"][event["item_id"]]["requested_at"]
                assert wanted is not None
                assert question["created_at"] >= wanted, "an answer about another date decided"

    def _say(self, who: str, subject: str, words: str, answers: written.Sent | None, **headers: str) -> bytes:
        self.office.mail(who, subject, words, answers, **headers)
        return self.office.last_taken

    def _deliver_again(self, raw: bytes) -> None:
        before = everything(self.office.store)
        assert Receiver(self.office.desk).take(Delivered(raw, self.office.now, None, "test")) is None
        assert everything(self.office.store) == before, "the same mail took effect twice"

    def _last_mail(self) -> int:
        return int(self.office.store.session.rows("select max(id) as id from inbox")[0]["id"])

    def _who(self, role: str, person: str, meeting_id: int | None) -> str:
        directory = self.office.config.directory
        meeting = self.office.store.meetings.get(meeting_id) if meeting_id else None
        known = directory.person(person)
        found = {
            "delegate": known.delegates[0] if known and known.delegates else person,
            "organizer": meeting.organizer_email if meeting else None,
            "recorder": meeting.recorder_email if meeting else None,
            "leader": directory.leader_of(known.department) if known else None,
            "colleague": mail_address("liu.yang"),
            "stranger": "nobody@elsewhere.example",
        }
        return found.get(role) or person

    def _unasked(self, step: Unasked) -> None:
        moved = NOTICE.replace("3月5日14:00-15:30", "3月7日10:00-11:00")
        match step.what:
            case "minutes":
                self._say(step.who, "会议纪要", VERSIONS[step.version], None)
            case "notice":
                self._say(step.who, "会议通知:季度计划", NOTICE.replace("订单系统数据延迟专项沟通", "季度计划"), None)
            case "moved":
                self._say(step.who, "会议时间变更:订单系统数据延迟专项沟通", "会议时间变更\n" + moved, None)
            case "cancelled":
                self._say(step.who, "已取消:订单系统数据延迟专项沟通", "会议取消\n" + NOTICE, None)
            case "query":
                self._say(step.who, "我的待办", "我的待办", None)
            case "status":
                self._say(step.who, "状态 CM-1", "状态 CM-1", None)
            case "away":
                self._say(step.who, "自动回复:休假", "我在休假,3月18日返回。", None, Auto_Submitted="auto-replied")
            case "bounce":
                self._bounce(step.version)
            case "chat":
                self._say(step.who, "午餐", "今天中午一起吃饭吗", None)

    def _bounce(self, nth: int) -> None:
        mails = self.office.store.session.rows(
            "select message_id, min(address) as address from outbox join deliveries on outbox_id = id group by id"
        )
        if mails:
            self.office.now += timedelta(seconds=1)
            mail = mails[nth % len(mails)]
            self.office.take(_bounce(mail["message_id"], mail["address"], f"<bounce-{self._last_mail()}@mx.example>"))


_BY_NUMBER = frozenset(
    {MailKind.REMINDER, MailKind.OVERDUE, MailKind.ESCALATION, MailKind.DELAY_REQUEST, MailKind.VERIFY_REQUEST}
)


def _bounce(original: str, address: str, message_id: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: minutes@example.com\nSubject: Undelivered\nMessage-ID: {message_id}\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
        f"Diagnostic-Code: smtp; 550 no such user\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\n"
        "--b--\n"
    ).encode()
