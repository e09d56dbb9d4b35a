"""Answers are compressed; a file that does not change only once."""

from __future__ import annotations

import gzip

from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httputil import HTTPHeaders, HTTPServerRequest

from interview_ext.compression import CompressedFiles, Compression

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


async def test_however_it_is_spelled_a_file_is_kept_once(host, monkeypatch):
    first = await ask(host, FILE, Accept_Encoding="gzip")
    monkeypatch.setattr(gzip.GzipFile, "write", None)
    for path in ("/static/style/%62ootstrap.min.css", FILE + "?v=1"):
        again = await ask(host, path, Accept_Encoding="gzip")
        assert (again.code, again.body) == (200, first.body)


def sent(files: CompressedFiles, *chunks: bytes, length: int) -> bytes:
    """What a browser gets of a file; without all of its chunks it went away in the middle."""
    asked = HTTPHeaders({"Accept-Encoding": "gzip"})
    request = HTTPServerRequest("GET", "/static/a.js", headers=asked)
    compression = Compression(files, "/", request)
    headers = HTTPHeaders(
        {"Content-Type": "text/javascript", "Last-Modified": "then", "Content-Length": str(length)}
    )
    first, *more = chunks
    _, _, body = compression.transform_first_chunk(200, headers, first, False)
    body += b"".join(compression.transform_chunk(chunk, False) for chunk in more)
    return body + compression.transform_chunk(b"", True)


def test_a_browser_that_goes_away_in_the_middle_leaves_no_half_of_a_file() -> None:
    files = CompressedFiles()
    sent(files, b"let x", length=11)
    for _ in range(2):
        assert gzip.decompress(sent(files, b"let x", b" = 1;\n", length=11)) == b"let x = 1;\n"
    assert gzip.decompress(sent(files, b"let x", length=11)) == b"let x = 1;\n"


def test_memory_has_a_bound_and_keeps_what_was_asked_for_last() -> None:
    files = CompressedFiles(most=25)
    keys = [("static/a", "then", str(number)) for number in range(4)]
    for key in keys[:2]:
        files.keep(key, bytes(10))
    assert files.get(keys[0])
    files.keep(keys[2], bytes(10))
    assert [files.get(key) is not None for key in keys] == [True, False, True, False]
    files.keep(keys[0], bytes(5))
    files.keep(keys[3], bytes(10))
    assert [files.get(key) is not None for key in keys] == [True, False, True, True]
    files.keep(keys[1], bytes(30))
    assert [files.get(key) is not None for key in keys] == [False] * 4
