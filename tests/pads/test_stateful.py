"""Any sequence of what people and the clock do to pads leaves what the tables say, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from interview_ext.errors import IllegalTransition, NotFound, Refused, TooMany
from interview_ext.pads.store import Member

from ..clocks import SetClock
from .test_life import LEGAL

GRACE = timedelta(seconds=60)
QUOTA = 4
KINDS = ("live", "take_home", "sandbox")
LIMITS = (None, 30, 90)


class Life(RuleBasedStateMachine):
    """The manager with its real database and pad servers, beside a few lines that say the same."""

    host: Any
    loop: Any
    clock: SetClock
    members: dict[str, Member]

    pads = Bundle("pads")

    def __init__(self) -> None:
        super().__init__()
        # id -> what it should be.
        self.expected: dict[str, dict[str, Any]] = {}
        # When those that count were made: they go on counting in the tests that follow.
        manager = self.host.app.pads
        manager.quota = 0
        used = self.do(manager.maker.quota_model())["used"]
        manager.quota = used + QUOTA
        self.counted = used

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @rule(target=pads, kind=st.sampled_from(KINDS), limit=st.sampled_from(LIMITS),
          by=st.sampled_from(["admin", "interviewer", "reviewer"]))  # fmt: skip
    def make(self, kind: str, limit: int | None, by: str) -> str:
        manager, form = self.host.app.pads, {"kind": kind, "title": "Pad"}
        if kind == "take_home":
            form["time_limit"] = limit
        counts = kind != "sandbox"
        try:
            model = self.do(manager.maker.create(self.members[by], **form))
        except Refused:
            assert by == "reviewer"
            assert kind != "sandbox"
            return ""
        except TooMany:
            assert counts
            assert self.counted == manager.quota
            return ""
        assert by != "reviewer" or kind == "sandbox"
        assert not counts or self.counted < manager.quota
        self.counted += counts
        self.expected[model["id"]] = {
            "kind": kind,
            "state": "in_progress" if kind == "sandbox" else "not_started",
            "by": by,
            "limit": limit,
            "deadline": None,
            "created": self.clock.now(),
            "submitted": None,
            "submitted_by": "",
        }
        return str(model["id"])

    @rule(pad=pads, action=st.sampled_from(
            ["start", "end", "submit", "extend", "review", "reopen", "delete"]),
          role=st.sampled_from(["admin", "interviewer", "reviewer", "candidate"]))  # fmt: skip
    def act(self, pad: str, action: str, role: str) -> None:
        if not pad:
            return
        now, model = self.clock.now(), self.expected.get(pad)
        # Starting is the candidate's own, or an interviewer's who lets them in.
        if action in ("start",) or (role == "candidate" and action != "submit"):
            role = "candidate" if model and model["kind"] == "take_home" else "interviewer"
            action = "start"
        outcome = self.outcome(model, action, role)
        try:
            self.do(self.perform(pad, action, role))
        except NotFound:
            assert outcome is NotFound
            return
        except Refused:
            assert outcome is Refused, (model, action, role)
            return
        except IllegalTransition:
            assert outcome is IllegalTransition, (model, action, role)
            return
        assert isinstance(outcome, str), (model, action, role)
        assert model is not None
        if outcome == "deleted":
            del self.expected[pad]
            young = now < model["created"] + timedelta(days=28)
            self.counted -= model["kind"] != "sandbox" and young
            return
        if action == "start" and model["kind"] == "take_home" and model["limit"]:
            model["deadline"] = now + timedelta(minutes=model["limit"])
        if action == "extend":
            model["deadline"] = max(model["deadline"], now) + timedelta(minutes=20)
        if action == "reopen" and model["deadline"] and model["deadline"] <= now:
            model["deadline"] = None
        if outcome == "in_progress":
            model["submitted"], model["submitted_by"] = None, ""
        if outcome == "ready_for_review":
            model["submitted"] = now
            model["submitted_by"] = "candidate" if role == "candidate" else "member"
        model["state"] = outcome

    def outcome(self, model: dict[str, Any] | None, action: str, role: str) -> Any:
        if model is None:
            return NotFound
        if action == "end" and model["kind"] == "take_home":
            action = "submit"
        kind = model["kind"]
        ever = {one for (k, _, a), (_, who) in LEGAL.items() if (k, a) == (kind, action)
                for one in who}  # fmt: skip
        if ever and role not in ever:
            return Refused
        if action == "delete" and role == "interviewer" and model["by"] != "interviewer":
            return Refused
        if kind == "sandbox" and role == "reviewer" and model["by"] != "reviewer":
            return Refused
        after, _ = LEGAL.get((kind, model["state"], action), (IllegalTransition, None))
        if action == "extend" and after == "in_progress":
            late = model["state"] == "ready_for_review" and (
                model["submitted_by"] != "deadline"
                or self.clock.now() >= model["submitted"] + timedelta(days=1)
            )
            if late or model["deadline"] is None:
                return IllegalTransition
        return after

    async def perform(self, pad: str, action: str, role: str) -> None:
        manager = self.host.app.pads
        if action == "start":
            async with manager.changing(pad):
                before = await manager.pad(pad)
                started = await manager.starting(before)
                await manager.store.change_pad(started, before.state)
                await manager.refresh(started)
                await manager.mount(started)
        elif action == "submit":
            by = "candidate" if role == "candidate" else "member"
            await manager.submit(pad, by, self.members.get(role))
        elif action == "extend":
            await manager.extend(pad, self.members[role], 20)
        else:
            await getattr(manager, action)(pad, self.members[role])

    @rule(minutes=st.sampled_from([1, 29, 30, 31, 61, 24 * 60, 27 * 24 * 60, 28 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        # What the loop does when it wakes up.
        self.do(self.host.app.pads.submit_overdue())
        for model in self.expected.values():
            over = model["deadline"] and model["deadline"] + GRACE
            if model["state"] == "in_progress" and over and over <= self.clock.now():
                model.update(state="ready_for_review", submitted=over, submitted_by="deadline")

    @invariant()
    def all_is_as_expected(self) -> None:
        manager = self.host.app.pads
        for pad_id, expected in self.expected.items():
            pad = self.do(manager.pad(pad_id))
            got = (pad.state, pad.deadline, pad.submitted, pad.submitted_by)
            assert got == tuple(
                expected[name] for name in ("state", "deadline", "submitted", "submitted_by")
            )
            running = self.host.app.pad_servers.get(pad_id)
            if running is not None:
                assert running.spec.state == pad.state
                assert running.spec.read_only == pad.finished
            assert (pad_id, pad.kind) == (pad_id, expected["kind"])
        assert self.do(manager.maker.quota_model())["used"] == self.counted

    def teardown(self) -> None:
        for pad_id in self.expected:
            self.do(self.host.app.pads.erase(pad_id))


@pytest.mark.timeout(300)
def test_any_sequence_leaves_what_the_tables_say(make_host, jp_asyncio_loop):
    clock = SetClock()
    host = jp_asyncio_loop.run_until_complete(
        make_host(clock=clock, **{"PadManager.quota_period": "ever"})
    )
    members = {}
    for role in ("admin", "interviewer", "reviewer"):
        kept = host.app.store.keep_member(Member(role, role, role.title(), role), clock.now())
        members[role] = jp_asyncio_loop.run_until_complete(kept)
    machine = type(
        "Life",
        (Life,),
        {"host": host, "loop": jp_asyncio_loop, "clock": clock, "members": members},
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
