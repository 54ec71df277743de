"""Every kind of mail in both languages, as it goes over the wire and as people see it."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordmail.mail import samples
from coordmail.mail.compose import Composer
from coordmail.mail.letters import Enclosure
from coordmail.record import MailKind

if TYPE_CHECKING:
    from coordmail.mail.letters import Heading
    from coordmail.mail.samples import Context
    from coordmail.model import Language

COMPOSERS: dict[Language, Composer] = {
    "zh": Composer("会议纪要 <minutes@example.com>", "示例公司", ZoneInfo("Asia/Shanghai")),
    "en": Composer("Minutes <minutes@example.com>", "Example Ltd", ZoneInfo("Asia/Shanghai")),
}
MAILS = {mail[0].message_id.split("@")[0][8:]: mail for mail in samples.mails()}
every_mail = pytest.mark.parametrize("name", list(MAILS))
TAG = "CM-12-7K3Q9F"


def compose(heading: Heading, context: Context) -> bytes:
    return COMPOSERS[heading.language].compose(heading, context)


@cache
def sample(name: str) -> tuple[Heading, EmailMessage]:
    """One of the sample mails as it arrives."""
    return MAILS[name][0], opened(compose(*MAILS[name]))


def found(tree: lxml.html.HtmlElement, path: str) -> list[Any]:
    return cast("list[Any]", tree.xpath(path))


def opened(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@cache
def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def first(kind: MailKind, language: Language = "zh") -> tuple[Heading, Context]:
    return next((h, c) for h, c in samples.mails() if h.kind is kind and h.language == language)


def links(html: str) -> list[tuple[str, str, str]]:
    """Address, subject and body of each answer link."""
    answers = []
    for href in found(lxml.html.fromstring(html), "//a/@href"):
        url = urlsplit(str(href))
        assert url.scheme == "mailto"
        query = parse_qs(url.query, keep_blank_values=True, strict_parsing=True)
        assert set(query) == {"subject", "body"}
        answers.append((unquote(url.path), query["subject"][0], query["body"][0]))
    return answers


def test_built_in_templates_have_no_fault() -> None:
    assert COMPOSERS["zh"].check() == []


def test_samples_cover_every_kind_in_both_languages() -> None:
    covered = {(h.kind, h.language) for h, _ in samples.mails()}
    assert covered == {(kind, language) for kind in MailKind for language in ("zh", "en")}


@every_mail
def test_bytes_are_clean(name: str) -> None:
    raw = compose(*MAILS[name])
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw == compose(*MAILS[name])
    _, message = sample(name)
    assert [one.defects for one in message.walk()] == [[] for _ in message.walk()]
    assert all(not value.defects for value in message.values() if hasattr(value, "defects"))


@every_mail
def test_headers(name: str) -> None:
    heading, message = sample(name)
    assert message["X-Coordmail"] == f"{heading.kind.value}; ref=CM-12"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"] == heading.message_id
    assert message["In-Reply-To"] == "<before@example.com>"
    assert message["References"].split() == ["<first@example.com>", "<before@example.com>"]
    assert message["Subject"].startswith(f"[{TAG}] ")
    assert message["Content-Language"] == {"zh": "zh-CN", "en": "en"}[heading.language]
    assert message["From"].addresses[0].addr_spec == "minutes@example.com"
    assert message["To"].addresses[0].addr_spec == "somebody@example.com"
    assert message["To"].addresses[0].display_name == heading.to[0]
    assert message["Cc"].addresses[0].display_name == heading.cc[0][0]
    assert message["Date"].datetime == samples.NOW
    assert message.get_all("Precedence") is None


@every_mail
def test_text_is_plain_and_ordered(name: str) -> None:
    _, message = sample(name)
    text = part(message, "plain")
    lines = text.rstrip("\n").split("\n")
    assert lines[0]
    assert lines[1], "the second line says what is expected"
    assert lines[2] == ""
    assert TAG in lines[-1]
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]\n", text)
    assert not re.search(r"</?[a-z]+|&[a-z]+;|\{[{%n]|None|Undefined|StrEnum", text)


@every_mail
def test_html_is_self_contained(name: str) -> None:
    heading, message = sample(name)
    html = part(message, "html")
    tree = lxml.html.fromstring(html)
    assert not tree.xpath("//img | //script | //link | //iframe | //form | //meta[@http-equiv='refresh']")
    assert not re.search(r"https?:|url\(|@import", html)
    assert tree.get("lang") == {"zh": "zh-CN", "en": "en"}[heading.language]
    assert "".join(found(tree, "//title/text()")).strip()
    assert not tree.xpath("//*[@width and contains(@width, 'px')]")
    inner = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
    assert not re.search(r"(?<!max-)width:\s*\d+px", inner)
    for tag in ("style", "h1", "h2", "table", "tr", "td", "th", "div", "p", "ul", "li", "a", "span"):
        assert len(re.findall(rf"<{tag}[ >]", inner)) == len(re.findall(rf"</{tag}>", inner)), tag


@every_mail
def test_answer_links_carry_tag_and_words(name: str) -> None:
    _, message = sample(name)
    for address, subject, body in links(part(message, "html")):
        assert address == "minutes@example.com"
        assert subject.startswith(f"Re: [{TAG}] ")
        assert body.strip()
        assert "{" not in body


@every_mail
def test_each_language_keeps_to_itself(name: str) -> None:
    heading, message = sample(name)
    text = message["Subject"] + part(message, "plain")
    if heading.language == "en":
        assert not re.search(r"[\u4e00-\u9fff。，：；！？（）「」【】]", text)
    else:
        known = {"Word", "Excel", "CM", "K", "Q", "F", "minutes", "somebody", "example", "com", "A"}
        assert set(re.findall(r"[A-Za-z]+", text)) <= known
        assert not re.search(r"[\u4e00-\u9fff][,;:!?(]", text), "full-width punctuation between hanzi"


@pytest.mark.parametrize(
    ("kind", "language", "expected"),
    [
        (MailKind.CONFIRM_REQUEST, "zh", ["确认", "有异议：", "请修改：第  项"]),
        (MailKind.CONFIRM_REMINDER, "en", ["Confirmed", "I object: ", "Please change item "]),
        (MailKind.DELAY_REQUEST, "zh", ["同意", "不同意，原因：", "改为  月  日"]),
        (MailKind.VERIFY_REQUEST, "zh", ["验收通过，结果：", "未通过，还缺："]),
        (MailKind.VERIFY_REQUEST, "en", ["Verified, result: ", "Not accepted, still missing: "]),
        (MailKind.APPROVAL_REQUEST, "zh", ["同意", "不同意，原因："]),
        (MailKind.OBJECTION, "zh", ["维持"]),
        (MailKind.OBJECTION, "en", ["Stands as it is"]),
        (MailKind.ESCALATION, "zh", ["延期至  月  日", "改由    负责", "取消"]),
        (MailKind.UNDERSTOOD, "zh", ["3 责任人改为 "]),
    ],
)
def test_one_click_answers(kind: MailKind, language: Language, expected: list[str]) -> None:
    html = part(opened(compose(*first(kind, language))), "html")
    assert [body for _, _, body in links(html)] == expected


def test_items_are_answered_by_their_number_in_the_mail() -> None:
    html = part(opened(compose(*first(MailKind.REMINDER))), "html")
    bodies = [body for _, _, body in links(html)]
    assert [body[0] for body in bodies] == ["1"] * 4 + ["2"] * 4 + ["3"] * 4
    assert bodies[:4] == ["1 已完成", "1 进展50%", "1 申请延期至  月  日，原因：", "1 遇到阻碍："]


def test_a_long_list_has_buttons_for_five_items_and_a_word_on_the_rest() -> None:
    message = opened(compose(*first(MailKind.OVERDUE)))
    assert len(links(part(message, "html"))) == 20
    assert "其余各项请直接回复本邮件" in part(message, "plain")


def test_form_stands_in_the_mail_with_nothing_filled_in_that_the_notice_did_not_say() -> None:
    message = opened(compose(*first(MailKind.FORM)))
    text = part(message, "plain")
    assert "\n沟通主题：订单系统数据延迟专项沟通\n" in text
    assert "\n沟通时间：2024年3月5日（周二）14:00-15:30\n" in text
    for label in ("问题描述", "沟通要点", "解决方案", "责任人/完成时限", "资源需求", "备注"):
        assert f"\n{label}：\n" in text
    assert not re.search(r"^\d+[.、]", text, re.MULTILINE), "no line that could pass for an item"
    ((_, _, body),) = links(part(message, "html"))
    assert body.startswith("沟通主题：订单系统数据延迟专项沟通\r\n沟通时间：2024年3月5日")


def test_answer_links_stay_short_enough_for_outlook() -> None:
    heading, context = first(MailKind.FORM)
    meeting = replace(samples.meeting(samples.STORIES[0]), topic="很长的主题" * 100)
    html = part(opened(compose(heading, {**context, "meeting": meeting})), "html")
    assert all(len(str(href)) <= 1900 for href in found(lxml.html.fromstring(html), "//a/@href"))


def test_own_items_are_marked() -> None:
    text = part(opened(compose(*first(MailKind.CONFIRM_REQUEST))), "plain")
    assert re.findall(r"^(\d)\. .*\[您负责\]$", text, re.MULTILINE) == ["1"]
    assert "完成时限：3月8日（周五） → 3月10日（周日）" in text


def test_without_tag_and_thread() -> None:
    heading, context = first(MailKind.HELP)
    bare = replace(heading, tag=None, ref="", in_reply_to=None, references=(), cc=(), reply_subject=None)
    message = opened(compose(replace(bare, auto_replied=True), context))
    assert message["Subject"] == "使用说明：示例公司会议纪要跟踪"
    assert message["X-Coordmail"] == "help; ref="
    assert message["Auto-Submitted"] == "auto-replied"
    assert not {"Cc", "In-Reply-To", "References", "Thread-Topic"} & set(message.keys())


def test_a_mail_to_several_people_names_them_all() -> None:
    heading, context = first(MailKind.SUMMARY)
    message = opened(compose(replace(heading, also_to=(("陈晨", "c@example.com"), ("", "d@example.com"))), context))
    assert [a.addr_spec for a in message["To"].addresses] == ["somebody@example.com", "c@example.com", "d@example.com"]


def test_the_mail_answered_is_named_without_its_prefixes() -> None:
    heading, context = first(MailKind.NOTED)
    message = opened(compose(replace(heading, reply_subject="Re: 回复：RE: 进展"), context))
    assert message["Thread-Topic"] == "进展"
    assert "「进展」" in part(message, "plain")


@pytest.mark.parametrize(
    ("filename", "content_type", "expected"),
    [
        ("会议纪要 订单系统.docx", "application/octet-stream", "会议纪要 订单系统.docx"),
        ("minutes.docx", "application/octet-stream", "minutes.docx"),
        ("../../etc/纪要.docx", "application/octet-stream", ".._.._etc_纪要.docx"),
        ("长" * 300 + ".xlsx", "application/octet-stream", "长" * 75 + ".xlsx"),
        ('a"b\r\nX: y.ics', "text/calendar; method=REQUEST; charset=utf-8", "a_b X_ y.ics"),
    ],
)
def test_attachments(filename: str, content_type: str, expected: str) -> None:
    heading, context = first(MailKind.SUMMARY)
    content = bytes(range(256)) * 40
    raw = compose(replace(heading, attachments=(Enclosure(filename, content_type, content),)), context)
    message = opened(raw)
    assert message.get_content_type() == "multipart/mixed"
    assert next(p.get_content_type() for p in message.iter_parts()) == "multipart/alternative"
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == expected
    assert attached.get_content_type() == content_type.partition(";")[0]
    assert attached.get_payload(decode=True) == content
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("\r\n\x00\x0b\x0c\x1b\x7f\x85\u2028\u202e\ud800<>&\"'{}%=?[]@,;:\\ \t"),
        st.characters(),
    ),
    max_size=60,
)
NAMES = {
    *("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "X-Coordmail", "Content-Language", "Thread-Topic", "MIME-Version", "Content-Type"),
}


@settings(max_examples=25, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_hostile_values_neither_crash_nor_inject(topic: str, name: str, task: str, subject: str) -> None:
    story = replace(samples.STORIES[0], topic=topic, tasks=(task, topic, name), comment=task)
    for kind in (MailKind.CONFIRM_REQUEST, MailKind.REMINDER, MailKind.UNCLEAR, MailKind.ESCALATION):
        heading = samples.heading(kind, story)
        heading = replace(heading, to=(name, "a@example.com"), cc=((topic, "b@example.com"),), reply_subject=subject)
        raw = compose(heading, {**next(samples.contexts(kind, story)), "now": samples.NOW})
        message = opened(raw)
        assert set(message.keys()) <= NAMES
        assert len(message.keys()) == len(set(message.keys()))
        assert [a.addr_spec for a in message["To"].addresses] == ["a@example.com"]
        assert [a.addr_spec for a in message["Cc"].addresses] == ["b@example.com"]
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", part(message, "plain") + part(message, "html"))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</title></head><body onload=alert(1)>",
        "<scr\x00ipt>alert(1)</scr\x00ipt>",
        "{{ 7 * 191 }}{% raw %}",
    ],
)
def test_values_are_text_never_markup(attack: str) -> None:
    story = replace(
        samples.STORIES[0], topic=attack, place=attack, tasks=(attack, attack, attack), comment=attack, obstacle=attack
    )
    for kind in MailKind:
        for context in samples.contexts(kind, story):
            html = part(opened(compose(samples.heading(kind, story), {**context, "now": samples.NOW})), "html")
            tree = lxml.html.fromstring(html)
            assert not tree.xpath("//script | //img | //@onerror | //@onload")
            assert "1337" not in html


def test_long_values_stay_whole() -> None:
    heading, context = first(MailKind.FORM)
    topic = "数据延迟" * 120
    meeting = replace(samples.meeting(samples.STORIES[0]), topic=topic)
    raw = compose(heading, {**context, "meeting": meeting})
    assert opened(raw)["Subject"] == f"[{TAG}] 请填写会议纪要：{topic}"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 100
