"""The names under which browsers reach the server, and what each serves. Pure.

With one origin, which is the default, everything is on it. With two, pads have a host name of
their own: what a candidate's page does there is another site's doing to the members' pages, as
far as a browser is concerned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

Place = Literal["here", "pads", "public", "nowhere"]

_PLAIN = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.ASCII)
_PORTS = {"http": 80, "https": 443}

# Below the host's base URL: what the pages of both origins are made of.
_SHARED = re.compile(r"(static|logos|lab/extensions|interview/static)/.+|favicon\.ico|robots\.txt")
_IN_A_PAD = re.compile(r"interview/pads/[^/]+/.*", re.DOTALL)


def origin_of(url: str) -> str:
    """The origin of an address, as browsers write it: in small letters, without a usual port.

    Raises:
        ValueError: it has none, in words that say what is wrong.
    """
    parts = urlsplit(url)
    name = parts.hostname or ""
    if parts.scheme not in _PORTS:
        raise ValueError("it must begin with http:// or https://")
    if not _PLAIN.fullmatch(name):
        raise ValueError("it has no plain host name")
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{name}{port}"


@dataclass(frozen=True)
class Origins:
    """Where everything is.

    Arguments:
        public: origin of the members' pages and of the waiting rooms, such as
            ``https://interviews.example.org``; empty while `pads` is.
        pads: origin of what is inside pads; empty where everything is on one origin.
    """

    public: str = ""
    pads: str = ""

    def at_public(self, path: str) -> str:
        """The address of a path outside of pads, for links from anywhere."""
        return self.public + path

    def at_pads(self, path: str) -> str:
        """The address of a path inside a pad, for links from anywhere."""
        return self.pads + path

    def place(self, host: str, path: str) -> Place:
        """Where a request belongs: here, on one of the two origins, or on neither.

        Arguments:
            host: the name, and port, that the browser asked.
            path: below the host's base URL, without leading slash and query.
        """
        if not self.pads:
            return "here"
        shared = _SHARED.fullmatch(path) is not None
        place: Place = "pads" if _IN_A_PAD.fullmatch(path) else "public"
        here = host.lower()
        if here == _host(self.pads):
            return "here" if shared or place == "pads" else place
        if here == _host(self.public):
            return "here" if shared or place == "public" else place
        return "nowhere" if shared else place


def _host(origin: str) -> str:
    return origin.partition("://")[2]
