"""Sending mail by the organization's mail server: now, or as soon as it takes it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from traitlets import Enum, Float, Instance, Integer, List, TraitError, Unicode, default, validate
from traitlets.config import LoggingConfigurable

from ..errors import Conflict, InterviewError, InvalidInput
from ..pads.store import new_id
from .address import mail_address
from .message import CalendarPart, compose, sender_of
from .outbox import Letter, Outbox

PORTS = {"starttls": 587, "tls": 465, "none": 25}

# How long a message that is being sent may take to be taken when the server stops, in seconds.
PATIENCE_AT_STOP = 5.0

# How long the queue rests when the database cannot be used, in seconds.
REST = 30.0


class Mailer(LoggingConfigurable):
    """Takes messages for the outbox and sends them, one after the other.

    The application wires it; `start` and `stop` frame its life. What was taken is sent, after a
    restart too, or it is said why not. A message is given to the mail server only after it was
    kept that it will be: when the server dies before the answer is there, it is not sent again,
    for it may have arrived.
    """

    smtp_host = Unicode(
        "",
        help="""
        Name of the mail server that takes mail from here, such as smtp.example.org. Default: none,
        so that nothing is mailed.
        """,
    ).tag(config=True)

    smtp_port = Integer(
        0,
        min=0,
        max=65535,
        help="Its port. Default: 587 with STARTTLS, 465 with TLS, 25 without either.",
    ).tag(config=True)

    smtp_security = Enum(
        ("starttls", "tls", "none"),
        "starttls",
        help="""
        "starttls": encrypted after a greeting; "tls": from the beginning; "none": not at all, for
        a mail server on the same machine. There is no silent step down.
        """,
    ).tag(config=True)

    smtp_certificates = Unicode(
        "",
        help="""
        Path of a file with the certificates (PEM) of those who may vouch for the mail server.
        Default: those that the system trusts.
        """,
    ).tag(config=True)

    smtp_user = Unicode("", help="User name at the mail server, if it asks for one.").tag(
        config=True
    )

    smtp_password = Unicode(
        help="Password there. Default: what the environment has as INTERVIEW_SMTP_PASSWORD.",
    ).tag(config=True)

    sender = Unicode(
        "",
        help="""
        Who mail comes from, such as "Example Interviews <interviews@example.org>". Needed with
        smtp_host.
        """,
    ).tag(config=True)

    timeout = Float(60.0, min=0.1, help="Seconds to wait for each answer of the mail server.").tag(
        config=True
    )

    taking_timeout = Float(
        600.0,
        min=0.1,
        help="Seconds to wait for its answer to a whole message, which may be examined first.",
    ).tag(config=True)

    pauses = List(
        Float(min=0),
        [60.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0],
        help="""
        Seconds before each further attempt when the mail server cannot be reached or wants to be
        asked again later. After the last one it is said that the message could not be sent.
        """,
    ).tag(config=True)

    outbox = Instance(Outbox, help="Set by the application.")

    @default("smtp_password")
    def _default_smtp_password(self) -> str:
        return os.environ.get("INTERVIEW_SMTP_PASSWORD", "")

    @validate("sender")
    def _known_sender(self, proposal: dict[str, Any]) -> str:
        value: str = proposal["value"]
        if value:
            try:
                sender_of(value)
            except (InvalidInput, ValueError) as error:
                raise TraitError(f"Mailer.sender: {error}") from error
        return value

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._news = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._stopping = False
        self._watchers: list[Callable[[str], None]] = []

    @property
    def configured(self) -> bool:
        """Whether mail can be sent from here at all."""
        return bool(self.smtp_host and self.sender)

    @property
    def sender_address(self) -> str:
        """Who mail comes from, without the name."""
        return sender_of(self.sender).addr_spec

    def require(self) -> None:
        """Refuse what needs mail where none can be sent.

        Raises:
            Conflict: no mail server is configured.
        """
        if not self.configured:
            raise Conflict(
                "This server cannot send mail: no mail server is configured. "
                "Please ask the administrator, or send the address yourself.",
                reason="mail_not_configured",
            )

    def watch(self, watcher: Callable[[str], None]) -> None:
        """Call `watcher` with the id of every pad of whose letters one has moved on."""
        self._watchers.append(watcher)

    # -- life

    async def start(self) -> None:
        """Go on with what was not sent when the server stopped."""
        for letter in await self.outbox.unanswered():
            await self._give_up(letter, "uncertain", _STOPPED)
        self._worker = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Let the message that is being sent be taken, if that is soon; keep the others."""
        self._stopping = True
        self._news.set()
        if self._worker is not None:
            await asyncio.wait([self._worker], timeout=PATIENCE_AT_STOP)
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    # -- taking

    async def send(
        self,
        to: str | Sequence[str],
        subject: str,
        text: str,
        *,
        pad_id: str = "",
        calendar: CalendarPart | None = None,
        sequence: int = 0,
        reply_to: str = "",
        language: str = "en",
        address: str = "",
        batch: str = "",
    ) -> str:
        """Have a message sent to each of these people, of whom nobody learns of the others.

        It returns when the message is kept safely; sending it may take hours.

        Arguments:
            to: addresses.
            subject: one line.
            text: plain text.
            pad_id: the pad it is about, which then says how it goes; see `letters`.
            calendar, sequence: a calendar's entry that goes along, and its sequence.
            reply_to: whose mailbox answers go to; by default the sender's.
            language, address: that it is written in, and the pad's address in it; to write to the
                same people again.
            batch: what an earlier call returned, when this is part of the same.

        Returns:
            An id for all of it.

        Raises:
            InvalidInput: an address or the subject cannot be used; nothing was sent to anybody.
            Conflict: no mail server is configured.
            Unavailable: the database cannot work.
        """
        self.require()
        addresses = [mail_address(one) for one in ([to] if isinstance(to, str) else to)]
        batch = batch or new_id()
        now = datetime.now(UTC)
        letters = []
        for recipient in dict.fromkeys(addresses):
            letter_id = new_id()
            message = compose(
                message_id=letter_id,
                sender=sender_of(self.sender),
                to=recipient,
                subject=subject,
                text=text,
                when=now,
                reply_to=mail_address(reply_to) if reply_to else "",
                calendar=calendar,
            )
            letters.append(
                Letter(
                    id=letter_id,
                    batch=batch,
                    pad_id=pad_id or None,
                    recipient=recipient,
                    method=calendar.method if calendar is not None else "",
                    sequence=sequence,
                    language=language,
                    address=address,
                    message=message,
                    created=now,
                    due=now,
                )
            )
        await self.outbox.add(letters)
        self._news.set()
        return batch

    # -- sending

    async def _work(self) -> None:
        while not self._stopping:
            self._news.clear()
            try:
                letter = await self.outbox.next()
                pause = (letter.due - datetime.now(UTC)).total_seconds() if letter else None
                if letter is not None and pause is not None and pause <= 0:
                    await self._attempt(letter)
                    continue
            except InterviewError as error:
                self.log.error("Mail waits for the database: %s", error)
                pause = REST
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), pause)

    async def _attempt(self, letter: Letter) -> None:
        """Try to send a letter, and keep what came of it."""
        # Loading what speaks SMTP takes longer than the event loop may stand still.
        delivery = await asyncio.to_thread(importlib.import_module, f"{__package__}.delivery")
        server = delivery.MailServer(
            host=self.smtp_host,
            port=self.smtp_port or PORTS[self.smtp_security],
            security=self.smtp_security,
            certificates=self.smtp_certificates,
            user=self.smtp_user,
            password=self.smtp_password,
            timeout=self.timeout,
            taking_timeout=self.taking_timeout,
        )
        try:
            taken = await delivery.deliver(
                server,
                self.sender_address,
                letter.recipient,
                letter.message,
                lambda: self.outbox.hand_over(letter),
            )
        except delivery.NotDelivered as error:
            await self._failed(letter, error.problem, final=error.final, given=error.given)
        else:
            if taken:
                await self.outbox.finish(letter, "sent", "", datetime.now(UTC))
                self._moved_on(letter)

    async def _failed(self, letter: Letter, problem: str, *, final: bool, given: bool) -> None:
        if given:
            await self._give_up(letter, "uncertain", problem)
        elif final or letter.attempts >= len(self.pauses):
            await self._give_up(letter, "failed", problem)
        else:
            pause = self.pauses[letter.attempts]
            self.log.warning("A message waits %d s for another attempt: %s", pause, problem)
            due = datetime.now(UTC) + timedelta(seconds=pause)
            await self.outbox.put_off(letter, problem, due)
            self._moved_on(letter)

    async def _give_up(self, letter: Letter, state: Any, problem: str) -> None:
        self.log.error("A message is not sent any more: %s", problem)
        await self.outbox.finish(letter, state, problem, datetime.now(UTC))
        self._moved_on(letter)

    def _moved_on(self, letter: Letter) -> None:
        if letter.pad_id is not None:
            for watcher in self._watchers:
                watcher(letter.pad_id)


_STOPPED = (
    "This server stopped while the mail server was taking the message, so it may or may not have "
    "arrived. Ask, or send it again."
)
