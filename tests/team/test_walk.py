"""Every route of the host for each role, against what is written down here."""

from __future__ import annotations

import pytest

from interview_ext.auth.host_policy import GRANTS, allowed, entry_role
from tests.hosts import Browser, Host
from tests.routes import METHODS, paths_of

CHANGES = [method for method in METHODS if method not in ("GET", "HEAD", "OPTIONS")]

# All that somebody may change who reviews; `x` and PAD stand for ids, as in the routes.
REVIEWERS = {
    ("DELETE", "interview/api/me/sessions/x"),
    ("POST", "interview/api/me/password"),
    # Of themselves their name, of others nothing.
    ("PATCH", "interview/api/members/x"),
    ("POST", "interview/api/pads/PAD/ticket"),
    ("POST", "interview/api/pads/PAD/comments"),
    ("PATCH", "interview/api/pads/PAD/comments/x"),
    ("DELETE", "interview/api/pads/PAD/comments/x"),
    ("PATCH", "interview/api/pads/PAD/notes"),
    ("POST", "interview/api/pads/PAD/drafts/x"),
    ("POST", "interview/api/pads/PAD/feedback/submit"),
    ("POST", "interview/api/pads/PAD/review"),
}

# What they have for everybody, signed in or not.
DOOR = {"knock", "knock/events"}

# What is for admins alone, to look at and to change.
ADMINS = {
    ("GET", "interview/api/members/x/sessions"),
    ("DELETE", "interview/api/members/x/sessions"),
    ("DELETE", "interview/api/members/x"),
    ("GET", "interview/api/team/invitations"),
    ("POST", "interview/api/team/invitations"),
    ("DELETE", "interview/api/team/invitations/x"),
    ("POST", "interview/api/teams"),
    ("PATCH", "interview/api/teams/x"),
    ("DELETE", "interview/api/teams/x"),
    ("PUT", "interview/api/teams/x/members/x"),
    ("DELETE", "interview/api/teams/x/members/x"),
    ("GET", "interview/api/settings"),
    ("PATCH", "interview/api/settings"),
    ("GET", "interview/api/audit"),
    ("GET", "interview/api/audit/export"),
}

# Of the machine that the host runs on.
MACHINE = [
    ("POST", "api/terminals"), ("GET", "api/terminals"), ("GET", "terminals/1"),
    ("POST", "api/kernels"), ("POST", "api/sessions"), ("GET", "api/kernels/x/channels"),
    ("PUT", "api/contents/x.ipynb"), ("POST", "api/contents"), ("DELETE", "api/contents/x"),
    ("PATCH", "api/contents/x"), ("GET", "files/x"), ("GET", "view/x"), ("GET", "nbconvert/html/x"),
    ("POST", "api/shutdown"), ("POST", "lab/api/build"), ("POST", "lab/api/extensions"),
]  # fmt: skip


async def status(browser: Browser, method: str, path: str) -> int:
    raw = "{}" if method in ("POST", "PUT", "PATCH") else None
    return (await browser.fetch(method, f"/{path}", raw=raw)).code


@pytest.fixture
def walked(host: Host) -> set[str]:
    paths = paths_of(host.server.web_app, host.server.base_url)
    return {path.rstrip("/").replace("pads/x", "pads/PAD") for path in paths}


@pytest.mark.parametrize("role", sorted(GRANTS))
async def test_no_member_reaches_the_machine(host, role):
    member = await host.colleague(role, role.title())
    for method, path in MACHINE:
        assert await status(member, method, path) in (404, 405), (method, path)
    specs = await member.fetch("GET", "/api/kernelspecs")
    assert b'"kernelspecs": {}' in specs.body
    contents = await member.fetch("GET", "/api/contents")
    assert b'"content": []' in contents.body


@pytest.mark.timeout(300)
async def test_a_reviewer_changes_only_what_is_theirs(host, walked):
    pad = await host.new_pad()
    rita = await host.colleague("reviewer", "Rita")
    paths = [path for path in sorted(walked) if path.startswith("interview/api/")]
    assert len(paths) > 40
    wrong = []
    for path in paths:
        if path.removeprefix("interview/api/pads/PAD/") in DOOR:
            continue
        for method in CHANGES:
            code = await status(rita, method, path.replace("PAD", pad["id"]))
            if (method, path) not in REVIEWERS and code not in (403, 404, 405):
                wrong.append((method, path, code))
    assert not wrong, wrong
    owner = await host.member()
    assert (await owner.ok("GET", f"pads/{pad['id']}"))["state"] == "not_started"
    assert len((await owner.ok("GET", "pads"))["pads"]) == 1


async def test_what_is_for_admins_is_refused_to_all_others(host):
    people = [await host.colleague(role, role.title()) for role in ("interviewer", "reviewer")]
    for method, path in sorted(ADMINS):
        for member in people:
            assert await status(member, method, path) == 403, (method, path)
    admin = await host.colleague("admin", "Ada")
    for method, path in sorted(ADMINS):
        assert await status(admin, method, path) != 403, (method, path)


def test_who_goes_into_a_pad_as_what():
    assert entry_role("admin", False) == entry_role("interviewer", False) == "interviewer"
    assert entry_role("reviewer", False) is None
    assert {entry_role(role, True) for role in GRANTS} == {"observer"}
    assert entry_role("candidate", False) is entry_role("", True) is None
    assert entry_role("reviewer", False, practises=True) == "interviewer"
    assert entry_role("reviewer", True, practises=True) == "observer"
    assert entry_role("candidate", False, practises=True) is None


def test_each_role_may_do_all_that_the_next_one_may():
    assert GRANTS["reviewer"] < GRANTS["interviewer"] < GRANTS["admin"]
    assert not allowed("reviewer", "interview:pads", "write")
    assert not allowed("interviewer", "interview:members", "write")
