"""A message as it goes over the wire. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr

from ..text import one_line
from .address import mail_address

SUBJECT_MAXIMUM = 300

# Old servers take seven bits a byte; nothing is lost by it.
_POLICY = SMTP.clone(cte_type="7bit")


class _Subject(str):
    """A subject that means its letters and nothing else.

    The library takes what looks like an encoded word for one, decodes it, and writes line ends that
    were hidden in there into the message's head. Here such a text is encoded as it is.
    """

    name = "Subject"

    def fold(self, *, policy: EmailPolicy) -> str:
        """The whole header, in lines that are short enough."""
        plain = self.isascii() and "=?" not in self
        header = Header(self, "us-ascii" if plain else "utf-8", header_name=self.name)
        return f"{self.name}: {header.encode(linesep=policy.linesep)}{policy.linesep}"


@dataclass(frozen=True)
class CalendarPart:
    """A calendar's entry that goes along.

    Arguments:
        method: as `calendar.calendar_file` was told, such as ``"REQUEST"``.
        file: what it made.
    """

    method: str
    file: bytes


def sender_of(value: str) -> Address:
    """Who mail comes from, of ``"Interviews <interviews@example.org>"`` or an address alone.

    Raises:
        InvalidInput: it is neither.
    """
    name, address = parseaddr(one_line(value, "The sender", maximum=SUBJECT_MAXIMUM))
    return Address(name, addr_spec=mail_address(address, "The sender’s address"))


def compose(
    *,
    message_id: str,
    sender: Address,
    to: str,
    subject: str,
    text: str,
    when: datetime,
    reply_to: str = "",
    calendar: CalendarPart | None = None,
) -> bytes:
    """The message, with CRLF at the ends of its lines.

    Arguments:
        message_id: the part before the ``@``; the same at each try, so that whoever gets a message
            twice can know.
        to, reply_to: addresses as `mail_address` returns them.
        subject: one line; whatever would end a header is refused.
        text: plain text.
        when: aware.

    Raises:
        InvalidInput: the subject is not one line.
    """
    message = EmailMessage(_POLICY)
    message["From"] = sender
    message["To"] = Address(addr_spec=to)
    if reply_to:
        message["Reply-To"] = Address(addr_spec=reply_to)
    message["Subject"] = _Subject(one_line(subject, "The subject", maximum=SUBJECT_MAXIMUM))
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{message_id}@{sender.domain}>"
    # Nobody's "I am on holiday" is wanted in return.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    if calendar is not None:
        message.add_alternative(
            calendar.file.decode("utf-8"), subtype="calendar", params={"method": calendar.method}
        )
        message.add_attachment(
            calendar.file, maintype="application", subtype="ics", filename="invitation.ics"
        )
    return message.as_bytes()


def in_one_line(text: str, maximum: int = 300) -> str:
    """What a mail server said, fit to be shown."""
    return " ".join(text.split())[:maximum]
