"""A question of a team is not there for whoever is in another one."""

from __future__ import annotations

import json

from .texts import question_files

QUESTION = {"title": "Secret queue", "type": "whiteboard"}


async def teams_of(host):
    """Ada of the team Blue, Cal of it too, and Ben of none; and a question of Ada's."""
    admin = await host.member()
    blue = await admin.ok("POST", "teams", {"name": "Blue"})
    people = [await host.colleague("interviewer", name) for name in ("Ada", "Cal", "Ben")]
    for browser in people[:2]:
        me = await browser.ok("GET", "me")
        await admin.ok("PUT", f"teams/{blue['id']}/members/{me['id']}")
    return admin, *people, blue


async def published(host, member):
    """A published question of a member; its check is left out, which needs a sandbox."""
    question = await member.ok("POST", "questions", QUESTION)
    store = host.app.questions.store
    entry = await store.entry(question["id"], "", working=True)
    await store.publish(entry.id, entry.digest, entry.card, entry.author_id, entry.created)
    return question["id"]


async def sees(browser, id):
    """Whether somebody finds a question; everything that could tell them has to agree."""
    listed = [one["id"] for one in (await browser.ok("GET", "questions?q=secret"))["questions"]]
    filters = json.dumps(await browser.ok("GET", "questions/filters"))
    statuses = {
        (await browser.api("GET", f"questions/{id}")).status,
        (await browser.fetch("GET", f"/interview/api/questions/{id}/files/question.md")).code,
        (await browser.fetch("GET", f"/interview/api/questions/{id}/export")).code,
        (await browser.api("PUT", f"questions/{id}/favourite", {})).status,
    }
    assert statuses in ({404}, {200, 204}), statuses
    there = statuses != {404}
    assert (id in listed) is there
    assert ("whiteboard" in filters) is there
    return there


async def test_a_teams_question_is_the_teams(host):
    admin, ada, cal, ben, blue = await teams_of(host)
    id = await published(host, ada)
    for browser in (admin, ada, cal, ben):
        assert await sees(browser, id)
    given = await ada.ok("PATCH", f"questions/{id}", {"team_id": blue["id"]})
    assert given["team"] == {"id": blue["id"], "name": "Blue"}
    for browser in (admin, ada, cal):
        assert await sees(browser, id)
    assert not await sees(ben, id)
    pad = {"title": "Backend", "questions": [id]}
    assert (await ben.api("POST", "pads", pad)).status == 404
    assert (await ben.ok("GET", "questions?favourite=true"))["questions"] == []
    assert (await ben.api("POST", f"questions/{id}/duplicate", {})).status == 404
    await ada.ok("PATCH", f"questions/{id}", {"team_id": None})
    assert await sees(ben, id)


async def test_who_leaves_the_team_keeps_their_own_alone(host):
    admin, ada, cal, _, blue = await teams_of(host)
    id = await published(host, ada)
    await ada.ok("PATCH", f"questions/{id}", {"team_id": blue["id"]})
    for browser in (ada, cal):
        me = await browser.ok("GET", "me")
        await admin.ok("DELETE", f"teams/{blue['id']}/members/{me['id']}")
    assert await sees(ada, id)
    assert not await sees(cal, id)


async def test_who_may_give_a_question_to_which_team(host):
    admin, ada, cal, ben, blue = await teams_of(host)
    green = await admin.ok("POST", "teams", {"name": "Green"})
    id = await published(host, ada)

    async def given(browser, team_id):
        return (await browser.api("PATCH", f"questions/{id}", {"team_id": team_id})).status

    assert await given(ada, green["id"]) == 400, "not in that team"
    assert await given(ada, "no-such-team") == 400
    assert await given(admin, "no-such-team") == 400
    assert await given(cal, blue["id"]) == 403, "not theirs"
    assert await given(ben, None) == 403
    assert await given(admin, green["id"]) == 200
    assert await given(cal, blue["id"]) == 404
    assert (await ada.ok("GET", f"questions/{id}"))["team"]["name"] == "Green"


async def test_what_is_imported_says_nothing_of_another_teams(host):
    _, ada, _, ben, blue = await teams_of(host)
    folders = {"count-words": question_files()}
    questions = host.app.questions
    members = host.app.members
    ids = [(await browser.ok("GET", "me"))["id"] for browser in (ada, ben)]
    first = await questions.import_folders(await members.by_id(ids[0]), folders)
    id = first.imported[0]["id"]
    entry = await questions.store.entry(id, "", working=True)
    await questions.store.publish(id, entry.digest, entry.card, ids[0], entry.created)
    await ada.ok("PATCH", f"questions/{id}", {"team_id": blue["id"]})
    again = await questions.import_folders(await members.by_id(ids[1]), folders)
    assert again.there == []
    assert [one["id"] for one in again.imported] != [id]
