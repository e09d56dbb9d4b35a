"""The handlers of the light pages: the home redirect, a pad's one address, and static files."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.dates import format_datetime, get_timezone
from babel.units import format_unit
from jinja2 import Environment, Template
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.escape import url_escape

from ..auth.host_policy import entry_role
from ..auth.participant import Role
from ..auth.tickets import Claim
from ..errors import Conflict, InterviewError, InvalidInput, NotFound, TooMany
from ..handlers import InterviewHandlerMixin
from ..pads.model import iso
from ..pads.pad import Pad
from ..resterror import status_of
from ..settings.picture import Picture
from ..waiting.admission import NAME_MAXIMUM
from ..waiting.handlers import WaitingCookieMixin
from ..waiting.manager import Visit
from .assets import CONTENT_TYPES, STATIC_DIR, content_hash, logo_type
from .language import current_language, gettext
from .markdown import render_markdown

if TYPE_CHECKING:
    from ..app import InterviewApp

LOGO = "logo"
ROOM_IMAGE = "waiting-room-image"

_FOR_A_YEAR = "public, max-age=31536000, immutable"


class PageHandler(InterviewHandlerMixin):
    """A page for people: never kept, in the reader's language, with friendly errors."""

    def initialize(self, environment: Environment) -> None:
        self.environment = environment

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Robots-Tag", "noindex, nofollow")

    def get_template(self, name: str) -> Template:
        return self.environment.get_template(name)

    def render_page(self, template: str, /, **variables: Any) -> None:
        """Finish the request with a page."""
        app = self.interview
        self.finish(
            self.get_template(template).render(
                base_url=self.base_url,
                xsrf_form_html=self.xsrf_form_html,
                xsrf_token=self.xsrf_token.decode(),
                room_title=app.waiting_room_title or app.organization_name,
                room_message=render_markdown(app.waiting_room_message),
                room_logo=self._picture_url(LOGO),
                room_image=self._picture_url(ROOM_IMAGE),
                room_image_text=app.waiting_room_image_text,
                **variables,
            )
        )

    def picture(self, name: str) -> Picture | None:
        """A picture of the owner's, if there is one that can be shown.

        Arguments:
            name: of `LOGO` or `ROOM_IMAGE`.
        """
        if name == LOGO:
            return shown_logo(self.interview)
        return self.interview.settings_manager.picture("waiting_room_image")

    def _picture_url(self, name: str) -> str:
        picture = self.picture(name)
        if picture is None:
            return ""
        # The hash lets a new one be seen at once although it is cached for long.
        path = url_path_join(self.base_url, "interview/static", name)
        return f"{path}?v={picture.version}"

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, InterviewError):
            status_code = status_of(error)
            self.set_status(status_code)
            if isinstance(error, TooMany):
                self.set_header("Retry-After", str(error.retry_after))
            if isinstance(error, NotFound):
                self.render_page("missing.html")
                return
            message = error.message
        else:
            message = (getattr(error, "log_message", None) or "") if status_code < 500 else ""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.render_page("error.html", status_code=status_code, message=message)


class HomeHandler(PageHandler):
    """``…/interview``: the members' page, by way of signing in."""

    @web.authenticated
    def get(self) -> None:
        self.redirect(url_path_join(self.base_url, "lab"))

    @web.authenticated
    def head(self) -> None:
        self.redirect(url_path_join(self.base_url, "lab"))


class AddressHandler(PageHandler, WaitingCookieMixin):
    """``…/interview/pads/<pad_id>``: the one address of a pad, for everybody.

    A member goes straight in, as interviewer, or to look back after the end. Anybody else says
    who they are, waits, goes in, or reads why not. It works without scripts too.
    """

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        await self.interview.ready()

    @allow_unauthenticated
    async def get(self, pad_id: str) -> None:
        pad = await self.interview.pads.pad(pad_id)
        member = await self.member()
        if member is not None:
            if not await self.interview.store.sees(member, pad.id):
                await self._show_team(pad)
                return
            role = entry_role(member.role, pad.finished, practises=pad.is_practice_of(member.id))
            if role is None:
                self._show("not_ended.html", pad)
                return
            claim = Claim(pad.id, member_id=member.id, sign_in_id=self.sign_in_id)
            self._enter(pad, role, await self.interview.pads.ticket(pad, claim))
            return
        visit = await self.interview.waiting_room.visit(pad_id, self.waiting_cookie(pad_id))
        if visit["state"] == "admitted":
            ticket = await self.interview.waiting_room.ticket(pad_id, self.waiting_cookie(pad_id))
            self._enter(pad, "candidate", ticket)
        elif visit["state"] != "none":
            self._wait(pad, visit, await self.survey_url(pad))
        elif self.get_query_argument("as", "") == "candidate":
            self._show("name.html", pad, name="", error="", retry_after=0)
        elif self.get_query_argument("left", ""):
            self._wait(pad, {**visit, "state": "left"})
        else:
            self._show("landing.html", pad)

    async def _show_team(self, pad: Pad) -> None:
        """Tell a member who may not see a pad whom to ask, and nothing of what is in it."""
        team = (await self.interview.pads.model(pad.id))["team"]
        if team is None:
            raise NotFound("There is no such interview. Please check its address.")
        self.set_status(403)
        self._show("other_team.html", replace(pad, title=""), team=team["name"])

    @allow_unauthenticated
    async def head(self, pad_id: str) -> None:
        """For those who only check the link: they get no ticket."""
        await self.interview.pads.pad(pad_id)
        self.set_header("Content-Type", "text/html; charset=utf-8")

    @allow_unauthenticated
    async def post(self, pad_id: str) -> None:
        """The forms of the page: knock, or leave. Answers with the page that comes next."""
        pad = await self.interview.pads.pad(pad_id)
        action = self.get_body_argument("action", "")
        if action == "knock":
            await self._knock(pad)
        elif action == "leave":
            await self._leave(pad)
        else:
            raise InvalidInput(
                gettext("This form is not known here. Please go back and try again.")
            )

    def _enter(self, pad: Pad, role: Role, ticket: str) -> None:
        """The page that goes in by itself, unless that has just failed."""
        # The pad sends those back whom it could not let in, and says why.
        refused = self.get_query_argument("entry", "")
        self._show("enter.html", pad, role=role, ticket=ticket, refused=refused)

    async def _knock(self, pad: Pad) -> None:
        if await self.member() is not None:
            # Somebody who signed in is no candidate, whatever they clicked.
            self._go()
            return
        # Not stripped and not cleaned: what a name may be, the waiting room says.
        name = self.get_body_argument("name", "", strip=False)
        try:
            _, cookie = await self.interview.waiting_room.knock(
                pad.id, name, self.waiting_cookie(pad.id), self.request.remote_ip or ""
            )
        except NotFound:
            raise
        except InterviewError as error:
            if isinstance(error, Conflict) and error.reason == "ended":
                self._go()
                return
            self._refuse(pad, name, error)
            return
        if cookie is not None:
            self.set_waiting_cookie(pad.id, cookie)
        self._go()

    async def _leave(self, pad: Pad) -> None:
        try:
            await self.interview.waiting_room.leave(pad.id, self.waiting_cookie(pad.id))
        except InterviewError as error:
            # Nobody waits who could leave: the page that follows says how things stand.
            self.log.debug("Leaving the waiting room: %s", error)
        self._go("?left=1")

    def _refuse(self, pad: Pad, name: str, error: InterviewError) -> None:
        """Show the form again, with what was typed and what to do about it."""
        self.set_status(status_of(error))
        retry_after = 0
        if isinstance(error, TooMany):
            retry_after = error.retry_after
            self.set_header("Retry-After", str(retry_after))
        self._show(
            "name.html",
            pad,
            name=name[:NAME_MAXIMUM],
            error=name_error(error, name),
            retry_after=retry_after,
            retry_text=duration_in_words(retry_after, "second"),
        )

    async def survey_url(self, pad: Pad) -> str:
        """Where this browser's candidate is asked how it was; empty where they are not."""
        if not await self.interview.survey.is_open(pad.id, self.waiting_cookie(pad.id)):
            return ""
        return url_path_join(self.base_url, "interview/survey", pad.id)

    def _wait(self, pad: Pad, visit: Visit, survey_url: str = "") -> None:
        state = visit["state"]
        if state == "knocking":
            state = "present" if visit["interviewer_present"] else "away"
        since = visit.get("since") or ""
        self._show(
            "waiting.html",
            pad,
            state=state,
            name=visit["name"],
            interviewers=visit["interviewers"],
            interviewer_present=visit["interviewer_present"],
            since=since,
            waited=_waited(since),
            survey_url=survey_url,
        )

    def _show(self, template: str, pad: Pad, /, **variables: Any) -> None:
        address = self.interview.pads.address(pad.id)
        ahead = pad.starts_at if pad.state == "not_started" else None
        self.render_page(
            template,
            appointment=moment(ahead, pad.time_zone) if ahead else None,
            pad_id=pad.id,
            pad_title=pad.title,
            address=address,
            inside=self.interview.pads.origins.at_pads(address),
            api_url=url_path_join(self.base_url, "interview/api/pads", pad.id),
            login_url=f"{self.get_login_url()}?next={url_escape(address)}",
            **variables,
        )

    def _go(self, query: str = "") -> None:
        """Answer a form with the address itself, so that a reload posts nothing again."""
        self.redirect(self.request.path + query, status=303)


class StaticHandler(PageHandler):
    """``…/interview/static/<name>``: style, scripts and pictures of the light pages.

    Public, because those who wait have not signed in. Only files that are meant to be served
    are: there is no way to a path.
    """

    @allow_unauthenticated
    def get(self, name: str) -> None:
        content, content_type = self._read(name)
        self.set_header("Content-Type", content_type)
        current = self.get_query_argument("v", "") == content_hash(content)
        self.set_header("Cache-Control", _FOR_A_YEAR if current else "no-cache")
        self.finish(content)

    @allow_unauthenticated
    def head(self, name: str) -> None:
        self.get(name)

    def _read(self, name: str) -> tuple[bytes, str]:
        if name in (LOGO, ROOM_IMAGE):
            picture = self.picture(name)
            if picture is None:
                raise web.HTTPError(404)
            return picture.content, picture.type
        path = STATIC_DIR / name if re.fullmatch(r"[\w-]+\.\w+", name) else None
        content_type = CONTENT_TYPES.get(path.suffix, "") if path is not None else ""
        if path is None or not content_type or not path.is_file():
            raise web.HTTPError(404)
        return path.read_bytes(), content_type


def shown_logo(app: InterviewApp) -> Picture | None:
    """The owner's logo, uploaded or named in the configuration, if it can be shown."""
    uploaded = app.settings_manager.picture(LOGO)
    if uploaded is not None:
        return uploaded
    path = Path(app.waiting_room_logo).expanduser() if app.waiting_room_logo else None
    if path is None or not logo_type(path) or not path.is_file():
        return None
    return Picture(logo_type(path), path.read_bytes())


def name_error(error: InterviewError, name: str) -> str:
    """What went wrong with knocking, in the reader's language."""
    if isinstance(error, InvalidInput):
        if not name.strip():
            return gettext("Please enter your name, so that your interviewer knows who is asking.")
        if len(name.strip()) > NAME_MAXIMUM:
            return gettext("Your name is too long for us: please use at most 80 characters.")
        return gettext("Your name has characters that can’t be shown. Please type it once more.")
    words = {
        "occupied": gettext(
            "Somebody is in this interview already. If that is you in another browser, please go "
            "on there. Otherwise please get in touch with the person who invited you."
        ),
        "full": gettext("Too many people are waiting for this interview just now."),
        "too_many": gettext("Too many people have asked to join just now."),
        "unavailable": gettext("The server can’t do this at the moment. Nothing is lost."),
    }
    return words.get(error.reason, error.message)


def moment(when: datetime, zone: str = "") -> dict[str, str]:
    """A time for a template: as ISO 8601, and in words of the reader's language.

    Arguments:
        when: aware.
        zone: IANA name of the zone to say it in; times.js turns it into the reader's own.
    """
    locale = current_language().tag.replace("-", "_")
    try:
        zone_info = get_timezone(zone or "UTC")
    except LookupError:
        zone_info = get_timezone("UTC")
    text = format_datetime(when, "EEEE, d MMMM y, HH:mm zzz", tzinfo=zone_info, locale=locale)
    return {"iso": iso(when) or "", "text": text}


def duration_in_words(count: int, unit: str) -> str:
    """A span of time in the reader's language, such as "3 minutes"."""
    locale = current_language().tag.replace("-", "_")
    return format_unit(count, f"duration-{unit}", length="long", locale=locale)


def _waited(since: str) -> str:
    """How long somebody has waited; waiting.js says it in the same words and keeps it up."""
    if not since:
        return ""
    waited = datetime.now(UTC) - datetime.fromisoformat(since)
    minutes = int(waited.total_seconds() // 60)
    if minutes < 1:
        return gettext("You’ve just arrived.")
    span = (
        duration_in_words(minutes, "minute")
        if minutes < 60
        else duration_in_words(minutes // 60, "hour")
    )
    return gettext("Waiting for {duration}.").replace("{duration}", span)
