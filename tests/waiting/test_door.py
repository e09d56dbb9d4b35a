"""What an open door shows, for every pad, browser and time; and who counts as its candidate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from interview_ext.pads.pad import Pad
from interview_ext.waiting.admission import Admission
from interview_ext.waiting.door import holder, way_in

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

NEW = Pad(
    id="p" * 24,
    kind="take_home",
    state="not_started",
    title="Words",
    candidate_name="",
    start_with="notebook",
    instructions="",
    created_by=None,
    created=NOW - 24 * HOUR,
    door="open",
    time_limit=60,
)
BEGUN = replace(NEW, state="in_progress", started=NOW - HOUR / 2, deadline=NOW + HOUR / 2)

IN = Admission("a", NEW.id, "Grace", "admitted", NOW - HOUR)
LEFT = replace(IN, state="left")
REMOVED = replace(IN, state="knocking", removed=NOW)
DECLINED = replace(IN, state="declined")


@pytest.mark.parametrize(
    ("pad", "own", "held", "way"),
    [
        (NEW, None, None, "rules"),
        (replace(NEW, due=NOW + HOUR), None, None, "rules"),
        (replace(NEW, due=NOW), None, None, "too_late"),
        (BEGUN, IN, IN, "inside"),
        (BEGUN, None, IN, "elsewhere"),
        (BEGUN, REMOVED, REMOVED, "paused"),
        (BEGUN, DECLINED, DECLINED, "paused"),
        # Whoever was sent out does not come in through another browser.
        (BEGUN, None, REMOVED, "elsewhere"),
        (BEGUN, None, DECLINED, "elsewhere"),
        (BEGUN, LEFT, LEFT, "rules"),
        (BEGUN, None, LEFT, "rules"),
        (replace(BEGUN, deadline=NOW), IN, IN, "over"),
        (replace(BEGUN, deadline=None), IN, IN, "inside"),
        # Who has begun goes on: the deadline says until when.
        (replace(BEGUN, due=NOW), IN, IN, "inside"),
        (replace(BEGUN, state="ready_for_review"), IN, IN, "over"),
        (replace(BEGUN, state="reviewed"), None, None, "over"),
        (replace(NEW, kind="sandbox", state="in_progress"), None, None, "rules"),
        (replace(NEW, kind="sandbox", state="ended"), None, None, "over"),
    ],
)
def test_the_way_in(pad: Pad, own: Admission | None, held: Admission | None, way: str) -> None:
    assert way_in(pad, own, held, NOW) == way


def test_there_is_one_candidate() -> None:
    assert holder([]) is None
    assert holder([IN]) is IN
