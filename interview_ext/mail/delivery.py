"""Handing one message to a mail server, by SMTP."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiosmtplib

from .message import in_one_line

# How long saying goodbye may take, in seconds.
GOODBYE = 5.0


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; see the traits of `Mailer`.

    Arguments:
        security: ``"starttls"``, ``"tls"`` or ``"none"``.
        certificates: path of a file; empty for those that the system trusts.
        user: empty where none is asked for.
        timeout: for each answer, in seconds.
        taking_timeout: for the answer to a whole message.
    """

    host: str
    port: int
    security: str
    certificates: str
    user: str
    password: str
    timeout: float
    taking_timeout: float


class NotDelivered(Exception):
    """A message was not taken, or it is not known whether it was.

    Arguments:
        problem: why, in words.
        final: whether trying again is of no use.
        given: whether the server was given all of it and did not answer.
    """

    def __init__(self, problem: str, *, final: bool = False, given: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.final, self.given = problem, final, given


async def deliver(
    server: MailServer,
    sender: str,
    recipient: str,
    message: bytes,
    hand_over: Callable[[], Awaitable[bool]],
) -> bool:
    """Hand a message to a server. Called by the mailer, for one message at a time.

    Arguments:
        sender, recipient: plain addresses.
        message: as `message.compose` makes it.
        hand_over: called when the server would take the message, before it is given; says whether
            it is still to be.

    Returns:
        Whether the server took it; False where `hand_over` said no.

    Raises:
        NotDelivered: with why.
    """
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        cert_bundle=server.certificates or None,
        username=server.user or None,
        password=server.password if server.user else None,
        timeout=server.timeout,
    )
    given = False
    try:
        await client.connect()
        await client.mail(sender)
        await client.rcpt(recipient)
        if not await hand_over():
            return False
        given = True
        await client.data(message, timeout=server.taking_timeout)
        return True
    except aiosmtplib.SMTPResponseException as error:
        raise _refused(error) from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        if given:
            raise NotDelivered(_NO_ANSWER, given=True) from error
        raise NotDelivered(_not_reached(error)) from error
    finally:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=GOODBYE)
        client.close()


_NO_ANSWER = (
    "The mail server was given the message and did not answer, so it may or may not have arrived. "
    "Ask, or send it again."
)


def _refused(error: aiosmtplib.SMTPResponseException) -> NotDelivered:
    """What the server's answer means."""
    said = f"It said: {error.code} {in_one_line(error.message)}"
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return NotDelivered(
            "The mail server refused the user name or the password. The administrator has to look "
            f"at Mailer.smtp_user. {said}"
        )
    if not 500 <= error.code < 600:
        return NotDelivered(f"The mail server wants to be asked again later. {said}")
    if isinstance(error, aiosmtplib.SMTPRecipientRefused):
        what = "The mail server does not take mail for this address."
    else:
        what = "The mail server refused the message."
    return NotDelivered(f"{what} {said}", final=True)


def _not_reached(error: Exception) -> str:
    """Why there was no answer that could be understood."""
    said = in_one_line(str(error))
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return (
                "The connection to the mail server cannot be trusted, so nothing was sent over it. "
                f"The administrator has to look at Mailer.smtp_certificates. It says: {said}"
            )
        cause = cause.__cause__
    if isinstance(error, TimeoutError):
        return "The mail server does not answer."
    if isinstance(error, OSError):
        return f"The mail server cannot be reached. The system says: {said}"
    return (
        "The mail server cannot do what is asked of it. The administrator has to look at "
        f"Mailer.smtp_security and Mailer.smtp_user. It says: {said}"
    )
