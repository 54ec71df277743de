"""TLS: nobody is believed without a certificate that names him, by an authority that is trusted, and is valid today."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import trustme

from coordmail.mail.errors import CertificateRefused, Place, Unreachable
from coordmail.mail.mailbox import Mailbox
from coordmail.mail.smtp import Sender
from coordmail.mail.tls import client_context
from tests.mail.conftest import USER, RealSite, imap_settings, smtp_settings
from tests.mail.line_server import LineServer, Talk, imap, smtp

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)
NOW = datetime.now(UTC)


def certified(
    authority: trustme.CA, name: str, start: datetime = NOW - DAY, end: datetime = NOW + DAY
) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_before=start, not_after=end).configure_cert(context)
    return context


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return str(file)


def connect(server: LineServer, kind: str, password_file: str, ca_file: str | None, security: str = "tls") -> None:
    given = {"security": security, "ca_file": ca_file, "password_file": password_file, "timeout_seconds": 5}
    if kind == "imap":
        with Mailbox(imap_settings(server.port, **given)) as box:
            box.open()
    else:
        with Sender(smtp_settings(server.port, username=USER, **given)):
            pass


def talk(kind: str) -> Talk:
    return imap() if kind == "imap" else smtp()


both = pytest.mark.parametrize("kind", ["imap", "smtp"])


@both
def test_trusted(kind: str, authority: trustme.CA, ca_file: str, password_file: str) -> None:
    with LineServer(talk(kind), certified(authority, "127.0.0.1")) as server:
        connect(server, kind, password_file, ca_file)


@both
@pytest.mark.parametrize(
    ("name", "days", "remedy"),
    [
        ("127.0.0.2", (-1, 1), r"put the name that stands in the certificate into {kind}\.host"),
        ("mail.example.com", (-1, 1), r"put the name that stands in the certificate into {kind}\.host"),
        ("127.0.0.1", (-2, -1), r"has expired.* must be renewed on the server"),
        ("127.0.0.1", (1, 2), r"this machine's clock"),
    ],
)
def test_certificate_that_does_not_hold(
    kind: str,
    name: str,
    days: tuple[int, int],
    remedy: str,
    authority: trustme.CA,
    ca_file: str,
    password_file: str,
) -> None:
    context = certified(authority, name, NOW + days[0] * DAY, NOW + days[1] * DAY)
    refused = pytest.raises(CertificateRefused, match=remedy.format(kind=kind))
    with LineServer(talk(kind), context) as server, refused:
        connect(server, kind, password_file, ca_file)


@both
@pytest.mark.parametrize("known", [True, False])
def test_unknown_authority(kind: str, known: bool, authority: trustme.CA, ca_file: str, password_file: str) -> None:
    stranger = certified(trustme.CA(), "127.0.0.1")
    refused = pytest.raises(CertificateRefused, match=rf"name its file in {kind}\.ca_file")
    with LineServer(talk(kind), stranger) as server, refused:
        connect(server, kind, password_file, ca_file if known else None)


@both
def test_plain_server(kind: str, ca_file: str, password_file: str) -> None:
    failed = pytest.raises(Unreachable, match=rf"no TLS connection .*{kind}\.port and {kind}\.security")
    with LineServer(talk(kind)) as server, failed:
        connect(server, kind, password_file, ca_file)


def test_no_starttls_no_password(ca_file: str, password_file: str) -> None:
    said: list[str] = []

    def login(line: str) -> str:
        said.append(line)
        return "{tag} OK in\n"

    failed = pytest.raises(Unreachable, match=r"no STARTTLS; set imap\.security = 'tls'")
    with LineServer(imap(LOGIN=login)) as server, failed:
        connect(server, "imap", password_file, ca_file, "starttls")
    assert said == []


@pytest.mark.parametrize("content", [None, "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_ca_file_that_is_none(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(CertificateRefused, match=r"imap\.ca_file .*ca\.pem cannot be read as certificates"):
        client_context(Place("imap", "mail.example.com", 993, "tls"), str(file))


def test_verification_is_always_on(ca_file: str) -> None:
    for file in (None, ca_file):
        context = client_context(Place("smtp", "mail.example.com", 465, "tls"), file)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname


@pytest.mark.servers
@pytest.mark.xdist_group("servers")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_real_servers(real_site: RealSite, security: str, ca_file: str) -> None:
    servers = real_site.servers
    imap_port = servers.imaps_port if security == "tls" else servers.imap_port
    smtp_port = servers.smtps_port if security == "tls" else servers.smtp_port
    with Mailbox(real_site.imap(port=imap_port, security=security)) as box:
        box.open()
    with Sender(real_site.smtp(port=smtp_port, security=security)) as sender:
        sender.check()
    with pytest.raises(CertificateRefused, match=r"imap\.ca_file"):
        Mailbox(real_site.imap(port=imap_port, security=security, ca_file=ca_file)).connect()
    with pytest.raises(CertificateRefused, match=r"smtp\.ca_file"):
        Sender(real_site.smtp(port=smtp_port, security=security, ca_file=ca_file)).connect()
