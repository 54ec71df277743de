"""People who answer mail as people do: from their own mailbox, above the quoted mail, signature and all."""

from __future__ import annotations

import email
import html
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from coordmail.demo.cast import DOMAIN, MAILBOX, address, name_of

if TYPE_CHECKING:
    from datetime import datetime

    from coordmail.demo.servers import EmbeddedServers


class NoSuchMailError(LookupError):
    """Somebody was to answer a mail that never came."""


@dataclass
class Actors:
    """Everybody with a mailbox on the embedded servers. Mails go to the shared mailbox with the story's clock."""

    servers: EmbeddedServers
    count: int = 0

    def write(self, who: str, now: datetime, mail: EmailMessage) -> EmailMessage:
        """Send `mail` from `who` to the shared mailbox."""
        self.count += 1
        mail["From"] = formataddr((name_of(who), address(who)))
        mail["To"] = MAILBOX
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<demo-{self.count}.{who}@{DOMAIN}>"
        self.servers.deliver(MAILBOX, mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")), now)
        return mail

    def text(self, who: str, now: datetime, subject: str, text: str) -> EmailMessage:
        """A plain mail."""
        mail = EmailMessage()
        mail["Subject"] = subject
        mail.set_content(text)
        return self.write(who, now, mail)

    def invite(self, who: str, now: datetime, subject: str, calendar: str) -> EmailMessage:
        """A calendar invitation with an empty body, as Outlook sends it."""
        mail = EmailMessage()
        mail["Subject"] = subject
        mail.set_content("")
        mail.add_alternative(calendar.replace("\n", "\r\n"), subtype="calendar", params={"method": "REQUEST"})
        return self.write(who, now, mail)

    def answer(self, who: str, now: datetime, kind: str, words: str) -> EmailMessage:
        """A plain reply to the newest mail of `kind` that `who` got, the original quoted below."""
        asked = self.newest(who, kind)
        mail = self._reply(asked)
        body = asked.get_body(("plain",))
        quoted = body.get_content() if body else ""
        mail.set_content(f"{words}\n\n{name_of(who)}\n\n" + _reply_header(asked, who) + quoted)
        return self.write(who, now, mail)

    def answer_html(self, who: str, now: datetime, kind: str, markup: str) -> EmailMessage:
        """A reply in HTML, as Outlook writes it."""
        asked = self.newest(who, kind)
        mail = self._reply(asked)
        original = html.escape(str(asked["Subject"]))
        quote = (
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
            f"<b>From:</b> {MAILBOX}<br><b>Sent:</b> {asked['Date']}<br><b>To:</b> {address(who)}<br>"
            f"<b>Subject:</b> {original}</p></div>"
        )
        mail.set_content(markup.replace("</body>", quote + "</body>"), subtype="html")
        return self.write(who, now, mail)

    def newest(self, who: str, kind: str) -> EmailMessage:
        """The newest mail of `kind` in somebody's mailbox; raises NoSuchMailError."""
        for raw in reversed(self.servers.mails(address(who))):
            mail = email.message_from_bytes(raw, policy=default)
            if str(mail["X-Coordmail"]).partition(";")[0] == kind:
                return mail
        raise NoSuchMailError(f"{name_of(who)} got no mail of the kind {kind}")

    def _reply(self, asked: EmailMessage) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = f"Re: {asked['Subject']}"
        mail["In-Reply-To"] = str(asked["Message-ID"])
        mail["References"] = f"{asked['References'] or ''} {asked['Message-ID']}".strip()
        return mail


def _reply_header(asked: EmailMessage, who: str) -> str:
    if any("\u4e00" <= c <= "\u9fff" for c in name_of(who)):
        return (
            f"发件人: {asked['From']}\n发送时间: {asked['Date']}\n收件人: {asked['To']}\n主题: {asked['Subject']}\n\n"
        )
    return f"From: {asked['From']}\nSent: {asked['Date']}\nTo: {asked['To']}\nSubject: {asked['Subject']}\n\n"
