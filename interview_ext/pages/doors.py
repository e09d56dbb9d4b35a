"""A pad's address where its door is open: whoever has it is the candidate, and starts."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import urljoin

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join

from ..errors import Conflict, InterviewError, InvalidInput, NotFound, TooMany
from ..pads.pad import Pad, is_pad_id
from ..resterror import status_of
from ..waiting.admission import NAME_MAXIMUM
from .handlers import AddressHandler, duration_in_words, moment, name_error
from .language import gettext

# Days for which a browser knows to which take-home a practice pad belonged.
PRACTICE_DAYS = 2


def limit_in_words(minutes: int | None) -> str:
    """A time limit in the reader's language; empty where there is none."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [duration_in_words(hours, "hour")] if hours else []
    return " ".join(parts + ([duration_in_words(rest, "minute")] if rest else []))


class DoorHandler(AddressHandler):
    """``…/interview/pads/<pad_id>``, for every pad: those with an open door are shown here."""

    @allow_unauthenticated
    async def get(self, pad_id: str) -> None:
        try:
            pad = await self.interview.pads.pad(pad_id)
        except NotFound:
            if not self._show_practice_gone(pad_id):
                raise
            return
        if pad.door != "open" or await self.member() is not None:
            await super().get(pad_id)
            return
        await self._show_door(pad)

    @allow_unauthenticated
    async def post(self, pad_id: str) -> None:
        pad = await self.interview.pads.pad(pad_id)
        if pad.door != "open":
            await super().post(pad_id)
            return
        if await self.member() is not None:
            # Somebody who signed in is no candidate, whatever they clicked.
            self._go()
            return
        action = self.get_body_argument("action", "")
        if action == "start":
            await self._start(pad)
        elif action == "take_over":
            await self._take_over(pad)
        elif action == "practice":
            await self._practise(pad)
        else:
            raise InvalidInput(
                gettext("This form is not known here. Please go back and try again.")
            )

    async def _show_door(self, pad: Pad) -> None:
        room = self.interview.waiting_room
        cookie = self.waiting_cookie(pad.id)
        way = await room.way_in(pad, cookie)
        if way == "inside":
            self._enter(pad, "candidate", await room.ticket(pad.id, cookie))
        elif way == "paused":
            self._wait(pad, await room.visit(pad.id, cookie))
        elif way == "rules":
            # Known from now on, so that whoever presses Start twice is one person.
            if cookie is None:
                self.set_waiting_cookie(pad.id, secrets.token_urlsafe(32))
            await self._show_rules(pad)
        elif way == "over":
            self._show_over(pad, await self.survey_url(pad))
        elif way == "elsewhere":
            self._show_card(pad, way, until=pad.deadline)
        else:
            self._show_card(pad, way, when=pad.due)

    async def _show_rules(self, pad: Pad, name: str = "", error: str = "") -> None:
        practice = pad.kind != "take_home"
        tasks = len(await self.interview.tasks.store.tasks(pad.id))
        own_address = ""
        if pad.link_id is not None:
            base = self.interview.public_url or f"{self.request.protocol}://{self.request.host}/"
            own_address = urljoin(base, self.interview.pads.address(pad.id))
        limit = timedelta(minutes=pad.time_limit or 0)
        now = self.interview.pads.clock.now()
        self._show(
            "start.html",
            pad,
            practice=practice,
            time_limit=limit_in_words(pad.time_limit),
            due=moment(pad.due, pad.time_zone) if pad.due else None,
            short=pad.due is not None and bool(limit) and pad.due - now < limit,
            tasks=tasks,
            name=name[:NAME_MAXIMUM] or pad.candidate_name,
            error=error,
            own_address=own_address,
        )

    def _show_over(self, pad: Pad, survey_url: str) -> None:
        if pad.kind != "take_home":
            self._show_card(pad, "practice_over")
        elif pad.submitted_by == "candidate":
            self._show_card(pad, "submitted", when=pad.submitted, survey_url=survey_url)
        elif pad.submitted_by == "member":
            self._show_card(pad, "stopped", when=pad.submitted, survey_url=survey_url)
        else:
            self._show_card(pad, "deadline", when=pad.deadline, survey_url=survey_url)

    def _show_card(
        self,
        pad: Pad,
        way: str,
        when: datetime | None = None,
        until: datetime | None = None,
        survey_url: str = "",
    ) -> None:
        self._show(
            "door.html",
            pad,
            way=way,
            when=moment(when, pad.time_zone) if when else None,
            until=moment(until, pad.time_zone) if until else None,
            back="",
            survey_url=survey_url,
        )

    async def _start(self, pad: Pad) -> None:
        # Not stripped and not cleaned: what a name may be, the waiting room says.
        name = self.get_body_argument("name", "", strip=False)
        try:
            cookie = await self.interview.waiting_room.begin(
                pad.id, name, self.waiting_cookie(pad.id), self.request.remote_ip or ""
            )
        except NotFound:
            raise
        except InterviewError as error:
            if isinstance(error, Conflict):
                # The page says how things stand.
                self._go()
                return
            self.set_status(status_of(error))
            if isinstance(error, TooMany):
                self.set_header("Retry-After", str(error.retry_after))
            words = name_error(error, name)
            if not name.strip():
                words = gettext(
                    "Please enter your name, so that the hiring team knows whose work it is."
                )
            await self._show_rules(pad, name, words)
            return
        if cookie is not None:
            self.set_waiting_cookie(pad.id, cookie)
        await self.interview.practice.forget(pad.id)
        self._go()

    async def _take_over(self, pad: Pad) -> None:
        try:
            cookie = await self.interview.waiting_room.take_over(
                pad.id, self.request.remote_ip or ""
            )
        except Conflict as error:
            self.log.debug("Taking over: %s", error)
        else:
            self.set_waiting_cookie(pad.id, cookie)
        self._go()

    async def _practise(self, pad: Pad) -> None:
        if pad.kind != "take_home" or pad.finished:
            self._go()
            return
        name = self.get_body_argument("name", "", strip=False)
        back = self.interview.pads.address(pad.id)
        practice_id, cookie = await self.interview.practice.make(
            pad,
            name,
            title=gettext("Practice pad"),
            guest=gettext("Guest"),
            instructions=gettext(
                "# Try it out\n\n"
                "This is a practice pad: nobody sees it, and **nothing of it is kept**. Type "
                "something, run it, break it.\n\n"
                "When you’re ready, [go back to your take-home]({address}). Its clock starts only "
                "when you press Start there."
            ).replace("{address}", self.interview.pads.origins.at_public(back)),
            without="\n\n"
            + gettext(
                "There is no example task to try at the moment. All else works as it will in your "
                "take-home."
            ),
            address=self.request.remote_ip or "",
        )
        self.set_waiting_cookie(practice_id, cookie)
        self.set_cookie(
            _practice_cookie(practice_id),
            pad.id,
            path=url_path_join(self.base_url, "interview"),
            expires_days=PRACTICE_DAYS,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )
        self.redirect(self.interview.pads.address(practice_id), status=303)

    def _show_practice_gone(self, pad_id: str) -> bool:
        """Say that a practice pad is gone to whoever was in it; False to everybody else."""
        take_home = self.get_cookie(_practice_cookie(pad_id), "")
        if not take_home or not is_pad_id(take_home):
            return False
        self.render_page(
            "door.html",
            pad_title=gettext("Practice pad"),
            way="practice_over",
            when=None,
            until=None,
            back=self.interview.pads.address(take_home),
        )
        return True


def _practice_cookie(pad_id: str) -> str:
    """A name that tells practice pads apart without telling their ids."""
    return "interview-practice-" + hashlib.sha256(pad_id.encode()).hexdigest()[:16]
