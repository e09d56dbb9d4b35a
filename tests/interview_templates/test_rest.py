"""Templates over REST: whose they are, pads that are made from them, and their plans."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from interview_ext.errors import Conflict

from ..tasks.bank import ID, SLUG, write

CONTENT = {
    "title": "Data engineer",
    "language": "bash",
    "instructions": "Think aloud.",
    "questions": [{"question_id": ID, "language": "bash"}],
    "competencies": [{"competency": "Communication", "levels": {"4": "clear"}}],
    "fields": [{"label": "Level", "type": "select", "options": ["junior", "senior"]}],
    "plan": [
        {"title": "Welcome", "minutes": 5, "notes": "Say hello."},
        {"title": "Words", "minutes": 30, "question_id": ID},
    ],
}


@pytest.fixture
def team(host, tmp_path, jp_asyncio_loop):
    """An admin, Ada and Ben who interview, and a question in the bank."""
    return jp_asyncio_loop.run_until_complete(Team(host).begin(tmp_path))


class Team:
    def __init__(self, host):
        self.host = host

    async def begin(self, folder):
        questions = self.host.app.questions
        await questions.examples_are_there()
        await questions.bring_examples({SLUG: write(folder / "bank")})
        self.admin = await self.host.member()
        self.ada = await self.host.colleague("interviewer", "Ada", "ada@example.org")
        self.ben = await self.host.colleague("interviewer", "Ben", "ben@example.org")
        return self

    async def template(self, **changes):
        return await self.ada.ok("POST", "templates", {**CONTENT, **changes})

    async def pad(self, template, browser=None, **fields):
        body = {"title": "Backend", "template_id": template["id"], **fields}
        return await (browser or self.ada).api("POST", "pads", body)


async def refused(browser, status, method, path, body=None):
    answer = await browser.api(method, path, body)
    assert answer.status == status, answer.body
    return answer.body["reason"]


async def test_a_template_is_made_found_edited_and_keeps_its_revisions(team):
    rae = await team.host.colleague("reviewer", "Rae")
    made = await team.template()
    assert made["author"]["name"] == "Ada"
    assert (made["revision"], made["minutes"], made["question_count"]) == (1, 35, 1)
    assert made["questions"][0]["title"] == "Count words"
    path = f"templates/{made['id']}"
    for browser in (team.admin, team.ada, team.ben, rae):
        (found,) = (await browser.ok("GET", "templates"))["templates"]
        assert found["title"] == "Data engineer"
        assert found["may_edit"] is (browser in (team.admin, team.ada))
    assert (await team.ben.ok("GET", path))["plan"] == made["plan"]

    body = {**CONTENT, "title": "Data engineer, 2nd", "revision": 1}
    assert await refused(team.ben, 403, "PUT", path, body) == "refused"
    assert await refused(rae, 403, "PUT", path, body) == "refused"
    await refused(rae, 403, "POST", f"{path}/duplicate", {})
    plan = f"pads/{(await team.pad(made)).body['id']}/plan"
    assert len((await rae.ok("GET", plan))["parts"]) == 2
    await refused(rae, 403, "POST", plan, {"part": "words", "from": None})
    assert (await team.ada.ok("PUT", path, body))["revision"] == 2
    # Whoever began with the old one does not undo what was saved meanwhile.
    assert await refused(team.admin, 409, "PUT", path, body) == "changed"
    revisions = (await team.ben.ok("GET", f"{path}/revisions"))["revisions"]
    assert [(one["number"], one["by"]) for one in revisions] == [(2, "Ada"), (1, "Ada")]
    first = await team.ben.ok("GET", f"{path}/revisions/1")
    assert first["title"] == "Data engineer"
    assert await refused(team.ben, 404, "GET", f"{path}/revisions/3") == "not_found"


async def test_what_a_template_may_refer_to(team):
    for wrong, status in (
        ({"questions": [{"question_id": "nothing-like-it"}]}, 404),
        ({"language": "latin"}, 400),
        ({"plan": [{"title": "P", "minutes": 5, "question_id": "another-one"}]}, 400),
        ({"team_id": "no-team"}, 400),
        ({"title": " "}, 400),
    ):
        await refused(team.ada, status, "POST", "templates", {**CONTENT, **wrong})
    assert (await team.ada.ok("GET", "templates"))["templates"] == []


async def test_a_teams_template_is_not_there_for_others(team):
    blue = await team.admin.ok("POST", "teams", {"name": "Blue"})
    me = await team.ada.ok("GET", "me")
    await team.admin.ok("PUT", f"teams/{blue['id']}/members/{me['id']}")
    made = await team.template(team_id=blue["id"])
    path = f"templates/{made['id']}"
    assert made["team"] == {"id": blue["id"], "name": "Blue"}
    for browser, sees in ((team.admin, True), (team.ada, True), (team.ben, False)):
        listed = (await browser.ok("GET", "templates"))["templates"]
        assert [one["id"] for one in listed] == [made["id"]] * sees
        statuses = {
            (await browser.api("GET", path)).status,
            (await browser.api("GET", f"{path}/revisions")).status,
            (await browser.api("GET", f"{path}/revisions/1")).status,
        }
        assert statuses == ({200} if sees else {404})
    for method, where, body in (
        ("PUT", path, {**CONTENT, "revision": 1}),
        ("PATCH", path, {"locked": True}),
        ("POST", f"{path}/duplicate", {}),
        ("POST", "pads", {"title": "Backend", "template_id": made["id"]}),
    ):
        assert await refused(team.ben, 404, method, where, body) == "not_found"
    # A team that goes leaves its templates to whoever gets them, and to nobody by accident.
    reason = await refused(team.admin, 409, "DELETE", f"teams/{blue['id']}")
    assert reason == "not_empty"
    await team.admin.ok("DELETE", f"teams/{blue['id']}?to=organization")
    assert (await team.ben.ok("GET", path))["team"] is None


async def test_a_pad_takes_questions_words_and_time_from_its_template(team):
    made = await team.template()
    pad = (await team.pad(made, starts_at="2027-03-01T09:00:00Z")).body
    assert (pad["language"], pad["duration"]) == ("bash", 35)
    assert [one["id"] for one in pad["questions"]] == [ID]
    assert pad["template"] == {
        "id": made["id"],
        "title": "Data engineer",
        "revision": 1,
        "locked": False,
    }
    (task,) = (await team.ada.ok("GET", f"pads/{pad['id']}/tasks"))["tasks"]
    assert (task["language"], task["opened"]) == ("bash", True)
    assert (await team.ada.ok("GET", "templates"))["templates"][0]["uses"] == 1

    # What is saved later does not reach it.
    await team.ada.ok("PUT", f"templates/{made['id']}", {"title": "New", "revision": 1})
    snapshot = await team.host.app.templates.of_pad(pad["id"])
    assert (snapshot.title, snapshot.revision) == ("Data engineer", 1)
    assert [one.key for one in snapshot.competencies] == ["communication"]
    assert [one.key for one in snapshot.fields] == ["level"]

    # Its maker may say otherwise as long as it is not locked, and others make pads of it, too.
    other = (await team.pad(made, team.ben, questions=[], language="python")).body
    assert (other["language"], other["questions"]) == ("python", [])
    several = {"title": "Round", "template_id": made["id"], "count": 2}
    pads = (await team.ada.ok("POST", "pads/bulk", several))["pads"]
    assert {one["template"]["revision"] for one in pads} == {2}

    # One that was made from none has no plan either.
    free = await team.host.new_pad(team.ada)
    assert free["template"] is None
    plan = f"pads/{free['id']}/plan"
    assert (await team.ada.ok("GET", plan))["parts"] == []
    body = {"part": None, "from": None}
    assert await refused(team.ada, 404, "POST", plan, body) == "not_found"


async def test_a_locked_template_is_met_by_everybody_as_it_is(team):
    made = await team.template()
    path = f"templates/{made['id']}"
    assert await refused(team.ben, 403, "PATCH", path, {"locked": True}) == "refused"
    assert (await team.ada.ok("PATCH", path, {"locked": True}))["locked"] is True
    assert await refused(team.ada, 409, "PUT", path, {**CONTENT, "title": "X", "revision": 1}) == (
        "locked"
    )
    for other in (
        {"questions": []},
        {"language": "python"},
        {"instructions": "Be silent."},
        {"start_with": "notebook"},
    ):
        assert (await team.pad(made, **other)).body["reason"] == "locked"
    pad = (await team.pad(made, questions=[ID], language="bash")).body
    tasks = f"pads/{pad['id']}/tasks"
    (task,) = (await team.ada.ok("GET", tasks))["tasks"]
    assert await refused(team.ada, 409, "POST", tasks, {"quickstart": "text"}) == "locked"
    assert await refused(team.ada, 409, "DELETE", f"{tasks}/{task['id']}") == "locked"
    assert [one["id"] for one in (await team.ada.ok("GET", tasks))["tasks"]] == [task["id"]]
    # Unlocked later, that pad stays what it was made as.
    await team.ada.ok("PATCH", path, {"locked": False})
    assert await refused(team.ada, 409, "POST", tasks, {"quickstart": "text"}) == "locked"
    free = (await team.pad(made)).body
    await team.ada.ok("POST", f"pads/{free['id']}/tasks", {"quickstart": "text"})


async def test_a_template_is_copied_put_away_and_brought_back(team):
    made = await team.template()
    path = f"templates/{made['id']}"
    await team.ada.ok("PATCH", path, {"locked": True})
    copy = await team.ben.ok("POST", f"{path}/duplicate", {})
    assert (copy["author"]["name"], copy["locked"], copy["may_edit"]) == ("Ben", False, True)
    assert copy["plan"] == made["plan"]
    await team.ada.ok("PATCH", path, {"archived": True})
    assert (await team.pad(made)).body["reason"] == "archived"
    assert [one["id"] for one in (await team.ada.ok("GET", "templates"))["templates"]] == [
        copy["id"]
    ]
    assert len((await team.ada.ok("GET", "templates?archived=true"))["templates"]) == 1
    assert (await team.ben.ok("GET", "templates?archived=true"))["templates"] == []
    assert await refused(team.ben, 404, "GET", path) == "not_found"
    await team.ada.ok("PATCH", path, {"archived": False})
    assert (await team.pad(made)).status == 201


async def test_the_plans_clock_is_shared_and_stops_with_the_interview(team):
    pad = (await team.pad(await team.template())).body["id"]
    where = f"pads/{pad}/plan"
    plan = await team.ada.ok("GET", where)
    assert [(one["title"], one["minutes"]) for one in plan["parts"]] == [
        ("Welcome", 5),
        ("Words", 30),
    ]
    (task,) = (await team.ada.ok("GET", f"pads/{pad}/tasks"))["tasks"]
    assert [one["task_id"] for one in plan["parts"]] == [None, task["id"]]
    socket = await team.ben.socket("events")
    await team.ada.ok("POST", where, {"part": "welcome", "from": None})
    await socket.until(lambda said: said == {"type": "plan", "pad_id": pad})
    socket.close()
    clock = (await team.ben.ok("GET", where))["clock"]
    assert clock["part"] == "welcome"
    # Two that press "next" at once go on by one part.
    words = {"part": "words", "from": "welcome"}
    await team.ada.ok("POST", where, words)
    assert await refused(team.ben, 409, "POST", where, words) == "moved_on"
    assert await refused(team.ada, 400, "POST", where, {"part": "x", "from": "words"}) == (
        "invalid_input"
    )
    # It ends with the interview.
    candidate = await team.host.knock(pad)
    await team.host.decide(team.admin, pad, "admit")
    assert (await candidate.fetch("GET", f"/interview/api/{where}")).code in (302, 403)
    await team.ada.ok("POST", f"pads/{pad}/end")
    ended = (await team.ada.ok("GET", where))["clock"]
    assert (ended["part"], ended["stopped"], sorted(ended["spent"])) == (
        None,
        "words",
        ["welcome", "words"],
    )
    assert await refused(team.ada, 409, "POST", where, {"part": "words", "from": None}) == "ended"
    await team.ada.ok("DELETE", f"pads/{pad}")
    assert await team.host.app.templates.of_pad(pad) is None


async def test_take_homes_of_a_public_link_keep_to_its_template(team):
    made = await team.template()
    path = f"templates/{made['id']}"
    await team.ada.ok("PATCH", path, {"locked": True})
    body = {"title": "Take-home", "time_limit": 60, "template_id": made["id"]}
    other = await team.ada.api("POST", "take-home-links", {**body, "questions": []})
    assert (other.status, other.body["reason"]) == (409, "locked")
    link = await team.ada.ok("POST", "take-home-links", body)
    assert link["template"] == {"id": made["id"], "title": "Data engineer", "revision": 1}
    assert link["questions"] == [ID]

    async def visit(name):
        links = team.host.app.take_home_links
        pad_id, _ = await links.visit(link["id"], name, f"{name}@example.org", "192.0.2.1")
        kept = await team.host.app.pads.pad(pad_id)
        return {**await team.ada.ok("GET", f"pads/{pad_id}"), "instructions": kept.instructions}

    first = await visit("grace")
    assert first["template"] == {
        "id": made["id"], "title": "Data engineer", "revision": 1, "locked": True,
    }  # fmt: skip
    assert (first["language"], first["instructions"]) == ("bash", "Think aloud.")
    form = (await team.ben.ok("GET", f"pads/{first['id']}/feedback"))["form"]
    assert "Communication" in [one["competency"] for one in form["competencies"]]
    assert [one["label"] for one in form["fields"]] == ["Level"]
    # Later candidates meet the same, also once the template was changed and put away.
    await team.ada.ok("PATCH", path, {"locked": False})
    changed = {**CONTENT, "questions": [], "fields": [], "instructions": "Other", "revision": 1}
    await team.ada.ok("PUT", path, {**changed, "plan": []})
    await team.ada.ok("PATCH", path, {"locked": True, "archived": True})
    second = await visit("alan")
    assert second["instructions"] == "Think aloud."
    assert (await team.ben.ok("GET", f"pads/{second['id']}/feedback"))["form"] == form
    # None is made any more of one that was put away.
    gone = await team.ada.api("POST", "take-home-links", body)
    assert (gone.status, gone.body["reason"]) == (409, "archived")
    # Nor does a link end that said something else than a template that is locked since.
    free = await team.template()
    said = {"title": "Take-home", "template_id": free["id"], "instructions": "Be brief."}
    link = await team.ada.ok("POST", "take-home-links", said)
    await team.ada.ok("PATCH", f"templates/{free['id']}", {"locked": True})
    pad = await visit("joan")
    assert (pad["instructions"], pad["template"]["locked"]) == ("Be brief.", False)


async def test_what_cannot_be_read_of_a_template_hides_no_others(team):
    broken, whole = await team.template(), await team.template(title="Whole")
    home = {"title": "Take-home", "time_limit": 60}
    links = [
        await team.ada.ok("POST", "take-home-links", {**home, "template_id": one["id"]})
        for one in (broken, whole)
    ]
    pads = [(await team.pad(one)).body["id"] for one in (broken, whole)]
    async with team.host.app.store.database.writing() as connection:
        for table, key, value in (
            ("templates", "id", broken["id"]),
            ("template_revisions", "template_id", broken["id"]),
            ("pad_templates", "pad_id", pads[0]),
        ):
            words = text(f"UPDATE {table} SET content = :broken WHERE {key} = :value")
            done = await connection.execute(words, {"broken": '{"title": [', "value": value})
            assert done.rowcount == 1

    listed = (await team.ada.ok("GET", "templates"))["templates"]
    assert [one["title"] for one in listed] == ["Whole"]
    named = {one["id"]: one for one in (await team.ada.ok("GET", "take-home-links"))["links"]}
    assert [named[one["id"]]["template"]["title"] for one in links] == [None, "Whole"]
    assert await team.ada.ok("PATCH", f"take-home-links/{links[0]['id']}", {"closed": True})
    there = {one["id"]: one for one in (await team.ada.ok("GET", "pads"))["pads"]}
    assert [there[pad]["template"] is None for pad in pads] == [True, False]
    await team.admin.ok("GET", "calibration")
    # It is said in words where one asks for it, and nothing is made of it.
    for path in (f"templates/{broken['id']}", f"pads/{pads[0]}/plan", f"pads/{pads[0]}/feedback"):
        assert await refused(team.ada, 409, "GET", path) == "unreadable"
    assert (await team.pad(broken)).body["reason"] == "unreadable"
    visit = team.host.app.take_home_links.visit
    await team.ada.ok("PATCH", f"take-home-links/{links[0]['id']}", {"closed": False})
    with pytest.raises(Conflict) as full:
        await visit(links[0]["id"], "Grace", "grace@example.org", "192.0.2.1")
    assert full.value.reason == "link_full"
    # What is in order goes on.
    assert (await visit(links[1]["id"], "Grace", "grace@example.org", "192.0.2.1"))[1]
    await team.ada.ok("DELETE", f"pads/{pads[0]}")
