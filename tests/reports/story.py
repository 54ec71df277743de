"""One meeting with everything that a paper can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from coordmail.model import Attendee
from coordmail.record import Approval, Assent, Item, ItemStatus, Meeting, MeetingStatus, ResourceRequest, SignOff
from coordmail.reports.minutes import MinutesPaper

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2024, 3, 11, 18, 0, tzinfo=ZONE)
HOUSE = "示例公司"

MEETING = Meeting(
    id=1,
    ref="CM-12",
    topic="订单系统数据延迟问题专项沟通",
    status=MeetingStatus.TRACKING,
    language="zh",
    version=2,
    start=datetime.fromisoformat("2024-03-05T14:00"),
    end=datetime.fromisoformat("2024-03-05T15:30"),
    place="3号会议室/线上",
    organizer="李娜",
    organizer_email="li.na@example.com",
    recorder="陈晨",
    departments=("产品部", "技术部", "运营部"),
    attendees=(Attendee("张伟", "技术部", "zhang.wei@example.com"), Attendee("产品部经理", "产品部")),
    goal="确定临时与长期方案",
    agenda=("现状", "方案"),
    problem="自3月1日起数据延迟4-6小时",
    points=("1.技术部报告扩容进度", "2.运营部建议优先处理"),
    decisions=("每小时同步一次",),
    next_meeting=date(2024, 3, 8),
    remarks="无",
    agreed_at=datetime(2024, 3, 5, 18, 0, tzinfo=UTC),
)
ITEM = Item(
    id=1,
    meeting_id=1,
    meeting_ref="CM-12",
    number=1,
    task="调整同步频率",
    status=ItemStatus.OPEN,
    owner="张伟",
    owner_email="zhang.wei@example.com",
    department="技术部",
    due=date(2024, 3, 12),
    original_due=date(2024, 3, 12),
    deliverable="延迟≤2小时",
    resources=("2台服务器", "1名工程师"),
)
REQUEST = ResourceRequest(
    1, 1, 1, "紧急采购", Approval.APPROVED, 5000, "CNY", "技术部", "财务部经理", answered_at=NOW, comment="同意列支"
)
SIGNOFFS = (
    SignOff(1, 2, "张伟", "zhang.wei@example.com", Assent.YES, NOW, datetime(2024, 3, 5, 17, 5, tzinfo=UTC)),
    SignOff(1, 2, "产品部经理", "pm@example.com", Assent.SILENT, NOW),
)
PAPER = MinutesPaper(
    HOUSE, "zh", MEETING, (ITEM, replace(ITEM, id=2, number=2, task="扩容")), (REQUEST,), SIGNOFFS, NOW
)


def meeting(**changes: Any) -> Meeting:
    return replace(MEETING, **changes)


def item(number: int = 1, **changes: Any) -> Item:
    return replace(ITEM, id=number, number=number, **changes)


def closed(number: int, done: datetime, **changes: Any) -> Item:
    return item(number, status=ItemStatus.CLOSED, claimed_at=done, closed_at=done, **changes)


def paper(**changes: Any) -> MinutesPaper:
    return replace(PAPER, **changes)
