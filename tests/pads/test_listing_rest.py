"""The list of pads over REST, as the dashboard asks for it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import update

from interview_ext.db.tables import PadRow


async def listed(member, **query):
    return await member.ok("GET", f"pads?{urlencode(query, doseq=True)}")


def titles(answer):
    return [pad["title"] for pad in answer["pads"]]


async def change(host, pad, **values):
    """Write something into a pad's row."""
    async with host.app.database.writing() as connection:
        await connection.execute(update(PadRow).where(PadRow.id == pad["id"]).values(**values))


async def test_words_filters_orders_and_pages(host):
    member = await host.member()
    for title, name in (("Backend", "Grace Hopper"), ("Data", "Zoë"), ("Again backend", "")):
        await host.new_pad(member, title=title, candidate_name=name)
    assert titles(await listed(member)) == ["Again backend", "Data", "Backend"]
    assert titles(await listed(member, q="BACK")) == ["Again backend", "Backend"]
    assert titles(await listed(member, q="zoe")) == ["Data"]
    assert titles(await listed(member, q="hop gra")) == ["Backend"]
    assert titles(await listed(member, sort="title")) == ["Again backend", "Backend", "Data"]
    assert titles(await listed(member, sort="candidate")) == ["Backend", "Data", "Again backend"]
    page = await listed(member, sort="title", descending="true", limit=2)
    assert titles(page) == ["Data", "Backend"]
    assert page["total"] == 3
    await host.new_pad(member, title="Zebra")
    rest = await listed(member, sort="title", descending="true", limit=2, cursor=page["next"])
    assert titles(rest) == ["Again backend"]
    assert rest["next"] is None
    assert titles(await listed(member, interviewer="me", kind="live")) != []
    assert titles(await listed(member, status=["ended", "in_progress"])) == []
    assert titles(await listed(member, language="python", limit=1)) == ["Zebra"]
    assert titles(await listed(member, language="java")) == []


async def test_who_knocks_is_found_until_they_are_let_in(host):
    member = await host.member()
    pad = await host.new_pad(member)
    await host.new_pad(member, title="Nobody here")
    assert (await listed(member, knocking="true"))["pads"] == []
    await host.knock(pad["id"])
    assert [one["id"] for one in (await listed(member, knocking="true"))["pads"]] == [pad["id"]]
    await host.decide(member, pad["id"], "admit")
    assert (await listed(member, knocking="true"))["pads"] == []


async def test_a_pad_is_found_by_its_tasks(host):
    member = await host.member()
    question = await member.ok("POST", "questions", {"title": "Queue", "type": "whiteboard"})
    pad = await host.new_pad(member, title="With a task")
    await host.new_pad(member, title="Without")
    await member.ok("POST", f"pads/{pad['id']}/tasks", {"quickstart": "file", "language": "bash"})
    assert titles(await listed(member, language="bash")) == ["With a task"]
    assert set(titles(await listed(member, language="python"))) == {"With a task", "Without"}
    assert titles(await listed(member, question=question["id"])) == []
    (task,) = (await member.ok("GET", f"pads/{pad['id']}/tasks"))["tasks"]
    await member.ok("DELETE", f"pads/{pad['id']}/tasks/{task['id']}")
    assert titles(await listed(member, language="bash")) == []


async def test_today_is_the_day_of_who_asks(host):
    member = await host.member()
    now = datetime.now(UTC)
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    pads = {}
    for name, when in (
        ("today", noon), ("yesterday", noon - timedelta(days=1)),
        ("tomorrow", noon + timedelta(days=1)), ("someday", None),
    ):  # fmt: skip
        pads[name] = await host.new_pad(member, title=name)
        await change(host, pads[name], starts_at=when)
    going_on = await host.new_pad(member, title="going on")
    await host.knock(going_on["id"])
    await host.decide(member, going_on["id"], "admit")
    found = await member.ok("GET", "pads/today")
    if datetime.now(UTC).date() != now.date():
        pytest.skip("it became midnight meanwhile")
    assert titles(found) == ["today", "going on"]
    # Where it is fourteen hours later, noon is of the next day there; so is yesterday's of today.
    ahead = titles(await member.ok("GET", f"pads/today?zone={quote('Etc/GMT-14')}"))
    day = (datetime.now(UTC) + timedelta(hours=14)).date()
    expected = "yesterday" if (noon + timedelta(hours=14)).date() != day else "today"
    assert ahead == [expected, "going on"]
    assert titles(await member.ok("GET", "pads/today?interviewer=me")) == ["today", "going on"]


async def test_what_there_is_to_filter_by(host):
    member = await host.member()
    me = await member.ok("GET", "me")
    await host.new_pad(member, title="Backend")
    ended = await host.new_pad(member, title="Data", language="bash")
    await host.knock(ended["id"])
    await host.decide(member, ended["id"], "admit")
    await member.ok("POST", f"pads/{ended['id']}/end")
    found = await member.ok("GET", "pads/filters?status=ended")
    counts = {one["value"]: one["count"] for one in found["statuses"]}
    assert counts == {
        "not_started": 1, "in_progress": 0, "ended": 1, "ready_for_review": 0, "reviewed": 0,
    }  # fmt: skip
    assert found["interviewers"] == [{"value": me["id"], "name": me["name"]}]
    assert found["languages"] == [
        {"value": "bash", "name": "Bash"}, {"value": "python", "name": "Python"},
    ]  # fmt: skip
    assert found["questions"] == []


async def test_the_list_as_a_table(host, monkeypatch):
    monkeypatch.setattr("interview_ext.pads.listing_handlers.AT_ONCE", 2)
    member = await host.member()
    names = ["Grace", "=1+1", "Zoë, the 2nd", '"quoted"', "-5"]
    for name in names:
        await host.new_pad(member, candidate_name=name)
    await host.new_pad(member, title="Left out")
    response = await member.fetch("GET", "/interview/api/pads/export.csv?q=backend&sort=created")
    assert response.code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.body.decode("utf-8-sig")
    assert response.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    shown = ["'-5", '"quoted"', "Zoë, the 2nd", "'=1+1", "Grace"]
    assert [row["candidate"] for row in rows] == shown
    assert {row["status"] for row in rows} == {"not_started"}
    assert all(row["address"].startswith("http") for row in rows)
    entries = (await member.ok("GET", "audit?action=export.csv"))["lines"]
    assert len(entries) == 1, "it is known who took the list along"


@pytest.mark.parametrize(
    "query",
    [
        "unknown=1", "status=gone", "kind=other", "sort=color", "descending=yes", "limit=0",
        "limit=1000", "limit=x", "cursor=x", "date=birthday", "from=yesterday", "knocking=1",
        "from=2026-01-01", "to=2026-01-01T00:00:00", "&".join(f"team={n}" for n in range(60)),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(host, query):
    member = await host.member()
    answer = await member.api("GET", f"pads?{query}")
    assert answer.status == 400
    assert query.split("=")[0] in answer.body["message"]


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "a%00b"]
)
async def test_a_time_zone_that_is_none_is_refused(host, zone):
    answer = await (await host.member()).api("GET", f"pads/today?zone={zone}")
    assert answer.status == 400
