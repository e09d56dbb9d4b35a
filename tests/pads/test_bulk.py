"""Many pads at once: all of them, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interview_ext.errors import InvalidInput
from interview_ext.pads.bulk import MOST, each

from ..tasks.bank import ID, SLUG, write


def test_candidates_are_told_apart_by_their_names():
    made = each(
        {"title": "Backend", "language": "r"},
        [{"name": " Grace ", "email": "grace@example.org"}, {"email": "x@example.org"}, {}],
        None,
    )
    assert [one["title"] for one in made] == ["Backend, Grace", "Backend 2", "Backend 3"]
    assert [one["candidate_name"] for one in made] == ["Grace", "", ""]
    assert [one["candidate_email"] for one in made] == ["grace@example.org", "x@example.org", ""]
    assert {one["language"] for one in made} == {"r"}


def test_numbers_stay_in_order():
    titles = [one["title"] for one in each({"title": "Backend"}, None, 12)]
    assert titles[0] == "Backend 01"
    assert titles == sorted(titles)


@pytest.mark.parametrize(
    ("candidates", "count"),
    [
        (None, None), ([{}], 1), ([], None), (None, 0), (None, -1), (None, MOST + 1),
        ([{}] * (MOST + 1), None), (["Grace"], None), ([{"name": 1}], None), ([None], None),
        ([{"name": "Grace", "phone": "1"}], None),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(candidates, count):
    with pytest.raises(InvalidInput):
        each({"title": "Backend"}, candidates, count)


async def test_pads_for_each_candidate(host):
    member = await host.member()
    people = [{"name": f"Candidate {n}", "email": f"c{n}@example.org"} for n in range(1, 6)]
    pads = (await member.ok("POST", "pads/bulk", {"title": "Data", "candidates": people}))["pads"]
    assert [pad["candidate_name"] for pad in pads] == [one["name"] for one in people]
    assert [pad["candidate_email"] for pad in pads] == [one["email"] for one in people]
    assert len({pad["url"] for pad in pads}) == 5
    listed = await member.ok("GET", "pads?sort=created&descending=false&q=data")
    assert [pad["id"] for pad in listed["pads"]] == [pad["id"] for pad in pads]
    assert (await member.ok("GET", "pads?q=c3"))["total"] == 1


async def test_pads_from_a_question(host):
    member = await host.member()
    question = await member.ok(
        "POST", "questions", {"title": "Queue", "type": "code", "languages": ["python"]}
    )
    fields = {"title": "Take this", "questions": [question["id"]]}
    answer = await member.api("POST", "pads/bulk", {**fields, "count": 2})
    assert answer.status in (403, 404, 409), "a draft cannot be used"
    assert (await member.ok("GET", "pads"))["total"] == 0


async def test_over_the_quota_none_is_made(make_host):
    host = await make_host(**{"PadManager.quota": 3})
    member = await host.member()
    await host.new_pad(member)
    answer = await member.api("POST", "pads/bulk", {"title": "Data", "count": 3})
    assert (answer.status, answer.body["reason"]) == (429, "quota")
    assert (await member.ok("GET", "pads"))["total"] == 1
    assert (await member.ok("GET", "quota"))["used"] == 1
    assert len((await member.ok("POST", "pads/bulk", {"title": "Data", "count": 2}))["pads"]) == 2
    assert (await member.ok("GET", "quota"))["left"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {"title": "Data"}, {"title": "Data", "count": "3"}, {"title": "Data", "count": 101},
        {"title": "Data", "candidates": [{"name": "x" * 81}]}, {"title": "", "count": 2},
        {"title": "Data", "candidates": [{"name": "Grace"}, {"email": "not an address"}]},
        {"title": "Data", "count": 1, "candidate_name": "Grace"},
        {"title": "Data", "count": 1, "language": "klingon"},
    ],
)  # fmt: skip
async def test_one_that_is_wrong_keeps_all_from_being_made(host, body):
    member = await host.member()
    assert (await member.api("POST", "pads/bulk", body)).status == 400
    assert (await member.ok("GET", "pads"))["total"] == 0


async def test_a_reviewer_makes_none(host):
    reviewer = await host.colleague("reviewer")
    assert (await reviewer.api("POST", "pads/bulk", {"title": "x", "count": 1})).status == 403


async def test_what_is_being_made_is_seen_once_it_is_whole(host, tmp_path, monkeypatch):
    questions = host.app.questions
    await questions.examples_are_there()
    await questions.bring_examples({SLUG: write(tmp_path / "bank")})
    member = await host.member()
    begin, seen = host.app.tasks.begin, []

    async def watched(pad, *rest):
        unmade = await host.app.store.unmade_pads()
        seen.append((pad.id in unmade, (await member.ok("GET", "pads"))["total"]))
        await begin(pad, *rest)

    monkeypatch.setattr(host.app.tasks, "begin", watched)
    fields = {"title": "Take this", "questions": [ID]}
    made = (await member.ok("POST", "pads/bulk", {**fields, "count": 2}))["pads"]
    assert seen == [(True, 0), (True, 0)]
    assert (await member.ok("GET", "pads"))["total"] == 2
    assert [len(pad["questions"]) for pad in made] == [1, 1]


async def test_what_was_half_made_when_the_server_was_killed_is_gone_when_it_starts(host):
    member = await host.member()
    me = await host.app.store.member((await member.ok("GET", "me"))["id"])
    pad = replace((await host.app.pads.maker.prepare(me, title="Half made")).pad, ephemeral=True)
    await host.app.store.add_pads([(pad, [me.id])])
    await host.app.pads.open(pad.id)
    folder = host.directory / "interview" / "pads" / pad.id
    assert folder.is_dir()
    await host.stop()
    await host.start()
    assert not folder.exists()
    assert (await (await host.member()).ok("GET", "quota"))["used"] == 0
    assert (await (await host.member()).api("GET", f"pads/{pad.id}")).status == 404
