"""Compressing answers; files that do not change are compressed once and kept so."""

from __future__ import annotations

import posixpath
from collections import OrderedDict
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import Application, GZipContentEncoding

from .headers import STATIC
from .sizes import MiB

KEPT: Final = 16 * MiB
"""All of JupyterLab's files and ours come to about 5 MiB, compressed."""

Key = tuple[str, str, str]


class CompressedFiles:
    """Files as they were sent compressed, in memory; what was asked for longest ago goes first.

    Arguments:
        most: bytes that are kept.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._room = most
        self._files: OrderedDict[Key, bytes] = OrderedDict()

    def get(self, key: Key) -> bytes | None:
        """A file's compressed content, if it is here."""
        if key in self._files:
            self._files.move_to_end(key)
        return self._files.get(key)

    def keep(self, key: Key, content: bytes) -> None:
        """Keep a file's compressed content."""
        self._room += len(self._files.pop(key, b"")) - len(content)
        self._files[key] = content
        while self._room < 0:
            self._room += len(self._files.popitem(last=False)[1])


class Compression(GZipContentEncoding):
    """Compresses one answer as tornado does, and a static file only when it is first asked for.

    The page of a pad is some megabytes of scripts: compressing those for each browser takes a
    second of the server's time, in which everybody else's keystrokes wait.
    """

    def __init__(self, files: CompressedFiles, base_url: str, request: HTTPServerRequest) -> None:
        super().__init__(request)
        self._files = files
        self._request = request
        self._base_url = base_url
        self._key: Key | None = None
        self._sent: list[bytes] = []
        self._left = 0
        self._known = False

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        if self._request.method == "GET" and status_code == 200:
            self._key = self._key_of(headers)
        answer = super().transform_first_chunk(status_code, headers, chunk, finishing)
        if self._known:
            headers["Content-Length"] = str(len(answer[2]))
        return answer

    def transform_chunk(self, chunk: bytes, finishing: bool) -> bytes:
        if self._key is None or not self._gzipping:
            return super().transform_chunk(chunk, finishing)
        if self._known:
            return b""
        if not self._sent and (content := self._files.get(self._key)) is not None:
            self._known = True
            return content
        compressed = super().transform_chunk(chunk, finishing)
        self._sent.append(compressed)
        self._left -= len(chunk)
        # Not all of it where the browser went away in the middle.
        if finishing and self._left == 0:
            self._files.keep(self._key, b"".join(self._sent))
        return compressed

    def _key_of(self, headers: HTTPHeaders) -> Key | None:
        """By what a file is known, however its address is spelled; None for all but files."""
        path = posixpath.normpath(unquote(self._request.path)).removeprefix(self._base_url)
        changed, length = headers.get("Last-Modified"), headers.get("Content-Length")
        if not path.startswith(STATIC) or changed is None or length is None:
            return None
        self._left = int(length)
        return path, changed, length


def compress(application: Application, base_url: str) -> None:
    """Have an application compress its answers. Called once for the host's.

    Arguments:
        base_url: its own, with a slash at both ends.
    """
    make: Any = partial(Compression, CompressedFiles(), base_url)
    application.transforms.insert(0, make)
