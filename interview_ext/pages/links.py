"""The page of a public link: somebody says who they are and gets a take-home of their own."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urljoin

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join

from ..errors import Conflict, InterviewError, InvalidInput, TooMany
from ..pads.pad import is_pad_id
from ..resterror import status_of
from ..takehome.link import EMAIL_MAXIMUM, Link
from ..waiting.admission import NAME_MAXIMUM, valid_name
from .doors import limit_in_words
from .handlers import PageHandler, moment, name_error
from .language import current_language, gettext

# Days for which a browser is known at a public link.
COOKIE_DAYS = 60


class LinkHandler(PageHandler):
    """``…/interview/take-homes/<link id>``."""

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        await self.interview.ready()

    @allow_unauthenticated
    async def get(self, link_id: str) -> None:
        links = self.interview.take_home_links
        link = await links.link(link_id)
        own = self.get_cookie(_cookie_name(link_id), "")
        if own and is_pad_id(own):
            self._show_card(link, "link_known", back=self.interview.pads.address(own))
        elif not await links.is_open(link):
            self._show_card(link, "link_closed")
        else:
            self._show_form(link)

    @allow_unauthenticated
    async def head(self, link_id: str) -> None:
        """For those who only check the link."""
        await self.interview.take_home_links.link(link_id)
        self.set_header("Content-Type", "text/html; charset=utf-8")

    @allow_unauthenticated
    async def post(self, link_id: str) -> None:
        links = self.interview.take_home_links
        link = await links.link(link_id)
        # Not stripped and not cleaned: what they may be, the manager says.
        name = self.get_body_argument("name", "", strip=False)
        email = self.get_body_argument("email", "", strip=False)
        try:
            pad_id, new = await links.visit(link_id, name, email, self.request.remote_ip or "")
        except (InvalidInput, TooMany) as error:
            self.set_status(status_of(error))
            if isinstance(error, TooMany):
                self.set_header("Retry-After", str(error.retry_after))
                where, words = (
                    "",
                    gettext(
                        "Too many people came in a short time. Please try again in some minutes."
                    ),
                )
            else:
                where, words = _wrong(error, name)
            self._show_form(link, name, email, words, where)
            return
        except Conflict as error:
            self._show_card(link, error.reason)
            return
        if new:
            await self._mail(link, pad_id, email)
        elif self.get_cookie(_cookie_name(link_id), "") != pad_id:
            sent = await self._mail(link, pad_id, email)
            self._show_card(link, "link_sent" if sent else "link_taken")
            return
        self.set_cookie(
            _cookie_name(link_id),
            pad_id,
            path=url_path_join(self.base_url, "interview"),
            expires_days=COOKIE_DAYS,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )
        self.redirect(self.interview.pads.address(pad_id), status=303)

    async def _mail(self, link: Link, pad_id: str, email: str) -> bool:
        base = self.interview.public_url or f"{self.request.protocol}://{self.request.host}/"
        url = urljoin(base, self.interview.pads.address(pad_id))
        text = gettext(
            "This is the address of your take-home, “{title}”:\n\n{url}\n\n"
            "Its time runs only when you press Start there. Keep this message: the address is "
            "your way back, and it is yours alone.\n"
        )
        return await self.interview.take_home_links.mail(
            email,
            gettext("Your take-home: {title}").replace("{title}", link.title),
            text.replace("{title}", link.title).replace("{url}", url),
            current_language().tag,
        )

    def _show_form(
        self, link: Link, name: str = "", email: str = "", error: str = "", error_in: str = ""
    ) -> None:
        self._show(
            "link.html",
            link,
            time_limit=limit_in_words(link.time_limit),
            due=moment(link.due) if link.due else None,
            name=name[:NAME_MAXIMUM],
            email=email[:EMAIL_MAXIMUM],
            error=error,
            error_in=error_in,
        )

    def _show_card(self, link: Link, way: str, back: str = "") -> None:
        self._show("door.html", link, way=way, when=None, until=None, back=back)

    def _show(self, template: str, link: Link, /, **variables: Any) -> None:
        self.render_page(
            template,
            pad_title=link.title,
            address=self.interview.take_home_links.address(link.id),
            **variables,
        )


def _wrong(error: InterviewError, name: str) -> tuple[str, str]:
    """Which field has to be mended, and how."""
    try:
        valid_name(name)
    except InvalidInput:
        words = name_error(error, name)
        if not name.strip():
            words = gettext(
                "Please enter your name, so that the hiring team knows whose work it is."
            )
        return "name", words
    return "email", gettext("This is no e-mail address. Please check it.")


def _cookie_name(link_id: str) -> str:
    """A name that tells links apart without telling their ids."""
    return "interview-link-" + hashlib.sha256(link_id.encode()).hexdigest()[:16]
