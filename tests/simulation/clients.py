"""The shapes in which mail programs send what people write: quotes, reply headers, signatures, HTML."""

from __future__ import annotations

import html
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from tests.simulation.cast import MAILBOX

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from tests.simulation.cast import Colleague

SHAPES = ("outlook", "foxmail", "gmail", "phone", "outlook_html")


def new_mail(sender: Colleague, now: datetime, number: int, subject: str) -> EmailMessage:
    """A mail without a body."""
    mail = EmailMessage()
    mail["From"] = formataddr((sender.name, sender.email))
    mail["To"] = MAILBOX
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{number}.{sender.who}@client.example>"
    mail["Subject"] = subject
    return mail


def reply(
    chance: Random, sender: Colleague, now: datetime, number: int, asked: EmailMessage, words: str
) -> EmailMessage:
    """An answer to `asked`: the words above what was asked, in the shape of one of the common programs."""
    prefix = chance.choice(("Re: ", "RE: ", "回复: ", "答复: ") if sender.language == "zh" else ("Re: ", "RE: "))
    mail = new_mail(sender, now, number, f"{prefix}{asked['Subject']}")
    mail["In-Reply-To"] = str(asked["Message-ID"])
    mail["References"] = f"{asked['References'] or ''} {asked['Message-ID']}".strip()
    shape = chance.choice(SHAPES)
    text = words + _signature(chance, sender, shape)
    if shape == "outlook_html":
        mail.set_content(f"{text}\n\n{_header(asked, sender)}{body(asked)}")
        mail.add_alternative(_outlook(text, asked, sender), subtype="html")
    elif shape == "gmail":
        mail.set_content(f"{text}\n\n{_attribution(asked, sender)}\n\n{_quoted(body(asked))}")
    elif shape == "phone":
        mail.set_content(f"{text}\n\n> {_attribution(asked, sender)}\n>\n{_quoted(body(asked))}")
    else:
        mail.set_content(f"{text}\n\n{_header(asked, sender)}{body(asked)}")
    return mail


def body(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _signature(chance: Random, sender: Colleague, shape: str) -> str:
    if shape == "phone":
        return "\n\n发自我的iPhone" if sender.language == "zh" else "\n\nSent from my iPhone"
    if chance.random() < 0.3:
        return ""
    if sender.language == "en":
        return f"\n\nBest regards\n{sender.name}"
    return chance.choice(
        (f"\n\n{sender.name}", f"\n\n--\n{sender.name}\n{sender.department} | 示例公司\n电话: 021-5555 0100")
    )


def _header(asked: EmailMessage, sender: Colleague) -> str:
    if sender.language == "zh":
        return (
            f"-----邮件原件-----\n发件人: {asked['From']}\n发送时间: {asked['Date']}\n收件人: {asked['To']}\n"
            f"主题: {asked['Subject']}\n\n"
        )
    return f"From: {asked['From']}\nSent: {asked['Date']}\nTo: {asked['To']}\nSubject: {asked['Subject']}\n\n"


def _attribution(asked: EmailMessage, sender: Colleague) -> str:
    return (
        f"{asked['Date']}, {asked['From']} 写道:"
        if sender.language == "zh"
        else f"On {asked['Date']}, {MAILBOX} wrote:"
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _outlook(text: str, asked: EmailMessage, sender: Colleague) -> str:
    paragraphs = "".join(f'<p class="MsoNormal">{html.escape(line) or "&nbsp;"}</p>' for line in text.splitlines())
    header = html.escape(_header(asked, sender).strip()).replace("\n", "<br>")
    original = html.escape(body(asked)).replace("\n", "<br>")
    return (
        '<html><head><style>p.MsoNormal {margin:0cm}</style></head><body><div class="WordSection1">'
        f'{paragraphs}<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{header}</p></div><p class="MsoNormal">{original}</p></div></body></html>'
    )
