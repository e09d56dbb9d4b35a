"""Stands before all handlers where pads have a host name of their own."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import Router
from tornado.web import Application

from .origins import Origins, Place
from .pages.environment import error_page

_WORDS = "This is not served under this name. Please open the interview’s address again."


class OriginGate(Router):
    """Decides for each request whether it came to the right host name.

    What lies below a pad's base URL is served on the pads' origin, all else on the public one, and
    what the pages of both are made of on both. Put first among the host application's rules.
    """

    def __init__(self, application: Application, base_url: str, origins: Origins) -> None:
        self._application = application
        self._base_url = base_url
        self._origins = origins

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        place = self._origins.place(request.host, request.path.removeprefix(self._base_url))
        if place == "here":
            return None
        return self._application.get_handler_delegate(
            request, ElsewhereHandler, {"place": place, "origins": self._origins}
        )


class ElsewhereHandler(JupyterHandler):
    """Leads a page to the right host name, and refuses everything else."""

    def initialize(self, place: Place, origins: Origins) -> None:
        self._place = place
        self._origins = origins

    async def prepare(self, **kwargs: Any) -> None:
        """Nothing of the request is looked at any further."""
        self.current_user = None
        wants_page = "text/html" in self.request.headers.get("Accept", "")
        uri = self.request.uri or ""
        if wants_page and self.request.method == "GET" and uri.startswith("/"):
            if self._place == "pads":
                self.redirect(self._origins.at_pads(uri))
                return
            if self._place == "public":
                self.redirect(self._origins.at_public(uri))
                return
        self.clear()
        self.set_status(403)
        if wants_page:
            start = self._origins.at_public(url_path_join(self.base_url, "interview"))
            self.set_header("Content-Type", "text/html; charset=UTF-8")
            self.finish(error_page(self, self.base_url, 403, _WORDS, start))
            return
        self.set_header("Content-Type", "application/json")
        self.finish({"message": _WORDS, "reason": "wrong_host"})
