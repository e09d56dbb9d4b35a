"""The gate in front of every pad: default deny, decided before any handler exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado import httputil, web

from ..auth.identity import COOKIE_NAME
from ..auth.policy import Verdict, decide
from ..errors import InterviewError
from ..pages.environment import error_page
from ..resterror import answer_error

if TYPE_CHECKING:
    from .server import PadServer

# The only cookies a pad gets to see: its own, and the one that guards against forged requests.
_PASSED_COOKIES = (COOKIE_NAME, "_xsrf")

_ODD_PATH = re.compile(r"(^|/)\.{1,2}(/|$)|//|[\\\x00-\x1f\x7f]")

_WORDS: dict[Verdict, tuple[int, str, str]] = {
    "sign_in": (403, "Please enter through the pad’s address first.", "not_entered"),
    "forbidden": (403, "Your part in this interview does not include that.", "forbidden"),
    "not_found": (404, "There is nothing at this address.", "not_found"),
    "bad_method": (405, "That cannot be done with this address.", "bad_method"),
}


def own_cookies(header: str) -> str:
    """The part of a Cookie header that concerns the pad.

    A browser sends the cookies of the pad's own path first and those of the whole site after,
    under the same names; the pad's server must neither mistake one for the other nor see a
    member's session at all.
    """
    kept: dict[str, str] = {}
    for part in header.split(";"):
        name, separator, value = part.strip().partition("=")
        if separator and name in _PASSED_COOKIES:
            kept.setdefault(name, value)
    return "; ".join(f"{name}={value}" for name, value in kept.items())


def find_delegate(
    pad: PadServer, request: httputil.HTTPServerRequest
) -> httputil.HTTPMessageDelegate:
    """What handles a request to a pad: its application if the policy allows, else a refusal.

    Called by the router for every request below a pad's base URL.
    """
    request.headers["Cookie"] = own_cookies(request.headers.get("Cookie", ""))
    path = unquote(request.path[len(pad.base_url) :])
    if _ODD_PATH.search(path):
        verdict: Verdict = "not_found"
    else:
        cookie = request.cookies.get(COOKIE_NAME)
        role = pad.role_of_cookie(cookie.value) if cookie else None
        verdict = decide(role, request.method or "", path, finished=pad.spec.read_only)
    if verdict == "allowed":
        return pad.web_app.find_handler(request)
    return pad.web_app.get_handler_delegate(request, RefusalHandler, {"verdict": verdict})


class RefusalHandler(JupyterHandler):
    """Says no: to a page by leading back to the pad's address, to a program in JSON."""

    def initialize(self, verdict: Verdict) -> None:
        self.verdict = verdict

    async def prepare(self, **kwargs: Any) -> None:
        """Nothing of the request is looked at any further."""
        self.current_user = None
        status, message, reason = _WORDS[self.verdict]
        wants_page = self.request.method == "GET" and "text/html" in self.request.headers.get(
            "Accept", ""
        )
        if wants_page and self.verdict == "sign_in":
            self.redirect(self.settings["pad_server"].address)
            return
        self.clear()
        self.set_status(status)
        if wants_page:
            pad = self.settings["pad_server"]
            self.set_header("Content-Type", "text/html; charset=UTF-8")
            self.finish(error_page(self, pad.host_url, status, message, pad.address))
            return
        self.set_header("Content-Type", "application/json")
        self.finish({"message": message, "reason": reason})


class EnterHandler(JupyterHandler):
    """Trades a ticket for the pad's cookie."""

    def initialize(self, pad: PadServer) -> None:
        self.pad = pad

    def check_xsrf_cookie(self) -> None:
        """The ticket itself proves where the request comes from; see also `check_origin`."""

    async def prepare(self, **kwargs: Any) -> None:
        """Whoever comes here has no identity yet."""
        self.current_user = None
        if not self.check_host():
            raise web.HTTPError(403)

    @allow_unauthenticated
    async def post(self) -> None:
        origin = self.request.headers.get("Origin")
        own = origin is None or origin.split("://")[-1] == self.request.host
        if not own and origin != self.pad.origins.public:
            raise web.HTTPError(403, reason="Entering from another site is not allowed.")
        ticket = self.get_body_argument("ticket", "")
        try:
            cookie = await self.pad.enter(ticket, self.get_cookie(COOKIE_NAME))
        except InterviewError as error:
            if "text/html" in self.request.headers.get("Accept", ""):
                self.redirect(self.pad.address + "?entry=" + error.reason, status=303)
                return
            answer_error(self, error)
            return
        self.set_cookie(
            COOKIE_NAME,
            cookie,
            path=self.pad.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )
        # Asking for the token sets its cookie, which JupyterLab sends back with what it changes.
        _ = self.xsrf_token
        self.redirect(self.pad.base_url + "lab", status=303)
