"""Who is invited to an interview, and what they hear when it changes."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any

from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..errors import Conflict, InterviewError, InvalidInput, NotFound
from ..events import Events
from ..pads.manager import PadManager
from ..pads.model import iso
from ..pads.pad import Pad
from ..pads.store import Member, Store
from ..text import many_lines
from . import words
from .address import mail_address
from .mailer import Mailer
from .message import CalendarPart
from .outbox import Letter, Outbox

# People who may be written to at once, and characters of what is written to go along.
MOST = 20
MESSAGE_MAXIMUM = 4000

# Where nobody said how long an interview takes, in minutes: calendars want to know.
USUAL_DURATION = 60

# The worst first: of several letters this is what is said.
_STATES = ("failed", "uncertain", "waiting", "sending", "sent")

# In these it may have been read.
_REACHED = ("sent", "uncertain", "sending")


class Invitations(LoggingConfigurable):
    """Writes to the people of a pad, and again when its time changes or it is deleted.

    The handlers and the pads' manager call it; the application wires it.
    """

    mailer = Instance(Mailer, help="Set by the application.")
    outbox = Instance(Outbox, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    store = Instance(Store, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Let what is being written be kept; called once nothing gives occasion for more."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- asked for by a member

    async def calendar_file(self, pad_id: str, address: str, language: str) -> bytes:
        """A pad's entry for a calendar, to keep or to send on.

        Arguments:
            address: the pad's, as a whole URL.

        Raises:
            NotFound: there is no such pad.
            Conflict: it has no time.
        """
        pad = await self.pads.pad(pad_id)
        if pad.starts_at is None:
            raise Conflict(
                "This interview has no date yet, so there is nothing for a calendar. "
                "Give it a date first.",
                reason="not_scheduled",
            )
        invited = await self._invited(pad, address, interviewer=False)
        return await self._entry(pad, invited, language, pad.schedule_sequence)

    async def invite(
        self,
        pad_id: str,
        by: Member,
        *,
        address: str,
        language: str,
        to: Iterable[str] | None = None,
        message: str = "",
    ) -> list[str]:
        """Write to the people of a pad where, when and what it is.

        Arguments:
            address: the pad's, as a whole URL.
            to: addresses; by default the candidate's and the interviewers'.
            message: plain text that goes along.

        Returns:
            The addresses that are written to.

        Raises:
            NotFound: there is no such pad.
            InvalidInput: with what to mend; nobody is written to.
            Conflict: mail cannot be sent from here, or the interview is over.
        """
        self.mailer.require()
        remark = many_lines(message, "The message", maximum=MESSAGE_MAXIMUM).strip()
        async with self.pads.changing(pad_id):
            pad = await self.pads.pad(pad_id)
            if pad.finished:
                raise Conflict(
                    "This interview is over, so nobody can be invited to it. Nothing was sent."
                )
            interviewers = await self.store.mail_addresses(pad.id)
            if to is None:
                chosen = [one for one in (pad.candidate_email, *interviewers) if one]
            else:
                chosen = [mail_address(one) for one in to]
            chosen = list(dict.fromkeys(chosen))
            if not chosen:
                raise InvalidInput(
                    "There is no e-mail address to write to. Type the candidate’s address first."
                )
            if len(chosen) > MOST:
                raise InvalidInput(
                    f"At most {MOST} people can be written to at once. Nothing was sent."
                )
            batch = ""
            for recipient in chosen:
                invited = await self._invited(
                    pad, address, interviewer=recipient in interviewers, remark=remark
                )
                batch = await self._write(
                    pad, recipient, invited, "invitation", language, by=by, batch=batch
                )
        await self.audit.note("mail.sent", by, pad_id=pad_id, people=len(chosen))
        await self.pads.changed(pad_id)
        return chosen

    async def states(self, pad_ids: list[str]) -> dict[str, dict[str, Any]]:
        """How it goes with the newest letters about each pad, as its model's ``mailed``."""
        return {
            pad_id: _state(letters)
            for pad_id, letters in (await self.outbox.of_pads(pad_ids)).items()
        }

    # -- what follows by itself

    def mail_moved_on(self, pad_id: str) -> None:
        """Tell those who look on. Called by the mailer."""
        self._spawn(self._say(pad_id))

    def pad_changed(self, pad_id: str) -> None:
        """Write to those who were invited, if the time is another one. Called for each change."""
        self._spawn(self._follow(pad_id))

    async def farewell(self, pad: Pad) -> None:
        """Tell those who were invited that it will not take place; called before it is deleted.

        Raises:
            Unavailable: the database cannot work.
        """
        now = self.pads.clock.now()
        if pad.state == "not_started" and self.mailer.configured and not _is_over(pad, now):
            letters = await self.outbox.of_pad(pad.id)
            reached = [one for one in letters if one.state in _REACHED]
            await self._cancel(pad, _newest(reached), deleted=True)

    async def _follow(self, pad_id: str) -> None:
        try:
            async with self.pads.changing(pad_id):
                pad = await self.pads.pad(pad_id)
                stale = [
                    letter
                    for letter in _newest(await self.outbox.of_pad(pad_id))
                    if letter.sequence < pad.schedule_sequence and letter.method != "CANCEL"
                ]
                if not stale or pad.finished or not self.mailer.configured:
                    return
                if pad.starts_at is None:
                    await self._cancel(pad, stale)
                    return
                batch = ""
                interviewers = await self.store.mail_addresses(pad.id)
                for letter in stale:
                    invited = await self._invited(
                        pad, letter.address, interviewer=letter.recipient in interviewers
                    )
                    batch = await self._write(
                        pad, letter.recipient, invited, "change", letter.language, batch=batch
                    )
            await self._say(pad_id)
        except NotFound:
            pass
        except InterviewError as error:
            self.log.error("Those who were invited could not be told of a change: %s", error)

    async def _cancel(self, pad: Pad, letters: list[Letter], *, deleted: bool = False) -> None:
        interviewers = await self.store.mail_addresses(pad.id)
        batch = ""
        for letter in letters:
            if letter.method != "REQUEST":
                continue
            invited = await self._invited(
                pad, letter.address, interviewer=letter.recipient in interviewers
            )
            batch = await self._write(
                pad,
                letter.recipient,
                invited,
                "cancellation",
                letter.language,
                batch=batch,
                deleted=deleted,
            )

    # -- how

    async def _write(
        self,
        pad: Pad,
        recipient: str,
        invited: words.Invited,
        occasion: words.Occasion,
        language: str,
        *,
        by: Member | None = None,
        batch: str = "",
        deleted: bool = False,
    ) -> str:
        part = None
        sequence = pad.schedule_sequence + deleted
        if pad.kind == "live" and (pad.starts_at is not None or occasion == "cancellation"):
            method = "CANCEL" if occasion == "cancellation" else "REQUEST"
            entry = await self._entry(pad, invited, language, sequence, method, recipient)
            part = CalendarPart(method, entry)
        return await self.mailer.send(
            recipient,
            words.subject(invited, occasion, language),
            words.text(invited, occasion, language),
            # What is about a pad goes when the pad goes.
            pad_id="" if deleted else pad.id,
            calendar=part,
            sequence=sequence,
            reply_to=await self.store.mail_address_of(by.id) if by is not None else "",
            language=language,
            address=invited.address,
            batch=batch,
        )

    async def _entry(
        self,
        pad: Pad,
        invited: words.Invited,
        language: str,
        sequence: int,
        method: str = "",
        attendee: str = "",
    ) -> bytes:
        """The pad's entry for a calendar."""
        # Loading what writes calendars takes longer than the event loop may stand still.
        calendar = await asyncio.to_thread(importlib.import_module, f"{__package__}.calendar")
        appointment = calendar.Appointment(
            uid=calendar.uid_of(pad.id),
            sequence=sequence,
            title=words.title(invited, language),
            text=f"{invited.address}\n\n{words.how_to(invited, language)}",
            address=invited.address,
            starts_at=pad.starts_at,
            duration=pad.duration or USUAL_DURATION,
            time_zone=pad.time_zone,
            said=self.pads.clock.now(),
            organizer=self.mailer.sender_address if method else "",
            attendee=attendee,
        )
        file: bytes = calendar.calendar_file(appointment, method)
        return file

    async def _invited(
        self, pad: Pad, address: str, *, interviewer: bool, remark: str = ""
    ) -> words.Invited:
        return words.Invited(
            interviewer=interviewer,
            title=pad.title,
            candidate=pad.candidate_name,
            interviewers=tuple(await self.pads.interviewers(pad)),
            address=address,
            take_home=pad.kind == "take_home",
            starts_at=pad.starts_at,
            duration=pad.duration,
            time_zone=pad.time_zone,
            time_limit=pad.time_limit,
            due=pad.due,
            remark=remark,
        )

    async def _say(self, pad_id: str) -> None:
        try:
            self.events.publish({"type": "pad", "pad": await self.pads.model(pad_id)})
        except InterviewError as error:
            self.log.debug("How the mail about a pad goes was not said: %s", error)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _newest(letters: list[Letter]) -> list[Letter]:
    """The newest letter to each person."""
    return list({letter.recipient: letter for letter in letters}.values())


def _is_over(pad: Pad, now: datetime) -> bool:
    """Whether the time of an interview is past, or it has none."""
    if pad.starts_at is None:
        return True
    return pad.starts_at + timedelta(minutes=pad.duration or USUAL_DURATION) <= now


def _state(letters: list[Letter]) -> dict[str, Any]:
    newest = [letter for letter in letters if letter.batch == letters[-1].batch]
    worst = min(newest, key=lambda letter: _STATES.index(letter.state))
    problem = f"{worst.recipient}: {worst.problem}" if worst.problem else ""
    return {
        "state": "waiting" if worst.state == "sending" else worst.state,
        "at": iso(worst.finished or worst.created),
        "to": [letter.recipient for letter in newest],
        "message": problem,
    }
