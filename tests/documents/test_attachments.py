from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from coordmail.documents.attachments import is_document, read_attachment
from coordmail.documents.blocks import Paragraph, Reason, Source, Unreadable
from coordmail.documents.sandbox import Sandbox
from coordmail.documents.wire import decode, encode

from .making import docx, package, para, pdf, shape, xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD_SHEET = Path(__file__).with_name("tracking.xls").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def small_sheet() -> bytes:
    made = Workbook()
    made.worksheets[0].append(["任务", "负责人"])
    return xlsx(made)


@pytest.mark.parametrize(
    ("filename", "content", "expected"),
    [
        ("纪要.docx", docx(para("甲")), ["甲"]),
        ("纪要.doc", docx(para("甲")), ["甲"]),
        ("noname", docx(para("甲")), ["甲"]),
        ("表.docx", small_sheet(), [[["任务", "负责人"]]]),
        ("纪要.txt", "甲\n乙".encode(), ["甲", "乙"]),
        ("纪要.txt", "甲".encode("gb18030"), ["甲"]),
        ("纪要.txt", "甲".encode("utf-16"), ["甲"]),
        ("纪要.md", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |".encode(), [[["甲", "乙"], ["1", "2"]]]),
        ("表.csv", '任务,"负责人\n甲"\n'.encode("utf-8-sig"), [[["任务", "负责人\n甲"]]]),
        ("纪要.htm", "<p>甲<p>乙".encode(), ["甲", "乙"]),
        ("导出.xls", "<html><table border=1><tr><td>甲<td>乙</table>".encode(), [[["甲", "乙"]]]),
    ],
)
def test_the_content_decides_how_it_is_read(filename: str, content: bytes, expected: list[object]) -> None:
    blocks = read_attachment(filename, "application/octet-stream", content)
    assert shape(blocks) == expected
    assert {block.source.part for block in blocks} == {filename}


@pytest.mark.parametrize(
    ("filename", "content", "reason"),
    [
        ("纪要.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        ("纪要.doc", OLE + "WordDocument".encode("utf-16-le"), Reason.LEGACY),
        ("表.xls", OLE + "Workbook".encode("utf-16-le"), Reason.DAMAGED),
        ("信.msg", OLE + "__properties_version1.0".encode("utf-16-le"), Reason.OTHER_KIND),
        ("断.xls", OLD_SHEET[:3000], Reason.LEGACY),
        ("纪要.wps", OLE, Reason.LEGACY),
        ("纪要.rtf", b"{\\rtf1 }", Reason.LEGACY),
        ("纪要.pdf", b"%PDF-1.7\n", Reason.DAMAGED),
        ("winmail.dat", b"\x78\x9f\x3e\x22\x01", Reason.WINMAIL),
        ("照片.jpg", b"\xff\xd8\xff\xe0 and so on", Reason.OTHER_KIND),
        ("包.zip", package({"a.txt": "甲"}), Reason.OTHER_KIND),
        ("纪要.odt", package({"mimetype": "application/vnd.oasis.opendocument.text"}), Reason.OTHER_KIND),
        ("片.pptx", package({"[Content_Types].xml": "presentationml.presentation.main+xml"}), Reason.OTHER_KIND),
        ("空.docx", b"", Reason.DAMAGED),
        ("断.docx", docx(para("甲"))[:300], Reason.DAMAGED),
        ("多.csv", b"a,b\n" * 60_000, Reason.TOO_LARGE),
        ("大.txt", b"a" * 50_000_001, Reason.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_says_why(filename: str, content: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as error:
        read_attachment(filename, "", content)
    assert error.value.reason is reason
    assert str(error.value)


@pytest.mark.parametrize(
    ("filename", "content_type", "expected"),
    [
        ("纪要.DOCX", "application/octet-stream", True),
        ("纪要.wps", "", True),
        ("x", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", True),
        ("winmail.dat", "application/ms-tnef", True),
        ("纪要.pdf", "application/pdf", True),
        ("logo.png", "image/png", False),
        ("ATT00001.htm", "text/html", False),
        ("invite.ics", "text/calendar", False),
    ],
)
def test_kinds_of_file_that_minutes_come_in(filename: str, content_type: str, expected: bool) -> None:
    assert is_document(filename, content_type) is expected


def test_millions_of_empty_paragraphs() -> None:
    hostile = docx("<w:p/>" * 3_000_000)
    assert len(hostile) < 200_000
    with pytest.raises(Unreadable) as error:
        read_attachment("a.docx", "", hostile)
    assert error.value.reason is Reason.TOO_LARGE


def test_more_blocks_than_minutes_have() -> None:
    with pytest.raises(Unreadable) as error:
        read_attachment("a.docx", "", docx("".join(para(f"第{n}段") for n in range(20_001))))
    assert error.value.reason is Reason.TOO_LARGE


def test_zip_bomb() -> None:
    with pytest.raises(Unreadable) as error:
        read_attachment("a.docx", "", docx(" " * 60_000_000))
    assert error.value.reason is Reason.TOO_LARGE


def test_a_bomb_that_lies_about_its_size() -> None:
    honest = docx(" " * 60_000_000)
    with zipfile.ZipFile(BytesIO(honest)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    with pytest.raises(Unreadable):
        read_attachment("a.docx", "", honest.replace(struct.pack("<I", size), struct.pack("<I", 1000)))


def test_many_members() -> None:
    with pytest.raises(Unreadable) as error:
        read_attachment("a.docx", "", package({f"m{n}": "" for n in range(2_001)}))
    assert error.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 10}'>" for n in range(9)) + "]>",
    ],
)
def test_entities(doctype: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_attachment("a.docx", "", docx(para("&x;"), prologue=doctype))
    assert error.value.reason is Reason.DAMAGED


def test_deeply_nested_tables() -> None:
    with pytest.raises(Unreadable):
        read_attachment("a.docx", "", docx("<w:tbl><w:tr><w:tc>" * 5_000))


@given(st.binary(max_size=200), st.sampled_from(["a.docx", "a.xlsx", "a.txt", "a.html", "a.csv", "a"]))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes, filename: str) -> None:
    with suppress(Unreadable):
        read_attachment(filename, "", content)


DOCX = docx(para("甲"))


@given(st.integers(0, len(DOCX) - 1), st.binary(min_size=1, max_size=8))
@settings(deadline=None, max_examples=40)
def test_any_damage_is_read_or_refused(at: int, damage: bytes) -> None:
    with suppress(Unreadable):
        read_attachment("a.docx", "", DOCX[:at] + damage + DOCX[at + len(damage) :])


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def child_of(sandbox: Sandbox) -> subprocess.Popen[bytes]:
    assert sandbox._child is not None
    return sandbox._child


def test_the_child_is_kept(sandbox: Sandbox) -> None:
    sandbox.read("a.docx", DOCX)
    first = child_of(sandbox)
    sandbox.read("b.docx", DOCX)
    assert child_of(sandbox) is first


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_child_outlives_what_tells_the_service_to_stop(sandbox: Sandbox, number: signal.Signals) -> None:
    # systemd signals every process of a service; the mail in hand is still to be finished.
    sandbox.read("a.docx", DOCX)
    child = child_of(sandbox)
    child.send_signal(number)
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(timeout=0.5)
    assert sandbox.read("b.docx", DOCX)
    assert child_of(sandbox) is child


def test_a_new_child_after_one_died(sandbox: Sandbox) -> None:
    sandbox.read("a.docx", DOCX)
    child = child_of(sandbox)
    child.kill()
    child.wait()
    assert shape(sandbox.read("b.docx", DOCX)) == ["甲"]


def test_a_child_that_does_not_start_blames_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with Sandbox() as sandbox, pytest.raises(RuntimeError):
        sandbox.read("a.docx", DOCX)


def test_a_file_that_takes_too_long() -> None:
    slow = docx("".join(para("甲") for _ in range(15_000)))
    with Sandbox(seconds=0.05) as sandbox:
        with pytest.raises(Unreadable) as error:
            sandbox.read("a.docx", slow)
        assert error.value.reason is Reason.TOO_SLOW
        assert sandbox._child is None


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_file_that_takes_too_much_memory() -> None:
    runs = "".join(f'<w:r w:rsidR="{n:08X}"/>' for n in range(500_000))
    large = docx(f"<w:p>{runs}</w:p>")
    with Sandbox() as sandbox:
        assert sandbox.read("a.docx", large) == ()
    with Sandbox(memory=200_000_000) as sandbox:
        with pytest.raises(Unreadable) as error:
            sandbox.read("a.docx", large)
        assert error.value.reason is Reason.TOO_LARGE
        assert shape(sandbox.read("b.docx", DOCX)) == ["甲"]


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_child_out_of_memory_blames_no_other_file() -> None:
    swollen = zlib.compress(bytes(400_000_000), 1).decode("latin-1")
    bomb = pdf("x").replace(
        b"<</Length 1>>\nstream\nx", f"<</Filter/FlateDecode>>\nstream\n{swollen}".encode("latin-1")
    )
    with Sandbox(memory=400_000_000) as sandbox:
        for _ in range(2):
            with pytest.raises(Unreadable) as error:
                sandbox.read("a.pdf", bomb)
            assert error.value.reason is Reason.TOO_LARGE
            assert sandbox._child is None
            assert shape(sandbox.read("b.docx", DOCX)) == ["甲"]


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_the_child_ends_with_a_killed_parent() -> None:
    program = (
        "import sys, time; from coordmail.documents.sandbox import Sandbox; sandbox = Sandbox(); "
        "sandbox.read('a.docx', sys.stdin.buffer.read()); print(sandbox._child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdin
        assert parent.stdout
        parent.stdin.write(DOCX)
        parent.stdin.close()
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.send_signal(signal.SIGKILL)
    assert gone_within(5, child)


def gone_within(seconds: float, process: int) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_the_child_knows_no_secrets(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDMAIL_IMAP_PASSWORD", "geheim")
    sandbox.read("a.docx", DOCX)
    environment = Path(f"/proc/{child_of(sandbox).pid}/environ")
    if not environment.exists():
        pytest.skip("no /proc here")
    assert b"geheim" not in environment.read_bytes()


def test_blocks_survive_the_wire() -> None:
    blocks = read_attachment("表.xlsx", "", small_sheet())
    blocks += (Paragraph("甲\n乙", Source("表.xlsx", "paragraph 1"), "1.", 2, heading=True, ticked=False),)
    assert decode(encode(blocks), "表.xlsx") == blocks
