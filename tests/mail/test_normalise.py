"""Charsets, headers and file names that programs write wrongly, read as they were meant."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordmail.mail import charsets
from coordmail.mail.encoded_words import decode_words
from coordmail.mail.message import Unparsable, parse
from coordmail.mail.normalise import mend_header


def b64(text: str, codec: str) -> str:
    return base64.b64encode(text.encode(codec)).decode("ascii")


def word(text: str, charset: str, codec: str) -> str:
    return f"=?{charset}?B?{b64(text, codec)}?="


@pytest.mark.parametrize(
    "charset", ["gb2312", "GB2312", "gbk", "x-gbk", "gb_2312-80", "cp936", "gb18030", "x-unknown", ""]
)
def test_gb_body_with_characters_beyond_gb2312(charset: str) -> None:
    body = "请朱镕基、陶喆、李堃确认".encode("gb18030")
    content_type = f"text/plain; charset={charset}" if charset else "text/plain"
    message = parse(f"From: a@example.com\r\nContent-Type: {content_type}\r\n\r\n".encode() + body)
    assert message.new_text == "请朱镕基、陶喆、李堃确认"


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("会议纪要".encode("gbk"), "us-ascii", "会议纪要"),
        ("会议纪要".encode("gbk"), "utf-8", "会议纪要"),
        ("会议纪要".encode(), "gb2312", "会议纪要"),
        ("会议纪要".encode(), "us-ascii", "会议纪要"),
        ("会议纪要".encode("gb2312"), "iso-8859-1", "会议纪要"),
        ("會議紀錄".encode("big5"), "big5", "會議紀錄"),
        ("Größe ändern".encode("latin-1"), "iso-8859-1", "Größe ändern"),
        ("Größe ändern".encode("latin-1"), None, "Größe ändern"),
        (b"abc", "idna", "abc"),
        (b"abc\xff", "punycode", "abcÿ"),
        (b"abc", "no-such-charset", "abc"),
        ("会议".encode("utf-16"), "utf-16", "会议"),
    ],
)
def test_decode(data: bytes, charset: str | None, text: str) -> None:
    assert charsets.decode(data, charset) == text


@given(
    st.binary(max_size=300), st.sampled_from(["gb2312", "utf-8", "big5", "utf-7", "utf-16", "hz", "cp1252", "?", None])
)
def test_decode_never_raises_and_gives_no_surrogates(data: bytes, charset: str | None) -> None:
    charsets.decode(data, charset).encode("utf-8")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (word("张伟", "gb2312", "gb18030"), "张伟"),
        (f"Re：{word('纪要', 'utf-8', 'utf-8')}", "Re：纪要"),
        (f"{word('会议', 'utf-8', 'utf-8')}\r\n {word('纪要', 'utf-8', 'utf-8')}", "会议纪要"),
        ("=?utf-8?B?5Lya6K6u57q?= =?utf-8?B?q6KaB?=", "会议纪要"),
        ("=?gb2312?B?u+HS6bz?= =?gb2312?B?N0qo=?=", "会议纪要"),
        ("=?utf-8?Q?=E4=BC=9A=E8=AE=AE_A?=", "会议 A"),
        ("=?UTF-8?q?=E4=BC?= =?UTF-8?q?=9A?=", "会"),
        ("=?utf-8*zh?Q?a?=", "a"),
        ("=?utf-8?B?!!!?=", ""),
        ("=?utf-8?B?", "=?utf-8?B?"),
        ("plain", "plain"),
    ],
)
def test_encoded_words(written: str, text: str) -> None:
    assert decode_words(written) == text


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        (f'"{word("张伟", "gb18030", "gb18030")}" <123@example.com>', "张伟", "123@example.com"),
        (f"{word('张伟', 'gb2312', 'gb18030')}<Zhang.Wei@Example.com>", "张伟", "zhang.wei@example.com"),
        (f"{word('张伟 <zhang.wei@example.com>', 'utf-8', 'utf-8')}", "张伟", "zhang.wei@example.com"),
        ("张伟 <zhang.wei@example.com>", "张伟", "zhang.wei@example.com"),
        ('"Zhang, Wei" <zhang.wei@example.com>', "Zhang, Wei", "zhang.wei@example.com"),
        (f"{word('张伟(技术部)', 'utf-8', 'utf-8')} <zhang.wei@example.com>", "张伟(技术部)", "zhang.wei@example.com"),
        (f"{word('技术部, 张伟', 'utf-8', 'utf-8')} <zhang.wei@example.com>", "技术部, 张伟", "zhang.wei@example.com"),
        ("zhang.wei@example.com (Zhang Wei)", "Zhang Wei", "zhang.wei@example.com"),
        ("zhang.wei@example.com", "", "zhang.wei@example.com"),
        ("张伟 zhang.wei@example.com", "张伟", "zhang.wei@example.com"),
        ("<zhang.wei@example.com>", "", "zhang.wei@example.com"),
        ("nobody", "", ""),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_sender(header: str, name: str, address: str, codec: str) -> None:
    message = parse(f"From: {header}\r\nSubject: x\r\n\r\ny".encode(codec))
    assert (message.from_name, message.from_address) == (name, address)


@pytest.mark.parametrize(
    ("header", "addresses"),
    [
        ("a@example.com; b@example.com", ["a@example.com", "b@example.com"]),
        ("张伟 <a@example.com>; 李娜 <b@example.com>;", ["a@example.com", "b@example.com"]),
        ("张伟 <a@example.com>；李娜 <b@example.com>", ["a@example.com", "b@example.com"]),
        ("张伟 <a@example.com>，李娜 <b@example.com>", ["a@example.com", "b@example.com"]),
        ("Team: a@example.com, b@example.com;", ["a@example.com", "b@example.com"]),
        ("undisclosed-recipients:;", []),
        ("a@example.com, , b@example.com", ["a@example.com", "b@example.com"]),
    ],
)
def test_recipients(header: str, addresses: list[str]) -> None:
    message = parse(f"From: x@example.com\r\nTo: {header}\r\n\r\n".encode())
    assert [address for _, address in message.to] == addresses


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_raw_subject(codec: str) -> None:
    assert parse("Subject: 会议纪要:订单延迟\r\n\r\n".encode(codec)).subject == "会议纪要:订单延迟"


@pytest.mark.parametrize(
    "parameter",
    [
        f'filename="{word("会议纪要.docx", "gb2312", "gb18030")}"',
        f"filename={word('会议纪要.docx', 'utf-8', 'utf-8')}",
        "filename*=utf-8''%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81.docx",
        "filename*=gb2312''%BB%E1%D2%E9%BC%CD%D2%AA.docx",
        "filename*0*=utf-8''%E4%BC%9A%E8%AE%AE;\r\n filename*1*=%E7%BA%AA%E8%A6%81;\r\n filename*2=.docx",
        'filename="会议纪要.docx"',
        'filename="../../etc/会议纪要.docx"',
        'filename="C:\\\\temp\\\\会议纪要.docx"',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_attachment_names(parameter: str, codec: str) -> None:
    raw = (
        "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/plain\r\n\r\nsee file\r\n"
        f"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; {parameter}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n"
    )
    (attachment,) = parse(raw.encode(codec)).attachments
    assert (attachment.filename, attachment.content) == ("会议纪要.docx", b"\0\1\2")


def test_a_part_without_name_gets_one_by_its_type() -> None:
    raw = b"Content-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF"
    assert [found.filename for found in parse(raw).attachments] == ["attachment-1.pdf"]
    assert parse(raw) == parse(raw)


def test_nesting_too_deep_is_said() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500))
    with pytest.raises(Unparsable):
        parse(raw)


@given(st.text(max_size=200), st.sampled_from(["From", "To", "Subject", "Content-Type", "Content-Disposition", "X"]))
def test_any_header_is_mended_to_text(value: str, name: str) -> None:
    mend_header(name, value).encode("utf-8", "replace")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    parse(raw)


@given(
    st.lists(
        st.sampled_from(
            [
                b"From: a@example.com",
                b"Content-Type: multipart/mixed; boundary=b",
                b"--b",
                b"--b--",
                b"",
                b"Content-Type: text/html",
                b"<p>x",
                b"Content-Type: message/rfc822",
                b"Content-Transfer-Encoding: base64",
                b"=?gb2312?B?",
                b"> x",
                b"Content-Type: text/calendar",
                b"Date: x",
            ]
        ),
        max_size=30,
    )
)
def test_any_arrangement_of_parts_is_a_mail(lines: list[bytes]) -> None:
    parse(b"\r\n".join(lines))
