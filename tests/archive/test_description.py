"""What an archive says of its interview is read back as it was, and rubbish is refused."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_ext.archive.description import Description, Person, parse_description
from interview_ext.archive.export_app import file_name
from interview_ext.archive.import_app import as_ended
from interview_ext.errors import InvalidInput
from interview_ext.pads.life import KINDS, STATES
from interview_ext.pads.pad import START_WITH, Pad, new_pad_id

NOW = datetime(2026, 3, 4, 5, 6, 7, 891000, UTC)

times = st.datetimes(
    datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
)  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=255)


@st.composite
def descriptions(draw: st.DrawFn) -> Description:
    pad = Pad(
        id=new_pad_id(),
        kind=draw(st.sampled_from(KINDS)),
        state=draw(st.sampled_from(STATES)),
        title=draw(texts),
        candidate_name=draw(texts),
        start_with=draw(st.sampled_from(START_WITH)),
        instructions=draw(texts),
        created_by=None,
        created=draw(times),
        ended=draw(st.none() | times),
        sealed_frames=draw(st.none() | st.integers(0, 2**40)),
        sealed_head=draw(st.none() | st.just("ab" * 32)),
        time_limit=draw(st.none() | st.integers(1, 600)),
        deadline=draw(st.none() | times),
        submitted=draw(st.none() | times),
        submitted_by=draw(st.sampled_from(["", "candidate", "deadline", "member"])),
    )
    names = draw(st.lists(texts, max_size=3))
    people = tuple(Person(f"p{at}", "candidate", name, NOW) for at, name in enumerate(names))
    return Description(pad, people)


@given(descriptions())
def test_what_is_written_is_read(description: Description) -> None:
    assert parse_description(json.loads(json.dumps(description.model()))) == description


def test_who_made_a_pad_stays_at_home() -> None:
    pad = replace(EXAMPLE.pad, created_by="member-1")
    assert "member-1" not in json.dumps(Description(pad, ()).model())


EXAMPLE = Description(
    Pad(
        id=new_pad_id(),
        kind="live",
        state="ended",
        title="Backend",
        candidate_name="Grace",
        start_with="notebook",
        instructions="",
        created_by=None,
        created=NOW,
    ),
    (Person("p1", "candidate", "Grace", NOW),),
)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("format",), 2, "newer"),
        (("pad",), [], '"pad"'),
        (("pad", "id"), "../../etc/passwd", '"id"'),
        (("pad", "kind"), "party", "party"),
        (("pad", "state"), "forgotten", "forgotten"),
        (("pad", "title"), "x" * 300, "255"),
        (("pad", "title"), 5, "text"),
        (("pad", "created"), "yesterday", "time"),
        (("pad", "created"), "2026-03-04T05:06:07", "zone"),
        (("pad", "created"), None, "time"),
        (("pad", "sealed_frames"), -1, "number"),
        (("pad", "sealed_frames"), True, "number"),
        (("pad", "sealed_head"), "../x", "SHA-256"),
        (("pad", "time_limit"), True, "minutes"),
        (("pad", "time_limit"), 0, "minutes"),
        (("pad", "submitted_by"), "the cat", "the cat"),
        (("pad", "deadline"), "soon", "time"),
        (("people",), {}, "people"),
        (("people", 0), "Grace", "people"),
        (("people", 0, "id"), "a/b", "id"),
        (("people", 0, "role"), "admin", "admin"),
        (("people", 0, "created"), 5, "time"),
    ],
)
def test_rubbish_is_refused_with_what_is_wrong(path, value, words) -> None:  # type: ignore[no-untyped-def]
    model = deepcopy(EXAMPLE.model())
    place = model
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(InvalidInput, match=words):
        parse_description(model)


def test_two_people_are_two() -> None:
    model = EXAMPLE.model()
    model["people"] *= 2
    with pytest.raises(InvalidInput, match="same id"):
        parse_description(model)


def test_an_interview_that_went_on_elsewhere_is_over_here() -> None:
    going_on = replace(EXAMPLE.pad, state="in_progress")
    assert as_ended(going_on, NOW) == replace(EXAMPLE.pad, state="ended", ended=NOW)
    at_home = replace(going_on, kind="take_home")
    assert as_ended(at_home, NOW).state == "ready_for_review"
    assert as_ended(EXAMPLE.pad, NOW) == EXAMPLE.pad


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Data Scientist: Zürich", "data-scientist-zurich"),
        ("../../etc/passwd", "etc-passwd"),
        ("面接", "interview"),
        ("x" * 300, "x" * 40),
    ],
)
def test_an_archive_is_named_after_its_pad(title: str, name: str) -> None:
    pad = replace(EXAMPLE.pad, title=title)
    assert file_name(pad) == f"{name}-{pad.id[:8]}"
