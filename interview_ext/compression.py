"""Compressing answers; files that do not change are compressed once and kept so."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import Application, GZipContentEncoding

from .sizes import MiB

KEPT: Final = 16 * MiB
"""All of JupyterLab's files and ours come to about 5 MiB, compressed."""

Key = tuple[str, str, str]


class CompressedFiles:
    """Files as they were sent compressed, in memory.

    Arguments:
        most: bytes that are kept; what comes when there is no room is not.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._room = most
        self._files: dict[Key, bytes] = {}

    def get(self, key: Key) -> bytes | None:
        """A file's compressed content, if it is here."""
        return self._files.get(key)

    def keep(self, key: Key, content: bytes) -> None:
        """Keep a file's compressed content, as far as there is room."""
        if key not in self._files and len(content) <= self._room:
            self._room -= len(content)
            self._files[key] = content


class Compression(GZipContentEncoding):
    """Compresses one answer as tornado does, and a static file only when it is first asked for.

    The page of a pad is some megabytes of scripts: compressing those for each browser takes a
    second of the server's time, in which everybody else's keystrokes wait.
    """

    def __init__(self, files: CompressedFiles, request: HTTPServerRequest) -> None:
        super().__init__(request)
        self._files = files
        self._request = request
        self._key: Key | None = None
        self._sent: list[bytes] = []
        self._known = False

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        key = (
            self._request.path,
            headers.get("Last-Modified", ""),
            headers.get("Content-Length", ""),
        )
        if self._request.method == "GET" and status_code == 200 and all(key):
            self._key = key
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
        if finishing:
            self._files.keep(self._key, b"".join(self._sent))
        return compressed


def compress(application: Application) -> None:
    """Have an application compress its answers. Called once for the host's."""
    make: Any = partial(Compression, CompressedFiles())
    application.transforms.insert(0, make)
