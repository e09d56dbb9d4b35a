"""Notes: who may read them is up to who writes them; their candidate never may."""

from __future__ import annotations

import base64

import pytest
from pycrdt import Array, Doc, Map, Text

from interview_ext.feedback.notes import lines_of, may_read, widest

GRACE = "grace@example.org"
SECRET = "Knows-the-GIL-by-heart"


def written(*lines):
    """Notes as a browser writes them: a document with one line for each (at, mark, text)."""
    doc = Doc()
    kept = doc.get("lines", type=Array)
    for number, (at, mark, text) in enumerate(lines):
        kept.append(Map({"id": str(number), "at": at, "mark": mark, "text": Text(text)}))
    return doc


async def write(browser, pad_id, *lines):
    update = base64.b64encode(written(*lines).get_update()).decode()
    body = {"vector": "", "update": update}
    await browser.ok("POST", f"pads/{pad_id}/drafts/notes", body)


async def read(browser, pad_id):
    """What a member reads of others, by their names."""
    model = await browser.ok("GET", f"pads/{pad_id}/notes")
    return {
        one["member"]["name"]: [(line["at"], line["mark"], line["text"]) for line in one["lines"]]
        for one in model["others"]
    }


async def me(browser):
    return (await browser.ok("GET", "me"))["id"]


async def test_notes_are_read_by_whom_their_author_lets_read_them(host):
    ada, bea, rita = [
        await host.colleague(role, name)
        for role, name in (("interviewer", "Ada"), ("interviewer", "Bea"), ("reviewer", "Rita"))
    ]
    assigned = [await me(bea)]
    pad = (await host.new_pad(ada, interviewers=assigned, candidate_email=GRACE))["id"]
    owner = await host.member()
    grace = await host.colleague("admin", "Grace", GRACE)
    path = f"pads/{pad}/notes"
    await write(ada, pad, (65_000, "good_question", SECRET), (None, "", ""), (7.5, "x", "More"))
    mine = await ada.ok("GET", path)
    assert mine == {"visibility": "mine", "others": []}
    everybody = {"bea": bea, "rita": rita, "owner": owner}
    told = [(65_000, "good_question", SECRET), (7, "", "More")]

    async def readers():
        return {name for name, one in everybody.items() if await read(one, pad) == {"Ada": told}}

    assert await readers() == set()
    assert (await ada.ok("PATCH", path, {"visibility": "interviewers"}))["visibility"] == (
        "interviewers"
    )
    assert await readers() == {"bea"}
    # Who goes in as an interviewer is one of them.
    await host.enter(owner, pad)
    assert await readers() == {"bea", "owner"}
    await ada.ok("PATCH", path, {"visibility": "organization"})
    assert await readers() == {"bea", "owner", "rita"}
    for method, body in (("GET", None), ("PATCH", {"visibility": "mine"})):
        answer = await grace.api(method, path, body)
        assert (answer.status, answer.body["reason"]) == (403, "refused")
        assert SECRET not in str(answer.body)
    await ada.ok("PATCH", path, {"visibility": "mine"})
    assert await readers() == set()
    for wrong in ("everybody", "", 7, None):
        assert (await ada.api("PATCH", path, {"visibility": wrong})).status == 400
    assert (await ada.ok("GET", path))["visibility"] == "mine"
    # What one lets others read does not let one read theirs.
    await write(bea, pad, (1, "", "Of Bea"))
    await ada.ok("PATCH", path, {"visibility": "organization"})
    assert await read(ada, pad) == {}


async def test_only_those_who_may_read_notes_are_told_of_them(host):
    ada, bea, rita = [
        await host.colleague(role, name)
        for role, name in (("interviewer", "Ada"), ("interviewer", "Bea"), ("reviewer", "Rita"))
    ]
    pad = (await host.new_pad(ada, interviewers=[await me(bea)]))["id"]
    sockets = {"bea": await bea.socket("events"), "rita": await rita.socket("events")}

    async def heard():
        """Who was told of notes before they are told of the next thing."""
        title = str(len(rounds))
        rounds.append(title)
        await ada.ok("PATCH", f"pads/{pad}", {"title": title})
        found = {}
        for name, socket in sockets.items():
            said = []
            await socket.until(
                lambda one, said=said: said.append(one) or one.get("pad", {}).get("title") == title
            )
            found[name] = [one for one in said if one["type"] == "notes"]
        return found

    rounds = []
    await write(ada, pad, (1, "", "One"))
    assert await heard() == {"bea": [], "rita": []}
    plain = {"type": "notes", "pad_id": pad}
    await ada.ok("PATCH", f"pads/{pad}/notes", {"visibility": "interviewers"})
    assert await heard() == {"bea": [plain], "rita": []}
    await write(ada, pad, (2, "", "Two"))
    assert await heard() == {"bea": [plain], "rita": []}
    # Who could read them has to hear that they no longer can.
    await ada.ok("PATCH", f"pads/{pad}/notes", {"visibility": "mine"})
    assert await heard() == {"bea": [plain], "rita": []}
    await write(ada, pad, (3, "", "Three"))
    assert await heard() == {"bea": [], "rita": []}
    for socket in sockets.values():
        socket.close()


async def test_the_default_is_a_setting_and_what_was_begun_keeps_it(make_host):
    host = await make_host()
    admin = await host.member()
    ada = await host.colleague("interviewer", "Ada")
    before, after = [(await host.new_pad(ada))["id"] for _ in range(2)]
    await write(ada, before, (1, "", "Begun before"))
    await admin.ok("PATCH", "settings", {"notes_visibility": "organization"})
    await write(ada, after, (1, "", "Begun after"))
    assert await read(admin, before) == {}
    assert await read(admin, after) == {"Ada": [(1, "", "Begun after")]}
    assert (await ada.ok("GET", f"pads/{after}/notes"))["visibility"] == "organization"


async def test_sharing_notes_is_in_the_audit_log_and_what_they_say_is_not(host):
    admin = await host.member()
    pad = (await host.new_pad(admin))["id"]
    await write(admin, pad, (1, "", SECRET))
    for _ in range(2):
        await admin.ok("PATCH", f"pads/{pad}/notes", {"visibility": "interviewers"})
    lines = (await admin.ok("GET", f"audit?pad={pad}"))["lines"]
    shared = [one["details"] for one in lines if one["action"] == "notes.visibility"]
    assert shared == [{"now": "interviewers"}]
    assert SECRET not in str(lines)


@pytest.mark.parametrize(
    ("visibility", "author", "interviewer", "readable"),
    [
        ("mine", True, False, True),
        ("mine", False, True, False),
        ("interviewers", False, True, True),
        ("interviewers", False, False, False),
        ("interviewers", True, False, True),
        ("organization", False, False, True),
    ],
)
def test_who_may_read(visibility, author, interviewer, readable):
    assert may_read(visibility, is_author=author, is_interviewer=interviewer) is readable


def test_the_widest_lets_most_people_read():
    assert widest("mine", "interviewers") == widest("interviewers", "mine") == "interviewers"


def test_whatever_a_browser_wrote_is_read_without_harm():
    doc = written((True, None, "  Kept  "), (-1, 7, "Early"), ("soon", "hint_given", ""))
    lines = doc.get("lines", type=Array)
    lines.append("no line at all")
    lines.append(Map({}))
    lines.append(Map({"id": "x" * 1000, "text": 7, "mark": "good_question", "at": 1e30}))
    read = [(one["at"], one["mark"], one["text"]) for one in lines_of(doc.get_update())]
    assert read == [
        (None, "", "Kept"),
        (None, "", "Early"),
        (None, "hint_given", ""),
        (None, "good_question", ""),
    ]
    other = Doc()
    other.get("lines", type=Text).insert(0, "no array")
    assert lines_of(other.get_update()) == []
    assert lines_of(Doc().get_update()) == []
