"""Dovecot and Postfix, started from nothing in a folder of their own: for what embedded servers do not show."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Self

import pytest
import trustme
from imapclient import IMAPClient

from coordmail.demo.servers import EmbeddedServers

if TYPE_CHECKING:
    from collections.abc import Iterator

DOVECOT = Path("/usr/sbin/dovecot")
DOVEADM = Path("/usr/bin/doveadm")
POSTFIX = Path("/usr/sbin/postfix")
CONFIGURATION = Path(__file__).parent / "server_configuration"

HOST = "localhost"
DOMAIN = "corp.example"
PASSWORD = "geheim-1"
NAMES = ("minutes", "li.na", "zhang.wei", "chen.chen", "wang.qiang", "zhao.min", "sun.yue", "it")
REFUSING_DOMAIN = "refusing.example"

READY_SECONDS = 20
STOP_SECONDS = 3


def _refuse(command: str, address: str, _data: bytes) -> str | None:
    if command == "RCPT" and address.endswith(f"@{REFUSING_DOMAIN}"):
        return "550 5.1.1 no such user here"
    return None


class RealServers:
    """Dovecot (IMAP with STARTTLS and TLS) and Postfix (submission with STARTTLS, TLS and SASL) on loopback ports.

    The users are NAMES at corp.example, all with PASSWORD. Mail to other domains ends in `sink.sent`, where recipients
    at refusing.example are refused, so that Postfix sends a bounce. `ca_file` is the authority to trust.
    """

    def __init__(self, *, postfix: bool = True) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="cm-", dir="/tmp"))
        self.home.chmod(0o755)
        self.sink = EmbeddedServers(on_mail=_refuse)
        self.users = {f"{name}@{DOMAIN}": PASSWORD for name in NAMES}
        self.imap_port, self.imaps_port, self.smtp_port, self.smtps_port, self._lmtp_port, self._auth_port = _ports(6)
        self.ca_file = str(self.home / "ca.pem")
        self._with_postfix = postfix
        self._dovecot: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.sink.start()
            self._write()
            self.start_dovecot()
            if self._with_postfix:
                self._start_postfix()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._with_postfix:
            _postfix(self.home, "stop")
        self.stop_dovecot()
        self.sink.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def need_postfix(self) -> None:
        """Skip the test where Postfix could not be started."""
        if not self._with_postfix:
            _cannot("Postfix needs root's rights")

    def start_dovecot(self) -> None:
        """Start Dovecot; it takes logins when this returns."""
        with (self.home / "dovecot.log").open("ab") as log:
            self._dovecot = subprocess.Popen(
                [DOVECOT, "-F", "-c", self.home / "dovecot.conf"], stdout=log, stderr=log, start_new_session=True
            )
        _await_greeting(self.imap_port, b"* OK", self.home / "dovecot.log")
        _await_greeting(self._lmtp_port, b"220", self.home / "dovecot.log")

    def stop_dovecot(self) -> None:
        """Stop Dovecot with all its connections; the mails stay."""
        server, self._dovecot = self._dovecot, None
        if server is None:
            return
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(STOP_SECONDS)
        # Processes that serve a client outlive their master.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    def kick(self, address: str) -> None:
        """Cut the connections that `address` has to Dovecot."""
        command: list[str | Path] = [DOVEADM, "-c", self.home / "dovecot.conf", "kick", address]
        subprocess.run(command, check=True, capture_output=True, timeout=READY_SECONDS)

    def deliver(self, address: str, raw: bytes) -> None:
        """Put a mail into the INBOX of `address` by LMTP."""
        with smtplib.LMTP("127.0.0.1", self._lmtp_port) as lmtp:
            lmtp.sendmail("sender@elsewhere.example", [address], raw)

    @contextlib.contextmanager
    def session(self, address: str) -> Iterator[Any]:
        """An IMAPClient of the test's own in the mailbox of `address`."""
        with IMAPClient("127.0.0.1", self.imap_port, ssl=False, timeout=10) as client:
            client.login(address, self.users[address])
            yield client

    def mails(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """The mails in a folder of `address`, oldest first; none where there is no such folder."""
        with self.session(address) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            answers = client.fetch(client.search(), ["BODY.PEEK[]"])
        return [answers[uid][b"BODY[]"] for uid in sorted(answers)]

    def clear(self, address: str) -> None:
        """Empty the mailbox of `address`: every mail and every folder but INBOX."""
        with self.session(address) as client:
            for attributes, _, folder in client.list_folders():
                if folder != "INBOX" and b"\\Noselect" not in attributes:
                    client.delete_folder(folder)
            client.select_folder("INBOX")
            if uids := client.search():
                client.delete_messages(uids)
                client.expunge()

    def _write(self) -> None:
        root = os.geteuid() == 0
        me = getpass.getuser() if not root else ""
        mail = pwd.getpwnam("mail") if root else pwd.getpwuid(os.geteuid())
        certificate_file, key_file = self.home / "server.pem", self.home / "server.key"
        values: dict[str, object] = {
            "home": self.home,
            "run": self.home / "run",
            "state": self.home / "state",
            "cert": certificate_file,
            "key": key_file,
            "internal_user": me or "dovecot",
            "internal_group": "dovecot" if root else grp.getgrgid(os.getegid()).gr_name,
            "login_user": me or "dovenull",
            "mail_user": mail.pw_uid,
            "mail_group": mail.pw_gid,
            "imap": self.imap_port,
            "imaps": self.imaps_port,
            "lmtp": self._lmtp_port,
            "auth": self._auth_port,
            "smtp": self.smtp_port,
            "smtps": self.smtps_port,
            "sink": self.sink.smtp_port,
        }
        for folder in ("run", "state", "mail", "conf", "queue", "data"):
            (self.home / folder).mkdir()
        if root:
            os.chown(self.home / "mail", mail.pw_uid, mail.pw_gid)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.ca_file)
        certificate = authority.issue_cert(HOST, "127.0.0.1")
        certificate.private_key_pem.write_to_path(key_file)
        for position, blob in enumerate(certificate.cert_chain_pems):
            blob.write_to_path(certificate_file, append=position > 0)
        for template, target in (
            ("dovecot.conf", self.home),
            ("main.cf", self.home / "conf"),
            ("master.cf", self.home / "conf"),
        ):
            text = Template((CONFIGURATION / template).read_text(encoding="utf-8")).substitute(values)
            (target / template).write_text(text, encoding="utf-8")
        lines = [f"{address}:{{PLAIN}}{password}\n" for address, password in self.users.items()]
        (self.home / "users").write_text("".join(lines), encoding="utf-8")
        (self.home / "vmailbox").write_text("".join(f"{address} x\n" for address in self.users), encoding="utf-8")

    def _start_postfix(self) -> None:
        postfix = pwd.getpwnam("postfix")
        os.chown(self.home / "data", postfix.pw_uid, postfix.pw_gid)
        done = _postfix(self.home, "start")
        if done.returncode != 0:
            raise RuntimeError(f"Postfix does not start: {done.stderr.decode(errors='replace')}")
        _await_greeting(self.smtp_port, b"220", self.home / "mail.log")


def start() -> RealServers:
    """The servers, not started yet; without Postfix where we are not root. Skips the test where none are installed."""
    for path in (DOVECOT, POSTFIX):
        if not path.exists():
            _cannot(f"{path} is missing")
    return RealServers(postfix=os.geteuid() == 0)


def _cannot(why: str) -> None:
    """Skip the test with a clear word; in CI that is a failure."""
    word = f"Dovecot and Postfix cannot be started here: {why}"
    if os.environ.get("CI"):
        pytest.fail(word)
    pytest.skip(word)


def _postfix(home: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [POSTFIX, "-c", home / "conf", command], capture_output=True, timeout=READY_SECONDS, check=False
    )


def _ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _await_greeting(port: int, greeting: bytes, log: Path) -> None:
    """Wait until the server speaks: that it accepts connections does not mean that it is ready."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=READY_SECONDS) as connection:
                if connection.recv(100).startswith(greeting):
                    return
        except OSError:
            pass
        time.sleep(0.01)
    said = log.read_text(errors="replace") if log.exists() else "no log"
    raise RuntimeError(f"no greeting on port {port}: {said[-2000:]}")
