"""Who did what is in the audit log, and administrators read it."""

from __future__ import annotations

import csv
import json

import pytest


async def audit(member, query=""):
    return (await member.ok("GET", f"audit{query}"))["lines"]


async def test_the_life_of_a_pad_is_in_it(host):
    member = await host.member()
    me = await member.ok("GET", "me")
    pad = await host.new_pad(member)
    await host.knock(pad["id"], "Grace")
    await host.decide(member, pad["id"], "admit")
    await host.enter(member, pad["id"])
    await host.decide(member, pad["id"], "remove")
    await host.decide(member, pad["id"], "decline")
    await member.ok("POST", f"pads/{pad['id']}/end")
    await member.ok("POST", f"pads/{pad['id']}/reopen")
    await member.ok("POST", f"pads/{pad['id']}/end")
    lines = await audit(member)
    assert [line["action"] for line in lines] == [
        "pad.ended", "pad.reopened", "pad.ended", "admission.declined", "admission.removed",
        "pad.opened", "admission.admitted", "pad.created",
    ]  # fmt: skip
    assert all(line["member"] == {"id": me["id"], "name": me["name"]} for line in lines)
    assert all(line["pad"] == {"id": pad["id"], "title": "Backend"} for line in lines)
    assert next(line for line in lines if line["action"] == "pad.opened")["details"] == {
        "role": "interviewer"
    }


async def test_ending_from_within_the_pad_names_who_did_it(host):
    member = await host.member()
    me = await member.ok("GET", "me")
    pad = await host.new_pad(member)
    await host.knock(pad["id"])
    await host.decide(member, pad["id"], "admit")
    await host.enter(member, pad["id"])
    base = f"/interview/pads/{pad['id']}/"
    await member.fetch("GET", base + "api/interview/pad")
    response = await member.fetch("POST", base + "api/interview/end", {})
    assert response.code < 300, response.body
    (line,) = await audit(member, "?action=pad.ended")
    assert line["member"]["id"] == me["id"]


async def test_a_deleted_pad_leaves_lines_without_anything_personal(host):
    member = await host.member()
    pad = await host.new_pad(
        member, title="For Grace Hopper", candidate_name="Grace Hopper", instructions="Dear Grace"
    )
    await host.knock(pad["id"], "Grace Hopper")
    await host.decide(member, pad["id"], "admit", "Grace Hopper")
    await member.ok("POST", f"pads/{pad['id']}/end")
    await member.ok("DELETE", f"pads/{pad['id']}")
    lines = await audit(member, f"?pad={pad['id']}")
    assert [line["action"] for line in lines] == [
        "pad.deleted", "pad.ended", "admission.admitted", "pad.created"
    ]  # fmt: skip
    assert all(line["pad"] == {"id": pad["id"], "title": ""} for line in lines)
    assert "Grace" not in json.dumps(lines)
    async with host.app.database.reading() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM audit")).all()
    assert rows
    assert "Grace" not in repr(rows)


async def test_questions_and_tasks_are_in_it(host):
    member = await host.member()
    question = await member.ok("POST", "questions", {"title": "Queue", "type": "whiteboard"})
    await member.ok("POST", f"questions/{question['id']}/archive")
    await member.ok("POST", f"questions/{question['id']}/restore")
    pad = await host.new_pad(member)
    task = await member.ok("POST", f"pads/{pad['id']}/tasks", {"quickstart": "file"})
    await member.ok("DELETE", f"pads/{pad['id']}/tasks/{task['id']}")
    lines = await audit(member)
    assert [line["action"] for line in lines] == [
        "task.removed", "task.attached", "pad.created",
        "question.restored", "question.archived", "question.created",
    ]  # fmt: skip
    assert lines[-1]["details"] == {"question": question["id"], "title": "Queue"}
    assert lines[-1]["pad"] is None
    assert lines[0]["details"]["task"] == task["id"]


async def test_it_is_read_in_parts_and_by_filters(host):
    member = await host.member()
    me = await member.ok("GET", "me")
    pads = [await host.new_pad(member, title=f"Pad {number}") for number in range(5)]
    found, query = [], "?limit=2"
    while True:
        answer = await member.ok("GET", f"audit{query}")
        assert len(answer["lines"]) <= 2
        found += [line["pad"]["title"] for line in answer["lines"]]
        if answer["next"] is None:
            break
        # What comes in between does not move what follows.
        await host.new_pad(member, title="Later")
        query = f"?limit=2&before={answer['next']}"
    assert found == ["Pad 4", "Pad 3", "Pad 2", "Pad 1", "Pad 0"]
    assert len(await audit(member, f"?pad={pads[0]['id']}")) == 1
    assert len(await audit(member, f"?member={me['id']}&action=pad.created&limit=200")) == 7
    assert await audit(member, "?member=somebody") == []
    assert await audit(member, "?action=question") == []
    assert await audit(member, "?from=2999-01-01T00:00:00Z") == []
    assert await audit(member, "?to=2001-01-01T00:00:00%2B02:00") == []
    filters = await member.ok("GET", "audit/filters")
    assert filters == {
        "actions": ["pad.created"],
        "members": [{"id": me["id"], "name": me["name"]}],
    }


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "before=-1", "from=today", "to=2026-01-01T00:00:00", "pads=x"]
)
async def test_what_it_does_not_understand_it_refuses(host, query):
    answer = await (await host.member()).api("GET", f"audit?{query}")
    assert (answer.status, answer.body["reason"]) == (400, "invalid_input")


async def test_only_administrators_read_it(make_host):
    from interview_ext.auth.host_policy import allowed

    assert allowed("admin", "interview:audit", "read")
    assert not allowed("interviewer", "interview:audit", "read")
    host = await make_host()
    stranger = await host.stranger()
    for path in ("audit", "audit/filters"):
        assert (await stranger.api("GET", path)).status == 403


async def test_nothing_writes_it_by_way_of_the_server(host):
    member = await host.member()
    await host.new_pad(member)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("audit", "audit/1", "audit/filters"):
            answer = await member.fetch(method, f"/interview/api/{path}", {})
            assert answer.code in (404, 405), (method, path)
    assert len(await audit(member)) == 1


async def test_it_is_exported_as_a_table_without_formulas(host):
    member = await host.member()
    await host.new_pad(member, title="=HYPERLINK(1)")
    pad = await host.new_pad(member, title="Plain")
    response = await member.fetch("GET", "/interview/api/audit/export?action=pad")
    assert response.code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="audit-log.csv"'
    rows = list(csv.DictReader(response.body.decode("utf-8-sig").splitlines()))
    assert [row["pad"] for row in rows] == ["Plain", "'=HYPERLINK(1)"]
    assert rows[0]["pad id"] in (pad["id"], f"'{pad['id']}")
    assert json.loads(rows[0]["details"]) == {"kind": "live"}
    assert (await audit(member))[0]["action"] == "audit.exported"


async def test_it_is_exported_for_programs_in_many_parts(host, monkeypatch):
    monkeypatch.setattr("interview_ext.audit.log.CHUNK", 2)
    member = await host.member()
    for number in range(5):
        await host.new_pad(member, title=f"Pad {number}")
    response = await member.fetch("GET", "/interview/api/audit/export?format=jsonl")
    lines = [json.loads(line) for line in response.body.decode().splitlines()]
    assert lines == await audit(member)
    assert [line["action"] for line in lines] == ["audit.exported", *["pad.created"] * 5]
    assert lines[0]["details"] == {"format": "jsonl"}
    wrong = await member.api("GET", "audit/export?format=xlsx")
    assert (wrong.status, wrong.body["reason"]) == (400, "invalid_input")
