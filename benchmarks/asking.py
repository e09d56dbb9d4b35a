"""Asking the HTTP API for things as a browser does, and how long each answer takes."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode

from .servers import ServerTrouble


class Asker:
    """One connection of a browser that stays open.

    Arguments:
        port: of the server.
        headers: which sign it in.
        base: path before what is asked for.
    """

    def __init__(self, port: int, headers: dict[str, str], base: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = headers
        self._base = base
        self.answer: Any = None

    def milliseconds(self, path: str = "", **query: Any) -> float:
        """How long an answer takes. It is in `answer` afterwards, where it is JSON.

        Raises:
            ServerTrouble: it refused.
        """
        address = f"{self._base}{path}?{urlencode(query, doseq=True)}"
        began = time.perf_counter()
        self._connection.request("GET", address, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status != 200:
            raise ServerTrouble(f"{address}: {response.status} {body[:200]!r}")
        is_json = (response.headers["Content-Type"] or "").startswith("application/json")
        self.answer = json.loads(body) if is_json else None
        return took

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
