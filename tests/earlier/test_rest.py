"""Earlier work over REST: whose it is, who may see it, and what is launched."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from interview_ext.db.tables import MemberRow, PadRow
from interview_ext.tasks.store import TaskRun

from ..tasks.bank import ID, SLUG, write

GRACE = "grace@example.org"


@pytest.fixture
def earlier(host, jp_asyncio_loop):
    """`earlier.now` is a pad of Grace that goes on."""
    return jp_asyncio_loop.run_until_complete(Earlier(host).begin())


class Earlier:
    def __init__(self, host):
        self.host = host

    async def begin(self):
        self.member = await self.host.member()
        self.now = await self.pad("Now", candidate_name="Grace Hopper", candidate_email=GRACE)
        return self

    async def pad(self, title, *, comes_as="", ends=False, **fields):
        """A pad; somebody comes in if they have a name, and it ends if it does."""
        pad_id = (await self.host.new_pad(self.member, title=title, **fields))["id"]
        if comes_as or ends:
            candidate = await self.host.knock(pad_id, comes_as or "Somebody")
            await self.host.decide(self.member, pad_id, "admit", comes_as or "Somebody")
            await self.host.enter(candidate, pad_id)
        if ends:
            await self.member.ok("POST", f"pads/{pad_id}/end")
        return pad_id

    async def over(self, title, **fields):
        return await self.pad(title, ends=True, **fields)

    async def look(self, query="", browser=None):
        browser = browser or self.member
        return (await browser.ok("GET", f"pads/{self.now}/earlier{query}"))["pads"]

    async def titles(self, query=""):
        return [pad["title"] for pad in await self.look(query)]

    def root(self, pad_id):
        return self.host.app.pad_servers.pads_dir / pad_id / "files"


async def test_the_same_address_is_the_same_person(earlier):
    await earlier.over("Before", candidate_email="Grace@example.org", candidate_name="G. H.")
    await earlier.over("Somebody else’s", candidate_email="ada@example.org")
    await earlier.pad("Goes on", candidate_email=GRACE, comes_as="Grace")
    await earlier.pad("Not begun", candidate_email=GRACE)
    (found,) = await earlier.look()
    assert found["title"] == "Before"
    assert (found["match"], found["confirmed"], found["state"]) == ("email", True, "ended")
    assert found["candidate"] == "G. H., Somebody"
    assert found["url"].endswith(found["id"])


async def test_of_the_same_name_somebody_has_to_say_that_it_is_the_same_person(earlier):
    written = await earlier.over("Written", candidate_name="grace  hopper")
    came = await earlier.over("Came", comes_as="Grace Hopper")
    await earlier.over("Somebody else’s", comes_as="Grace Kelly")
    path = f"pads/{earlier.now}/earlier"
    found = {pad["id"]: pad for pad in await earlier.look()}
    # A name with another number of spaces is found by the exact key of a pad alone.
    assert came in found
    for pad_id in found:
        assert (found[pad_id]["match"], found[pad_id]["confirmed"]) == ("name", False)
        refused = await earlier.member.api("GET", f"{path}/{pad_id}")
        assert (refused.status, refused.body["reason"]) == (409, "not_confirmed")
        refused = await earlier.member.api("GET", f"{path}/{pad_id}/documents/interview.ipynb")
        assert refused.status == 409
    confirmed = await earlier.member.ok("POST", f"{path}/{came}/confirm")
    assert confirmed["confirmed"]
    await earlier.member.ok("POST", f"{path}/{came}/confirm")
    assert {pad["id"]: pad["confirmed"] for pad in await earlier.look()}[came]
    assert (await earlier.member.ok("GET", f"{path}/{came}"))["parts"]
    denied = await earlier.member.ok("DELETE", f"{path}/{came}/confirm")
    assert not denied["confirmed"]
    assert (await earlier.member.api("GET", f"{path}/{came}")).status == 409
    assert written


async def test_a_stranger_cannot_be_made_the_same_person(earlier):
    other = await earlier.over("Ada’s", candidate_name="Ada", candidate_email="ada@example.org")
    for where in (other, earlier.now, "x" * 24, "x"):
        for method, below in (("POST", "/confirm"), ("GET", ""), ("GET", "/documents/a.py")):
            path = f"pads/{earlier.now}/earlier/{where}{below}"
            assert (await earlier.member.api(method, path)).status == 404, path


async def test_only_what_the_member_may_see_is_there(earlier):
    host = earlier.host
    team = await earlier.member.ok("POST", "teams", {"name": "Blue"})
    secret = await earlier.over("Secret", candidate_email=GRACE)
    shared = await earlier.over("Shared", candidate_email=GRACE)
    async with host.app.database.writing() as connection:
        await connection.execute(
            update(PadRow).where(PadRow.id == secret).values(team_id=team["id"])
        )
    bea = await host.colleague("interviewer", "Bea")
    assert [pad["id"] for pad in await earlier.look(browser=bea)] == [shared]
    for below in ("", "/documents/interview.ipynb"):
        path = f"pads/{earlier.now}/earlier/{secret}{below}"
        assert (await bea.api("GET", path)).status == 404
    assert (await bea.api("POST", f"pads/{earlier.now}/earlier/{secret}/confirm")).status == 404
    assert len(await earlier.look()) == 2
    reviewer = await host.colleague("reviewer", "Rae")
    assert (await reviewer.api("GET", f"pads/{earlier.now}/earlier")).status == 403
    candidate = await host.knock(earlier.now)
    assert (await candidate.api("GET", f"pads/{earlier.now}/earlier")).status == 403


async def test_it_is_searched_and_sorted(earlier):
    await earlier.over("Zebra", candidate_email=GRACE)
    await earlier.over("Antelope", candidate_email=GRACE)
    assert await earlier.titles() == ["Antelope", "Zebra"]
    assert await earlier.titles("?sort=title") == ["Antelope", "Zebra"]
    assert await earlier.titles("?q=zeb") == ["Zebra"]
    assert await earlier.titles("?q=nothing") == []
    wrong = await earlier.member.api("GET", f"pads/{earlier.now}/earlier?sort=age")
    assert wrong.status == 400


async def test_the_documents_of_a_pad_are_launched(earlier):
    before = await earlier.over("Before", candidate_email=GRACE, start_with="both")
    root = earlier.root(before)
    (root / "main.py").write_text("print('mine')\n")
    (root / "helper.py").write_text("x = 1\n")
    os.symlink("/etc/passwd", root / "passwd")
    work = await earlier.member.ok("GET", f"pads/{earlier.now}/earlier/{before}")
    (part,) = work["parts"]
    assert {one["path"]: one["first"] for one in part["documents"]} == {
        "helper.py": False,
        "interview.ipynb": True,
        "main.py": True,
    }
    path = f"pads/{earlier.now}/earlier/{before}/documents"
    assert await earlier.member.ok("GET", f"{path}/main.py") == {
        "path": "main.py",
        "type": "file",
        "text": "print('mine')\n",
    }
    notebook = await earlier.member.ok("GET", f"{path}/interview.ipynb")
    assert [cell["cell_type"] for cell in notebook["notebook"]["cells"]] == ["code"]
    assert (await earlier.member.api("GET", f"{path}/passwd")).status == 404


async def test_tasks_come_with_their_tests_and_without_what_was_given(earlier, tmp_path):
    host, member = earlier.host, earlier.member
    questions = host.app.questions
    await questions.examples_are_there()
    await questions.bring_examples({SLUG: write(tmp_path / "bank")})
    before = await earlier.pad("Before", candidate_email=GRACE, comes_as="Grace")
    task = await member.ok("POST", f"pads/{before}/tasks", {"question_id": ID})
    await member.ok("POST", f"pads/{before}/tasks/{task['id']}/open")
    await member.ok("POST", f"pads/{before}/end")
    folder = earlier.root(before) / SLUG
    (folder / "notes.txt").write_text("my notes")
    began = datetime.now(UTC)
    outcomes = {"old": ["failed"], "new": ["passed", "failed"]}
    for number, (id, results) in enumerate(outcomes.items()):
        report = {
            "tests": [{"name": f"{id} {n}", "outcome": one} for n, one in enumerate(results)],
            "seconds": 1.0,
            "failure": "",
            "output": "",
        }
        run = TaskRun(id, task["id"], "hidden", "Bea", began, 1.0, "", report)
        await host.app.tasks.store.add_run(replace(run, started=began + timedelta(seconds=number)))
    (found,) = await earlier.look()
    assert found["tests"] == {"passed": 1, "total": 2}
    assert [one["title"] for one in found["tasks"]] == ["Count words"]
    assert await earlier.titles("?q=count") == ["Before"]
    work = await member.ok("GET", f"pads/{earlier.now}/earlier/{before}")
    part = work["parts"][0]
    paths = [one["path"] for one in part["documents"]]
    assert paths == [f"{SLUG}/main.py", f"{SLUG}/notes.txt"]
    assert [one["first"] for one in part["documents"]] == [True, False]
    assert [one["name"] for run in part["runs"] for one in run["report"]["tests"]] == [
        "new 0",
        "new 1",
    ]


async def test_what_was_launched_and_confirmed_is_in_the_audit_log(earlier):
    before = await earlier.over("Before", comes_as="Grace Hopper")
    path = f"pads/{earlier.now}/earlier/{before}"
    await earlier.member.ok("POST", f"{path}/confirm")
    await earlier.member.ok("GET", path)
    lines = (await earlier.member.ok("GET", "audit"))["lines"]
    actions = {line["action"] for line in lines}
    assert {"earlier.confirmed", "earlier.opened"} <= actions


async def test_a_word_about_a_person_goes_with_either_pad(earlier):
    before = await earlier.over("Before", comes_as="Grace Hopper")
    await earlier.member.ok("POST", f"pads/{earlier.now}/earlier/{before}/confirm")
    await earlier.member.ok("DELETE", f"pads/{before}")
    assert await earlier.look() == []
    async with earlier.host.app.database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT * FROM earlier_matches")
        assert rows.all() == []


async def test_an_address_typed_at_a_public_link_is_to_be_confirmed(earlier):
    came = await earlier.over("Came by a link", candidate_email=GRACE, candidate_name="G. H.")
    async with earlier.host.app.database.writing() as connection:
        await connection.execute(update(PadRow).where(PadRow.id == came).values(link_id="a-link"))
    (found,) = await earlier.look()
    assert not found["confirmed"]
    path = f"pads/{earlier.now}/earlier/{came}"
    assert (await earlier.member.api("GET", path)).status == 409
    await earlier.member.ok("POST", f"{path}/confirm")
    assert (await earlier.member.ok("GET", path))["parts"]


async def test_who_was_the_candidate_sees_nothing_of_it(earlier):
    before = await earlier.over("Before", candidate_email=GRACE)
    grace = await earlier.host.colleague("interviewer", "Grace")
    async with earlier.host.app.database.writing() as connection:
        await connection.execute(
            update(MemberRow).where(MemberRow.name == "Grace").values(email=GRACE)
        )
    assert await earlier.look(browser=grace) == []
    assert (await grace.api("GET", f"pads/{earlier.now}/earlier/{before}")).status == 404
