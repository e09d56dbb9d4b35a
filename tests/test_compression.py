"""Answers are compressed; a file that does not change only once."""

from __future__ import annotations

import gzip

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from interview_ext.compression import CompressedFiles

from .hosts import Host

FILE = "/static/style/bootstrap.min.css"


async def ask(host: Host, path: str, **headers: str) -> HTTPResponse:
    return await AsyncHTTPClient(force_instance=True).fetch(
        host.url(path),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        decompress_response=False,
        raise_error=False,
    )


async def test_a_page_is_compressed(host):
    member = await host.member()
    answer = await ask(host, "/lab", **member.headers("/lab"), Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"jupyter-config-data" in gzip.decompress(answer.body)


async def test_a_file_is_compressed_once(host, monkeypatch):
    plain = await ask(host, FILE)
    assert "Content-Encoding" not in plain.headers
    first = await ask(host, FILE, Accept_Encoding="gzip")
    # From here on compressing anything fails.
    monkeypatch.setattr(gzip.GzipFile, "write", None)
    again = await ask(host, FILE, Accept_Encoding="gzip")
    for answer in (first, again):
        assert answer.code == 200
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Content-Security-Policy" in answer.headers
        assert gzip.decompress(answer.body) == plain.body
    assert int(again.headers["Content-Length"]) == len(again.body) < len(plain.body)


async def test_who_takes_no_compressed_files_gets_none(host):
    await ask(host, FILE, Accept_Encoding="gzip")
    for headers in ({}, {"Accept_Encoding": "identity"}):
        assert "Content-Encoding" not in (await ask(host, FILE, **headers)).headers


async def test_what_is_asked_for_in_part_or_not_changed_stays_so(host):
    plain = await ask(host, FILE)
    await ask(host, FILE, Accept_Encoding="gzip")
    part = await ask(host, FILE, Accept_Encoding="gzip", Range="bytes=10-19")
    assert part.code == 206
    body = gzip.decompress(part.body) if "Content-Encoding" in part.headers else part.body
    assert body == plain.body[10:20]
    since = plain.headers["Last-Modified"]
    same = await ask(host, FILE, Accept_Encoding="gzip", If_Modified_Since=since)
    assert (same.code, same.body) == (304, b"")


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_memory_has_a_bound(chunks: int) -> None:
    files = CompressedFiles(most=chunks * 10)
    for number in range(5):
        files.keep(("/a", "then", str(number)), bytes(10))
    kept = [number for number in range(5) if files.get(("/a", "then", str(number)))]
    assert kept == list(range(chunks))
