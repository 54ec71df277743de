"""Hostile content: bombs are read within limits, and what a mail says stays text wherever it is shown."""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING

import lxml.html
import openpyxl
import pytest
from click.testing import CliRunner

from coordmail.cli import main
from coordmail.mail.message import Unparsable, parse
from tests.workflow.office import MINUTES, NOTICE, Office, mail_address

if TYPE_CHECKING:
    from pathlib import Path

MOST_SECONDS = 20
END = b"\r\n\r\nhi"
HTML = b"Content-Type: text/html\r\n\r\n"
FROM = b"From: li.na@example.com\r\nSubject: x\r\nDate: Mon, 04 Mar 2024 09:30:00 +0800\r\n"


def nested(depth: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return buffer.getvalue()


def attached(name: str, content: bytes) -> bytes:
    import base64

    return (
        FROM
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        + f'Content-Disposition: attachment; filename="{name}"\r\n'.encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(content)
        + b"\r\n--b--\r\n"
    )


def calendar(lines: str) -> bytes:
    body = f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n{lines}END:VCALENDAR\r\n".encode()
    return FROM + b"Content-Type: text/calendar; method=REQUEST\r\n\r\n" + body


EVENT = "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20240305T060000Z\r\nSUMMARY:x\r\n{more}END:VEVENT\r\n"
BOMBS = {
    "1,500 parts in each other": FROM + nested(1500),
    "3,000 mails in each other": FROM + b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "20,000 parts side by side": FROM + b"Content-Type: multipart/mixed; boundary=b\r\n" + b"\r\n--b\r\n\r\nx" * 20_000,
    "20,000 headers": FROM + b"X-Header: value\r\n" * 20_000 + b"\r\nhi\r\n",
    "20,000 Received": FROM + b"Received: by x; Mon, 4 Mar 2024 09:30:00 +0800\r\n" * 20_000 + b"\r\nhi\r\n",
    "5,000 recipients": FROM + b"To: " + b",\r\n ".join(b"a%d@example.com" % n for n in range(5000)) + b"\r\n\r\nhi",
    "5,000 in Chinese": FROM + b"To: " + ("\uff0c".join(f"\u674e{n}<a{n}@b.cn>" for n in range(5000))).encode() + END,
    "a header of a megabyte": FROM + b"References: " + b"<a@b> " * 170_000 + b"\r\n\r\nhi\r\n",
    "an encoded word of a megabyte": FROM + b"X: =?utf-8?Q?" + b"=41" * 330_000 + b"?=\r\n\r\nhi\r\n",
    "50 MB of text": FROM + b"\r\n" + b"\xe7\xba\xaa\xe8\xa6\x81 abc " * 4_000_000,
    "a line of 10 MB": FROM + b"\r\n" + b"1" * 10_000_000,
    "50 MB of white space": FROM + b"\r\n" + b" \t" * 25_000_000,
    "base64 of nothing": FROM + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=" * 5_000_000,
    "HTML 100,000 deep": FROM + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
    "a table of 10^9 cells": FROM + HTML + b"<table>" + b"<tr><td rowspan=9999 colspan=9999>x" * 500,
    "1,000,000 entities": FROM + b"Content-Type: text/html\r\n\r\n" + b"&#0;&#x202e;&amp;" * 330_000,
    "a zip bomb": attached("a.docx", zipped("word/document.xml", b"<w:p/>" * 30_000_000)),
    "a path in an archive": attached("../../etc/a.xlsx", zipped("../../../../tmp/x", b"x")),
    "billion laughs": attached(
        "a.docx",
        zipped(
            "word/document.xml",
            b'<!DOCTYPE d [<!ENTITY a "lol">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b"]><d>&j;</d>",
        ),
    ),
    "a series by the second": calendar(EVENT.format(more="RRULE:FREQ=SECONDLY\r\n")),
    "50,000 exceptions": calendar(EVENT.format(more="EXDATE:" + "20240305T060000Z," * 50_000 + "\r\n")),
    "a zone that changes for ever": calendar(
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nRRULE:FREQ=MINUTELY\r\n"
        "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+2359\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        + EVENT.format(more="").replace("DTSTART:20240305T060000Z", "DTSTART;TZID=X:20240305T060000")
    ),
    "60,000 zones in a line": calendar("BEGIN:VTIMEZONE" * 60_000 + "\r\n" + EVENT.format(more="")),
    "components 5,000 deep": calendar("BEGIN:VEVENT\r\n" * 5_000),
    "9,000 events": calendar("BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n" * 6_000),
}  # fmt: skip


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS)
def test_bombs_are_dealt_with_in_time(office: Office, raw: bytes) -> None:
    began = time.process_time()
    disposition = office.take(raw)
    spent = time.process_time() - began
    assert disposition is not None
    assert disposition.reason
    assert not disposition.reason.startswith("it could not be processed") or "Unparsable" in disposition.reason
    assert spent < MOST_SECONDS
    assert office.mail(
        "li.na",
        "\u4f1a\u8bae\u901a\u77e5:\u8ba2\u5355\u7cfb\u7edf\u6570\u636e\u5ef6\u8fdf\u4e13\u9879\u6c9f\u901a",
        NOTICE,
    )


def test_parts_nested_too_deeply_are_told() -> None:
    with pytest.raises(Unparsable):
        parse(BOMBS["1,500 parts in each other"])


def test_a_zone_that_one_mail_defines_is_not_that_of_the_next() -> None:
    from zoneinfo import ZoneInfo

    from coordmail.extraction.invitation import read_invitation

    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:China Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    event = EVENT.format(more="").replace(
        "DTSTART:20240305T060000Z", "DTSTART;TZID=China Standard Time:20240305T140000"
    )
    shanghai = ZoneInfo("Asia/Shanghai")
    for offset in ("-0500", "+0800"):
        read_invitation(f"BEGIN:VCALENDAR\r\n{zone.format(offset)}{event}END:VCALENDAR\r\n".encode(), shanghai)
    found = read_invitation(f"BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n".encode(), shanghai)
    assert found is not None
    assert str(found.start) == "2024-03-05 14:00:00"


ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*191 }}{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\x1b[2J\x1b]0;owned\x07\x1b[31m",
    "[red]markup[/red][link=http://evil.example]x[/link]",
    "\u202egnp.exe\u2066\u200b\u200d\ufeff",
    "'; drop table items; --",
    "../../../etc/passwd",
    "x\r\nBcc: eve@elsewhere.example",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_mail_says_is_text_everywhere(office: Office, attack: str, tmp_path: Path) -> None:
    line = " ".join(attack.splitlines())
    notice = NOTICE.replace("\u8ba2\u5355\u7cfb\u7edf", f"\u8ba2\u5355{line}").replace(
        "3\u53f7\u4f1a\u8bae\u5ba4", line
    )
    raw = (
        f"From: {line.replace('<', '').replace(',', '')} <li.na@example.com>\r\nTo: minutes@example.com\r\n"
        "Message-ID: <n@client.example>\r\nDate: Mon, 04 Mar 2024 09:30:00 +0800\r\n"
        f"Subject: \u4f1a\u8bae\u901a\u77e5:{line}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{notice}"
    )
    office.take(raw.encode())
    minutes = MINUTES.replace("\u670d\u52a1\u5668\u6269\u5bb9", f"\u670d\u52a1\u5668{line}\u6269\u5bb9")
    office.mail(
        "li.na",
        "\u4f1a\u8bae\u7eaa\u8981:\u8ba2\u5355",
        minutes.replace("\u8ba2\u5355\u7cfb\u7edf", f"\u8ba2\u5355{line}"),
    )
    office.at("2024-03-05 17:00").at("2024-03-08 17:30")
    sent = office.all_sent()
    assert {"understood", "confirm-request", "weekly-report"} & {s.kind for s in sent}
    for one in sent:
        assert "elsewhere.example" not in str(one.to) + str(one.cc) + str(one.mail["Bcc"])
        assert not {"\x1b", "\u202e", "\u200b"} & set(one.subject + one.text)
        assert "1337" not in one.text
        body = one.mail.get_body(("html",))
        assert body is not None
        assert not lxml.html.fromstring(body.get_content()).xpath("//script | //img[@onerror] | //@onerror")
        for part in one.mail.iter_attachments():
            name = str(part.get_filename())
            assert not {"/", "\\", "\u202e", "\x1b"} & set(name)
            if name.endswith(".xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(part.get_payload(decode=True)))  # type: ignore[arg-type]
                cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
                assert not any(
                    cell.data_type == "f" and "evil" in str(cell.value) + "cmd"
                    for cell in cells
                    if "cmd" in str(cell.value)
                )
    assert len(office.store.items.of_meeting(1)) + len(office.store.items.of_meeting(2)) >= 3


@pytest.mark.parametrize("attack", ["\x1b[2J\x1b]0;owned\x07", "[red]x[/red]", "\u202eabc", "\x9b31m", "\x00\x08"])
def test_a_terminal_shows_text(office: Office, attack: str, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(
        f'From: "{attack}" <li.na@example.com>\r\nSubject: \u4f1a\u8bae\u901a\u77e5 {attack}\r\n'
        "Date: Mon, 04 Mar 2024 09:30:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n".encode()
        + NOTICE.replace("\u4e13\u9879", f"{attack}\u4e13\u9879").encode()
    )
    config = tmp_path / "config.toml"
    config.write_text(
        f'database = "{tmp_path}/a.db"\nadministrator = "it@example.com"\n'
        '[imap]\nhost = "127.0.0.1"\nsecurity = "none"\n'
        'username = "minutes@example.com"\npassword_env = "X"\n[smtp]\nhost = "127.0.0.1"\nsecurity = "none"\n'
        'sender = "minutes@example.com"\n[organisation]\nname = "x"\n'
        f'[[organisation.people]]\nname = "\u674e\u5a1c"\nemail = "{mail_address("li.na")}"\n',
        encoding="utf-8",
    )
    run = CliRunner().invoke
    for arguments in (["read", str(path)], ["feed", str(path)], ["meetings"], ["show", "CM-1"], ["items"]):
        result = run(main, [*arguments, "--config", str(config)])
        assert result.exit_code == 0, result.output
        assert not {"\x1b", "\x9b", "\u202e", "\x00", "\x08", "\x07"} & set(result.output)
