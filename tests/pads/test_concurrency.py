"""Several people press different buttons of one pad in the same moment."""

from __future__ import annotations

import asyncio
import random
from itertools import permutations

import pytest

from interview_ext.errors import Conflict, IllegalTransition, NotFound

from .test_life import LEGAL
from .test_take_homes import begin, inside

STATUS = {200, 201, 204}


def explains(kind, state, done, last):
    """Whether what was done could have been done one after the other, and leads to `last`."""
    for order in permutations(done):
        now = state
        for action in order:
            now, _ = LEGAL.get((kind, now, action), (None, None))
            if now is None:
                break
        else:
            if now == last:
                return True
    return False


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["live", "take_home"])
@pytest.mark.parametrize("seed", range(4))
async def test_what_is_pressed_at_once_leaves_one_legal_outcome(host, kind, seed):
    owner = await host.member()
    members = [await host.member() for _ in range(3)]
    pad = await host.new_pad(owner, kind=kind)
    state = "not_started"
    candidate = None
    if seed % 2:
        candidate = await begin(host, owner, pad)
        state = "in_progress"
    url = f"pads/{pad['id']}"
    admissions = []
    if candidate is None and kind == "live":
        await host.knock(pad["id"])
        (admission,) = (await owner.ok("GET", f"{url}/admissions"))["admissions"]
        admissions = [f"{url}/admissions/{admission['id']}"]
    end = "submit" if kind == "take_home" else "end"

    async def press(action, request):
        answer = await request
        status = getattr(answer, "status", None) or answer.code
        assert status in STATUS | {403, 404, 409}, (action, status)
        return (action, status)

    async def start():
        try:
            await host.app.waiting_room.begin(pad["id"], "Grace", None, "127.0.0.1")
        except (Conflict, IllegalTransition, NotFound):
            return ("start", 409)
        return ("start", 200)

    requests = [
        *(press(end, member.api("POST", f"{url}/end")) for member in members),
        press("reopen", members[0].api("POST", f"{url}/reopen")),
        press("reopen", members[1].api("POST", f"{url}/reopen")),
        press("delete", members[2].api("DELETE", url)),
        *(press("start", members[0].api("PATCH", where, {"action": "admit"}))
          for where in admissions),
    ]  # fmt: skip
    if kind == "take_home":
        requests.append(press("review", members[1].api("POST", f"{url}/review")))
        if candidate is None:
            requests.append(start())
        else:
            requests.append(
                press("submit", candidate.fetch("POST", inside(pad, "submit")))
            )  # fmt: skip
    random.Random(seed).shuffle(requests)
    results = await asyncio.gather(*requests)
    done = [action for action, status in results if status in STATUS]

    found = await owner.api("GET", url)
    last = found.body["state"] if found.status == 200 else "deleted"
    assert explains(kind, state, done, last), (state, done, last)
    kept = [one for one in (await owner.ok("GET", "pads"))["pads"] if one["id"] == pad["id"]]
    assert [one["state"] for one in kept] == ([] if last == "deleted" else [last])

    # What runs, and what lies on the disk, agree with it.
    server = host.app.pad_servers.get(pad["id"])
    folder = host.app.pad_servers.pads_dir / pad["id"]
    if last == "deleted":
        assert server is None
        assert not folder.exists()
    elif server is not None:
        assert (server.spec.state, server.spec.read_only) == (
            last,
            last in ("ended", "ready_for_review", "reviewed"),
        )
    if candidate is not None:
        works = (await candidate.fetch("GET", inside(pad, "pad"))).code == 200
        assert not works or last == "in_progress"


def test_an_illegal_outcome_is_seen():
    assert explains("live", "not_started", ["end", "start"], "ended")
    assert not explains("live", "not_started", ["end"], "ended")
    assert not explains("live", "in_progress", ["end", "end"], "ended")
    assert not explains("live", "in_progress", ["end", "delete"], "ended")
