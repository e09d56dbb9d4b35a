"""Every answer of the host and of a pad says what a browser may do with it."""

from __future__ import annotations

import pytest
from traitlets import TraitError

from interview_ext.app import InterviewApp
from interview_ext.headers import content_security_policy, file_type, kind_of

from .hosts import Host


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


@pytest.mark.parametrize(
    ("path", "status", "content_type", "kind"),
    [
        ("lab", 200, "text/html; charset=UTF-8", "lab"),
        ("lab/tree/interview.ipynb", 200, "text/html", "lab"),
        ("lab/extensions/x.html", 200, "text/html", "page"),
        ("lab", 302, "text/html", "page"),
        ("login", 200, "text/html", "page"),
        ("interview/static/output.html", 200, "text/html; charset=utf-8", "frame"),
        ("files/page.html", 200, "text/html", "file"),
        ("files/page.html", 304, "", "file"),
        ("files/page.html", 404, "text/html", "page"),
        ("api/contents", 200, "application/json", "data"),
        ("static/lab/main.js", 200, "text/javascript", "data"),
    ],
)
def test_an_answer_is_what_it_is(path: str, status: int, content_type: str, kind: str) -> None:
    assert kind_of(path, status, content_type) == kind


def test_scripts_come_from_the_applications_files_alone() -> None:
    policy = content_security_policy(
        "lab", "one.example:8888", host_url="/base/", files_url="/base/interview/pads/x/files/"
    )
    found = directives(policy)
    sources = "one.example:8888/base/static/ one.example:8888/base/lab/extensions/ "
    assert found["script-src"] == sources + "one.example:8888/base/interview/static/"
    assert found["frame-src"] == "one.example:8888/base/interview/static/output.html"
    assert found["default-src"] == found["base-uri"] == found["form-action"] == "'none'"
    assert "object-src" not in found, "the default says no"
    assert "unsafe-eval" not in policy
    assert "'self'" not in found["img-src"], "a picture could be any address of the host"


@pytest.mark.parametrize("host", ["a'unsafe-inline'", "[::1]:8888", "x y", "", "x;y", "ä.example"])
def test_a_name_that_no_policy_can_hold_is_left_out(host: str) -> None:
    for kind in ("lab", "page", "frame", "data"):
        policy = content_security_policy(kind, host)
        assert not host or host not in policy
        assert directives(policy)["default-src"] == "'none'"
    assert directives(content_security_policy("lab", host))["script-src"] == "'self'"


@pytest.mark.parametrize(
    ("named", "sent"),
    [
        ("text/html", "text/plain; charset=UTF-8"),
        ("application/xhtml+xml", "text/plain; charset=UTF-8"),
        ("Application/JavaScript; charset=x", "text/plain; charset=UTF-8"),
        ("image/PNG", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
        ("image/x-icon", "application/octet-stream"),
        ("application/pdf", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
    ],
)
def test_a_file_is_a_picture_a_text_or_kept(named: str, sent: str) -> None:
    assert file_type(named) == sent


async def test_the_host_says_it_of_everything(make_host) -> None:
    host: Host = await make_host(output_sources="https://cdn.example.org")
    member = await host.member()
    for path in (
        "/lab", "/interview/api/me", "/interview/static/pages.css", "/static/favicon.ico",
        "/interview/nothing", "/api/nothing", "/login", "/interview/pads/unknown",
    ):  # fmt: skip
        headers = (await member.fetch("GET", path)).headers
        policy = directives(headers["Content-Security-Policy"])
        assert policy["default-src"] == "'none'", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
    page = await member.fetch("GET", "/lab")
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    body = page.body.decode()
    assert body.count("<script") == 2, "the configuration, which is no script, and one file"
    assert "/static/lab/main." in body
    frame = await member.fetch("GET", "/interview/static/output.html")
    policy = directives(frame.headers["Content-Security-Policy"])
    assert policy["sandbox"] == "allow-scripts"
    assert policy["connect-src"] == "data: blob: https://cdn.example.org"


@pytest.mark.parametrize("source", ["*", "https:", "https://x; script-src *", "https://x/ *"])
def test_what_outputs_may_load_from_is_an_origin(source: str) -> None:
    with pytest.raises(TraitError, match="output_sources"):
        InterviewApp(output_sources=[source])


async def test_a_page_that_the_browser_has_already_keeps_its_policy(make_host) -> None:
    member = await (await make_host()).member()
    path = "/interview/static/output.html"
    page = await member.fetch("GET", path)
    again = await member.fetch("GET", path, headers={"If-None-Match": page.headers["Etag"]})
    assert again.code == 304
    # What comes with this answer would take the place of what came with the page.
    assert "Content-Security-Policy" not in again.headers
