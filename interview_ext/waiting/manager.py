"""The waiting room: who knocks, who is let in, and telling them without their asking."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from traitlets import Instance, Integer, default
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.tickets import Claim, Tickets
from ..errors import (
    Conflict,
    IllegalTransition,
    InterviewError,
    InvalidInput,
    NotFound,
    Refused,
    TooMany,
)
from ..events import Events
from ..pads.manager import PadManager
from ..pads.model import iso
from ..pads.pad import Pad
from ..pads.store import Store, new_id
from .admission import DECISIONS, Admission, valid_name
from .door import Way, holder, way_in
from .flood import Flood, address_key

if TYPE_CHECKING:
    from ..pad_server import PadServer

Visit = dict[str, Any]
Send = Callable[[Visit], None]

# The period of the knock limits, in seconds.
WINDOW = 60.0

# How the audit log calls what members decide.
_NOTED = {
    "admit": "admission.admitted",
    "decline": "admission.declined",
    "remove": "admission.removed",
}

_NO_WAY: dict[Way, str] = {
    "elsewhere": "You are in on another device. Please go on there, or take over from it.",
    "paused": "Your access is paused. Please wait until you are let back in.",
    "too_late": "This take-home was due before, so it cannot be started any more.",
    "over": "This is over, so nobody can join any more.",
}


class WaitingRoom(LoggingConfigurable):
    """Decides at each pad's door. Called by the handlers and by the pads' gateway.

    A candidate's browser is known by a random cookie, of which only the hash is kept; so a
    reload, a second tab or a restart of the server changes nothing for them.
    """

    max_candidates = Integer(1, help="InterviewApp.max_candidates.")
    knocks_per_address = Integer(10, help="InterviewApp.knocks_per_address.")
    knocks_per_pad = Integer(30, help="InterviewApp.knocks_per_pad.")
    max_waiting = Integer(20, help="InterviewApp.max_waiting.")

    max_sockets = Integer(
        100,
        min=1,
        help="How many browser tabs may watch one pad's waiting room at the same time.",
    ).tag(config=True)

    store = Instance(Store, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    tickets = Instance(Tickets, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    by_address = Instance(Flood)
    by_pad = Instance(Flood)

    @default("by_address")
    def _default_by_address(self) -> Flood:
        return Flood(self.knocks_per_address, WINDOW)

    @default("by_pad")
    def _default_by_pad(self) -> Flood:
        return Flood(self.knocks_per_pad, WINDOW)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._sockets: dict[str, dict[object, tuple[str, Send]]] = {}
        self._sent: dict[object, Visit] = {}
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self.pads.watch(self.tell_visitors)
        self.pads.after_opening(self._tell_opened)

    # -- the candidate's side

    async def knock(
        self, pad_id: str, name: object, cookie: str | None, address: str
    ) -> tuple[Visit, str | None]:
        """Somebody knocks, or does so again from the same browser.

        Arguments:
            name: as typed.
            cookie: the browser's waiting cookie, if it has one.
            address: the network address it comes from, for the limits.

        Returns:
            What the browser may know, and the waiting cookie to set if it needs a new one.

        Raises:
            NotFound: no such pad.
            InvalidInput: the name cannot be used.
            Conflict: the interview has ended, all places are taken, or nobody waits there.
            TooMany: too many knocked in a short time, or wait already.
        """
        async with self.pads.changing(pad_id):
            pad = await self.pads.pad(pad_id)
            if pad.door == "open":
                raise Conflict(
                    "Nobody has to be let in here. Please open the address and start.",
                    reason="open_door",
                )
            if pad.finished:
                raise Conflict(
                    "This interview has ended, so nobody can join it any more. "
                    "If you think this is a mistake, please write to your interviewer.",
                    reason="ended",
                )
            name = valid_name(name)
            now = self.pads.clock.now()
            known = await self._own(pad_id, cookie)
            if known is not None and known.state != "left":
                return await self._visit(pad, known), None
            key = address_key(address)
            self.by_address.check(key)
            self.by_pad.check(pad_id)
            everybody = await self.store.admissions(pad_id)
            self._check_places(everybody)
            if sum(one.state == "knocking" for one in everybody) >= self.max_waiting:
                raise TooMany(
                    "Too many people are waiting for this interview. Please try again later.",
                    int(WINDOW),
                    reason="full",
                )
            new_cookie = None
            if known is None:
                new_cookie = secrets.token_urlsafe(32)
                admission = Admission(
                    id=new_id(), pad_id=pad_id, name=name, state="knocking", knocked=now
                )
                await self.store.add_admission(admission, _hash(new_cookie))
            else:
                admission = replace(known, name=name).after("knock", now)
                await self.store.change_admission(admission, known.state)
            self.by_address.count(key)
            self.by_pad.count(pad_id)
            visit = await self._visit(pad, admission)
        await self._admission_changed(admission)
        return visit, new_cookie

    async def visit(self, pad_id: str, cookie: str | None) -> Visit:
        """What the browser with this waiting cookie may know of the pad.

        Raises:
            NotFound: no such pad.
        """
        pad = await self.pads.pad(pad_id)
        return await self._visit(pad, await self._own(pad_id, cookie))

    async def admitted(self, pad_id: str, cookie: str | None) -> str | None:
        """The id of the admission that the browser with this waiting cookie came in by.

        Called by the survey, after the end. None where they were not let in.
        """
        own = await self._own(pad_id, cookie)
        return own.id if own is not None and own.state == "admitted" else None

    async def leave(self, pad_id: str, cookie: str | None) -> None:
        """The candidate goes away, out of the waiting room or out of the pad.

        Raises:
            NotFound: no such pad, or they are not waiting there.
            IllegalTransition: they were declined.
        """
        async with self.pads.changing(pad_id):
            await self.pads.pad(pad_id)
            known = await self._own(pad_id, cookie)
            if known is None or known.state == "left":
                raise NotFound("You are not waiting for this interview.")
            admission = known.after("leave", self.pads.clock.now())
            await self.store.change_admission(admission, known.state)
            await self._turn_out(known, "left")
        await self._admission_changed(admission)

    async def ticket(self, pad_id: str, cookie: str | None) -> str:
        """A way into the pad for somebody who was admitted.

        Raises:
            NotFound: no such pad.
            Conflict: the interview has ended.
            Refused: the browser's own admission is not an admitted one.
        """
        pad = await self.pads.pad(pad_id)
        if pad.finished:
            raise Conflict("This interview has ended.", reason="ended")
        own = await self._own(pad_id, cookie)
        if own is None or own.state != "admitted":
            raise Refused(
                "The interviewer has not let you in yet. Please wait here.", reason="not_admitted"
            )
        return await self.pads.ticket(pad, Claim(pad_id, admission_id=own.id))

    # -- an open door: whoever has the address is the candidate

    async def way_in(self, pad: Pad, cookie: str | None) -> Way:
        """What the browser with this waiting cookie gets to see at an open door."""
        own, held = await self._at_open_door(pad.id, cookie)
        return way_in(pad, own, held, self.pads.clock.now())

    async def begin(
        self, pad_id: str, name: object, cookie: str | None, address: str
    ) -> str | None:
        """Somebody starts at an open door, and is in at once; the first start starts the pad.

        Arguments:
            name: as typed.
            cookie: the browser's waiting cookie, if it has one.
            address: the network address it comes from, for the limits.

        Returns:
            The waiting cookie to set, if the browser needs one.

        Raises:
            NotFound: no such pad.
            InvalidInput: the name cannot be used.
            Conflict: it cannot be started from this browser, or not now; the reason is the `Way`.
            TooMany: too many came in a short time.
        """
        async with self.pads.changing(pad_id):
            pad = await self._open_door(pad_id)
            own, held = await self._at_open_door(pad_id, cookie)
            now = self.pads.clock.now()
            way = way_in(pad, own, held, now)
            if way == "inside":
                return None
            if way != "rules":
                raise Conflict(_NO_WAY[way], reason=way)
            name = valid_name(name)
            self._count(pad_id, address)
            new_cookie = None if cookie else secrets.token_urlsafe(32)
            start = await self.pads.starting(pad) if pad.state == "not_started" else None
            # Who had left comes back as who they were, whatever browser they use now.
            known = own or held
            if known is None:
                knocking = Admission(new_id(), pad_id, name, "knocking", now)
                admission = knocking.after("admit", now)
                await self.store.add_admission(
                    admission, _hash(new_cookie or str(cookie)), start=start
                )
            else:
                admission = replace(known, name=name).after("knock", now).after("admit", now)
                await self.store.change_admission(admission, known.state, start=start)
                await self.store.hand_over(admission, _hash(new_cookie or str(cookie)))
            if start is not None:
                await self.pads.refresh(start)
        if not pad.ephemeral:
            await self.audit.note("admission.admitted", None, pad_id=pad_id, admission=admission.id)
        await self._admission_changed(admission)
        return new_cookie

    async def take_over(self, pad_id: str, address: str) -> str:
        """Somebody who is in at an open door goes on in another browser; the first one is let go.

        Returns:
            The waiting cookie to set.

        Raises:
            NotFound: no such pad.
            Conflict: nobody is in who could be taken over from.
            TooMany: too many came in a short time.
        """
        async with self.pads.changing(pad_id):
            pad = await self._open_door(pad_id)
            _, held = await self._at_open_door(pad_id, None)
            way = way_in(pad, None, held, self.pads.clock.now())
            if held is None or way != "elsewhere":
                raise Conflict("Nobody is in here in another browser.", reason=way)
            self._count(pad_id, address)
            cookie = secrets.token_urlsafe(32)
            await self.store.hand_over(held, _hash(cookie))
            await self._turn_out(held, "elsewhere")
        return cookie

    async def _open_door(self, pad_id: str) -> Pad:
        pad = await self.pads.pad(pad_id)
        if pad.door != "open":
            raise Conflict("Here one has to be let in. Please ask to join.", reason="closed_door")
        return pad

    async def _at_open_door(
        self, pad_id: str, cookie: str | None
    ) -> tuple[Admission | None, Admission | None]:
        """The admission of a browser, and that of the pad, which may be another browser's."""
        held = holder(await self.store.admissions(pad_id))
        return await self._own(pad_id, cookie), held

    def _count(self, pad_id: str, address: str) -> None:
        key = address_key(address)
        self.by_address.check(key)
        self.by_pad.check(pad_id)
        self.by_address.count(key)
        self.by_pad.count(pad_id)

    # -- the interviewers' side

    async def admissions(self, pad_id: str) -> list[dict[str, Any]]:
        """Everybody who knocked at a pad as JSON, newest first.

        Raises:
            NotFound: no such pad.
        """
        await self.pads.pad(pad_id)
        return [model(admission) for admission in await self.store.admissions(pad_id)]

    async def decide(
        self, pad_id: str, admission_id: str, action: object, by: str | None
    ) -> dict[str, Any]:
        """Admit, decline or remove somebody. The first to be admitted starts the interview.

        Arguments:
            action: ``"admit"``, ``"decline"`` or ``"remove"``.
            by: the id of the member who decides.

        Returns:
            The admission as JSON.

        Raises:
            NotFound: no such pad, or nobody with this id at it.
            InvalidInput: no such action.
            IllegalTransition: it does not fit what was decided before, or the interview ended.
            Conflict: all places are taken.
        """
        if action not in DECISIONS:
            raise InvalidInput('"action" must be "admit", "decline" or "remove".')
        async with self.pads.changing(pad_id):
            pad = await self.pads.pad(pad_id)
            known = await self.store.admission(pad_id, admission_id)
            if pad.finished:
                raise IllegalTransition(
                    "This interview has ended. Reopen it before letting somebody in. "
                    "Nothing was changed."
                )
            now = self.pads.clock.now()
            admission = known.after(action, now, by)
            start: Pad | None = None
            if action == "admit":
                self._check_places(await self.store.admissions(pad_id), known.name)
                if pad.state == "not_started":
                    start = pad.after("start", now)
            await self.store.change_admission(admission, known.state, start=start)
            if start is not None:
                await self.pads.refresh(start)
            if action == "remove":
                await self._turn_out(known, "removed")
        await self.audit.note(_NOTED[action], by, pad_id=pad_id, admission=admission_id)
        await self._admission_changed(admission)
        return model(admission)

    # -- those who look on

    async def listen(self, pad_id: str, cookie: str | None, key: object, send: Send) -> None:
        """Send a candidate's tab their visit, now and at every change, until `forget`.

        Raises:
            NotFound: no such pad.
            TooMany: too many tabs watch this pad already.
        """
        visit = await self.visit(pad_id, cookie)
        sockets = self._sockets.setdefault(pad_id, {})
        if len(sockets) >= self.max_sockets:
            raise TooMany(
                "Too many browser tabs wait for this interview. Please close some of them.",
                int(WINDOW),
            )
        sockets[key] = (_hash(cookie or ""), send)
        self._sent[key] = visit
        send(visit)

    def forget(self, pad_id: str, key: object) -> None:
        """The tab is gone."""
        self._sent.pop(key, None)
        sockets = self._sockets.get(pad_id, {})
        sockets.pop(key, None)
        if not sockets:
            self._sockets.pop(pad_id, None)

    def members_changed(self) -> None:
        """A member began or ceased to look on: tell all who wait whether somebody is there."""
        for pad_id in list(self._sockets):
            self.tell_visitors(pad_id)

    def interviewer_present(self, pad_id: str) -> bool:
        """Whether an interviewer has the pad open, or a member the list of interviews."""
        return len(self.events) > 0 or any(
            participant.role == "interviewer" for participant in self.pads.present(pad_id)
        )

    def tell_visitors(self, pad_id: str) -> None:
        """Send every tab that watches this pad its visit, if it is another than before."""
        if pad_id not in self._sockets:
            return
        if pad_id in self._telling:
            self._again.add(pad_id)
            return
        task = asyncio.ensure_future(self._tell(pad_id))
        self._telling[pad_id] = task

    async def _tell(self, pad_id: str) -> None:
        try:
            while True:
                self._again.discard(pad_id)
                await self._tell_once(pad_id)
                if pad_id not in self._again:
                    break
        except InterviewError as error:
            self.log.warning("The waiting room could not be told: %s", error)
        finally:
            self._telling.pop(pad_id, None)

    async def _tell_once(self, pad_id: str) -> None:
        pad: Pad | None
        try:
            pad = await self.pads.pad(pad_id)
            admissions = await self.store.admissions_by_cookie(pad_id)
        except NotFound:
            pad, admissions = None, {}
        interviewers = await self.pads.interviewers(pad) if pad else []
        for key, (cookie_hash, send) in list(self._sockets.get(pad_id, {}).items()):
            if pad is None:
                visit = {**self._sent[key], "state": "ended", "interviewer_present": False}
            else:
                visit = self._describe(pad, admissions.get(cookie_hash), interviewers)
            if visit != self._sent[key]:
                self._sent[key] = visit
                send(visit)

    # -- parts

    async def _own(self, pad_id: str, cookie: str | None) -> Admission | None:
        return await self.store.admission_of(pad_id, _hash(cookie)) if cookie else None

    async def _visit(self, pad: Pad, own: Admission | None) -> Visit:
        return self._describe(pad, own, await self.pads.interviewers(pad))

    def _describe(self, pad: Pad, own: Admission | None, interviewers: list[str]) -> Visit:
        state: str = "none" if own is None or own.state == "left" else own.state
        if own is not None and own.removed is not None and state == "knocking":
            state = "removed"
        if pad.finished:
            state = "ended"
        return {
            "state": state,
            "name": own.name if own else "",
            "interviewer_present": self.interviewer_present(pad.id),
            "title": pad.title,
            "interviewers": interviewers,
            "since": iso(own.removed or own.knocked) if own and own.state == "knocking" else None,
        }

    def _check_places(self, everybody: list[Admission], name: str | None = None) -> None:
        inside = [one for one in everybody if one.state == "admitted"]
        if len(inside) < self.max_candidates:
            return
        if name is None:
            raise Conflict(
                "Somebody else is in this interview already, so you cannot join it now. "
                "If that is you in another browser, please go on there; otherwise please write "
                "to your interviewer.",
                reason="occupied",
            )
        names = ", ".join(one.name for one in inside)
        raise Conflict(
            f"{names} is in this interview already. Remove them first to let {name} in. "
            "Nothing was changed.",
            reason="occupied",
        )

    async def _turn_out(self, admission: Admission, reason: str) -> None:
        """Void a candidate's tickets and cookies and close their sockets."""
        self.tickets.revoke(Claim(admission.pad_id, admission_id=admission.id))
        participant_id = await self.store.participant_admitted_by(admission.id)
        if participant_id is None:
            return
        await self.store.forget_entries(admission.pad_id, participant_id)
        server = self.pads.servers.get(admission.pad_id)
        if server is not None:
            await server.remove(participant_id, reason)

    async def _tell_opened(self, pad: Pad, server: PadServer) -> None:
        """Have the recording begin with who knocked before there was one."""
        everybody = await self.admissions(pad.id)
        if everybody and pad.kind == "live" and not pad.finished:
            server.admissions_changed(everybody)

    async def _admission_changed(self, admission: Admission) -> None:
        pad_id = admission.pad_id
        server = self.pads.servers.get(pad_id)
        if server is not None:
            server.admissions_changed(await self.admissions(pad_id))
        if (await self.pads.pad(pad_id)).ephemeral:
            return  # Nobody hears of a candidate's practice.
        self.events.publish({"type": "admission", "pad_id": pad_id, "admission": model(admission)})
        await self.pads.changed(pad_id)


def model(admission: Admission) -> dict[str, Any]:
    """An admission as JSON."""
    return {
        "id": admission.id,
        "name": admission.name,
        "state": admission.state,
        "knocked": iso(admission.knocked),
        "decided": iso(admission.decided),
    }


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()
