"""The headers that tell browsers what an answer may do; the one place that decides them.

What a candidate writes is shown to an interviewer, so a mistake in showing it must not become
script that runs with the interviewer's powers: on every page scripts come from the application's
static files and from nowhere else, and what is not a page is no page in any browser's eyes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import Application, OutputTransform

Kind = Literal["lab", "page", "frame", "file", "data"]

FRAME = "interview/static/output.html"
"""Below the host's base URL: the page in which outputs may run script, shut off from all else."""

STATIC = ("static/", "lab/extensions/", "interview/static/")
"""Below the host's base URL: all that a page may take scripts, pictures and fonts from."""

# Pictures that are shown as such when they are a pad's files. Whatever else is text, or is kept.
_PICTURES = frozenset(
    f"image/{name}" for name in ("png", "jpeg", "gif", "webp", "avif", "bmp", "svg+xml")
)
_TEXT = re.compile(r"text/.*|application/(.*\+)?(json|xml|javascript|ecmascript|typescript|yaml)")

_LAB_PAGE = re.compile(r"lab(/tree(/.*)?|/workspaces/[^/]*(/tree(/.*)?)?)?/?|")
_NAME = re.compile(r"[\w.-]+(:\d+)?\Z", re.ASCII)


def kind_of(path: str, status: int, content_type: str) -> Kind:
    """What an answer is.

    Arguments:
        path: below the base URL of the server that answers, without leading slash.
        status: of the answer.
        content_type: of the answer.
    """
    if path.startswith("files/") and status < 400:
        return "file"
    if not content_type.startswith("text/html") or path.startswith("interview/api/"):
        return "data"
    if path == FRAME:
        return "frame"
    return "lab" if status < 300 and _LAB_PAGE.fullmatch(path) else "page"


def content_security_policy(
    kind: Kind,
    host: str,
    *,
    host_url: str = "/",
    files_url: str = "",
    output_sources: Sequence[str] = (),
    pad_origin: str = "",
) -> str:
    """What a browser lets an answer do.

    Arguments:
        kind: what the answer is.
        host: the name, and port, that the browser asked; whatever it claims to be.
        host_url: the host's base URL.
        files_url: base URL of the files that a pad's page may show pictures of.
        output_sources: other origins that outputs may load from inside their frame.
        pad_origin: where pads are, if they are on an origin of their own.
    """
    # A forged name must not write a policy of its own, and some names policies cannot express.
    plain = _NAME.match(host) is not None

    def at(*paths: str) -> str:
        return " ".join(f"{host}{path}" for path in paths) if plain else "'self'"

    static = at(*(host_url + path for path in STATIC))
    # Older browsers do not count websockets as 'self'.
    connect = f"connect-src 'self' ws://{host} wss://{host}" if plain else "connect-src 'self'"
    if kind == "lab":
        pictures = at(files_url) if files_url else ""
        return _policy(
            f"script-src {static}",
            # JupyterLab makes its styles as it goes, and so do plots and tables.
            "style-src 'self' 'unsafe-inline'",
            f"img-src data: blob: {static} {pictures}",
            f"font-src data: {static}",
            connect,
            f"frame-src {at(host_url + FRAME)}",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    if kind == "page":
        return _policy(
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            connect,
            f"form-action 'self' {pad_origin}",
            "frame-ancestors 'none'",
        )
    if kind == "frame":
        others = " ".join(output_sources)
        return _policy(
            "sandbox allow-scripts",
            f"script-src 'unsafe-inline' 'unsafe-eval' data: blob: {others}",
            f"style-src 'unsafe-inline' data: blob: {others}",
            f"img-src data: blob: {others}",
            f"font-src data: blob: {others}",
            "media-src data: blob:",
            "worker-src blob:",
            f"connect-src data: blob: {others}",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    # Opened by itself, a picture or a text looks as it should and does nothing.
    return _policy(
        "sandbox", "style-src 'unsafe-inline'", "img-src data:", "frame-ancestors 'none'"
    )


def _policy(*directives: str) -> str:
    return "; ".join(
        ("default-src 'none'", *(one.rstrip() for one in directives), "base-uri 'none'")
    )


def file_type(content_type: str) -> str:
    """The media type to send a pad's file with, so that it is never a page or a script.

    Arguments:
        content_type: what its name makes it.
    """
    plain = content_type.partition(";")[0].strip().lower()
    if plain in _PICTURES:
        return plain
    return "text/plain; charset=UTF-8" if _TEXT.fullmatch(plain) else "application/octet-stream"


def guard(
    application: Application,
    base_url: str,
    *,
    host_url: str,
    below: str = "",
    files_url: str = "",
    output_sources: Sequence[str] = (),
    pad_origin: str = "",
) -> None:
    """Have all answers of an application carry these headers, whoever writes them.

    Called once for the host's application and once for each pad's.

    Arguments:
        application: changed in place.
        base_url: its own, with a slash at both ends.
        below: leave paths alone that do not begin with this, after the base URL.
        host_url, files_url, output_sources, pad_origin: see `content_security_policy`.
    """

    def decide(request: HTTPServerRequest, status: int, headers: HTTPHeaders) -> None:
        path = request.path.removeprefix(base_url)
        if not path.startswith(below):
            return
        if status == 304:
            # The browser keeps what it has, with the policy that came with it, unless this answer
            # brings another one; and without a type nobody knows here which it would have to be.
            headers.pop("Content-Security-Policy", None)
            return
        content_type = headers.get("Content-Type", "")
        kind = kind_of(path, status, content_type)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        # An address is a key to the waiting room: it is told to nobody else. ("no-referrer" would
        # also hide the origin of our own forms, which the protection against forged ones reads, and
        # "same-origin" that of the form that leads to a pad on another host name.)
        across = kind == "page" and pad_origin
        headers["Referrer-Policy"] = "strict-origin" if across else "same-origin"
        headers["Content-Security-Policy"] = content_security_policy(
            kind,
            request.host,
            host_url=host_url,
            files_url=files_url,
            output_sources=output_sources,
            pad_origin=pad_origin,
        )
        if kind in ("lab", "page"):
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
        elif kind == "frame":
            headers["X-DNS-Prefetch-Control"] = "off"
        elif kind == "file" and content_type:
            headers["Content-Type"] = file_type(content_type)

    application.transforms.append(_transform(decide))


Decide = Callable[[HTTPServerRequest, int, HTTPHeaders], None]


def _transform(decide: Decide) -> type[OutputTransform]:
    class Guard(OutputTransform):
        def __init__(self, request: HTTPServerRequest) -> None:
            self._request = request

        def transform_first_chunk(
            self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, HTTPHeaders, bytes]:
            decide(self._request, status_code, headers)
            return status_code, headers, chunk

    return Guard
