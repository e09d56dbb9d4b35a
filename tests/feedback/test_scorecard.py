"""What a draft says, whether it is whole, and how several judgments differ."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from interview_ext.errors import InvalidInput
from interview_ext.feedback.decision import valid_decision, valid_reason
from interview_ext.feedback.form import Form, FormField, Rubric, form_of, key_of
from interview_ext.feedback.reading import read_draft
from interview_ext.feedback.scorecard import (
    EVIDENCE_MAXIMUM,
    RECOMMENDATIONS,
    TEXT_MAXIMUM,
    Content,
    Evidence,
    disagreements,
    problems,
)
from interview_ext.feedback.visibility import (
    SEE_OTHERS,
    is_subject,
    may_know_decision,
    may_see_others,
)
from interview_ext.pads.pad import Pad
from interview_ext.pads.store import Member

ANCHORS = ("never", "seldom", "often", "always")
CARE, SPEED = key_of("Care"), key_of("Speed")

FIELDS = (
    FormField("level", "Level", "select", ("Junior", "Senior"), required=True),
    FormField("again", "Work with again", "rating"),
    FormField("why", "Why", "text", required=True),
)
FORM = form_of(
    [Rubric("q1", "Count words", True, (("Care", ANCHORS), ("Speed", ANCHORS)))], fields=FIELDS
)

anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
keys = st.sampled_from(
    ["recommendation", f"rating:{CARE}", "field:level", "field:again", "field:why"]
)
contents = st.builds(
    Content,
    recommendation=st.sampled_from(["", *RECOMMENDATIONS]),
    ratings=st.dictionaries(st.sampled_from([CARE, SPEED]), st.integers(1, 4)),
)


def whole() -> Content:
    return Content.read(
        FORM,
        {
            "recommendation": "yes", f"rating:{CARE}": 4.0, f"rating:{SPEED}": 1,
            "field:level": "Senior", "field:again": 3.0,
        },
        {"text:why": "Kind.", "summary": "Well done."},
        [],
    )  # fmt: skip


# -- the form


def test_each_competency_is_asked_for_once_on_the_first_words_of_its_levels():
    other = tuple(word.upper() for word in ANCHORS)
    form = form_of(
        [
            Rubric("q1", "Count words", False, (("Care", ANCHORS),)),
            Rubric("q2", "Sort numbers", True, (("  care ", other), ("Speed", other))),
        ],
        [("Kindness", ("", "", "", ""))],
    )
    assert [(one.competency, one.source, one.question_id) for one in form.competencies] == [
        ("Kindness", "", None), ("Care", "Count words", "q1"), ("Speed", "Sort numbers", "q2"),
    ]  # fmt: skip
    assert form.competencies[1].levels == ANCHORS
    assert form.competencies[1].required, "the second task was opened, and asks for it too"


def test_what_nobody_was_asked_may_be_left_out():
    rubrics = [
        Rubric("q1", "Count words", True, (("Care", ANCHORS),)),
        Rubric("q2", "Sort numbers", False, (("Speed", ANCHORS),)),
    ]
    assert form_of(rubrics).required == ["recommendation", f"rating:{CARE}"]
    nobody = [replace(rubric, asked=False) for rubric in rubrics]
    assert form_of(nobody).required == ["recommendation", f"rating:{CARE}", f"rating:{SPEED}"]


@given(st.text(), st.text())
def test_keys_are_slugs_that_only_the_same_words_share(one, other):
    def plain(words):
        return " ".join(unicodedata.normalize("NFKC", words).casefold().split())

    assert set(key_of(one)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert (key_of(one) == key_of(other)) == (plain(one) == plain(other))
    assert key_of(f"  {one} ") == key_of(one)


def test_a_form_is_kept_as_it_was():
    assert Form.load(json.loads(json.dumps(FORM.model()))) == FORM


# -- a draft


@given(
    st.dictionaries(keys, anything),
    st.dictionaries(st.sampled_from(["summary", f"text:{CARE}", "text:why"]), st.text()),
    st.lists(
        anything
        | st.dictionaries(
            st.sampled_from(["id", "quote", "moment", "document", "competency"]), anything
        ),
        max_size=4,
    ),
)
def test_whatever_a_browser_writes_a_scorecard_holds_only_what_makes_sense(
    answers, texts, evidence
):
    content = Content.read(FORM, answers, texts, evidence)
    assert content.recommendation in ("", *RECOMMENDATIONS)
    assert all(rating in (1, 2, 3, 4) for rating in content.ratings.values())
    assert content.fields.get("level", "Junior") in ("Junior", "Senior")
    assert content.fields.get("again", 1) in (1, 2, 3, 4)
    for piece in content.evidence:
        assert piece.quote or piece.moment is not None
        assert piece.competency in ("", CARE, SPEED)
    stored = json.dumps(content.model(), ensure_ascii=False, allow_nan=False).encode()
    assert Content.load(json.loads(stored)) == content
    problems(content, FORM)


def test_a_draft_is_read_from_the_document_that_browsers_share():
    doc: Doc = Doc()
    answers = doc.get("answers", type=Map)
    answers["recommendation"] = "strong_yes"
    answers[f"rating:{CARE}"] = 2.0
    doc.get("summary", type=Text).insert(0, "Ein Herz 🫀\r\n")
    doc.get("evidence", type=Array).append(Map({"id": "1", "quote": "x", "moment": 1500.7}))
    content = read_draft(doc.get_update(), FORM)
    assert content == Content(
        recommendation="strong_yes",
        summary="Ein Herz 🫀",
        ratings={CARE: 2},
        evidence=(Evidence("1", "x", 1500),),
    )
    assert read_draft(None, FORM) == Content()


def test_a_draft_with_other_things_in_it_is_an_empty_one():
    doc: Doc = Doc()
    doc.get("answers", type=Array).append("yes")
    doc.get("evidence", type=Text).insert(0, "quote")
    doc.get("summary", type=Map)["a"] = "b"
    assert read_draft(doc.get_update(), FORM) == Content()


# -- whole or not


def test_it_is_whole_with_all_that_is_required():
    assert problems(whole(), FORM) == []
    assert [one.key for one in problems(Content(), FORM)] == FORM.required
    long = replace(whole(), summary="x" * (TEXT_MAXIMUM + 1))
    assert [one.key for one in problems(long, FORM)] == ["summary"]
    many = replace(whole(), evidence=(Evidence("1", "x"),) * (EVIDENCE_MAXIMUM + 1))
    assert [one.key for one in problems(many, FORM)] == ["evidence"]


@pytest.mark.parametrize("missing", FORM.required)
def test_each_required_part_is_missed_by_its_name(missing):
    kind, _, key = missing.partition(":")
    if kind == "recommendation":
        content = replace(whole(), recommendation="")
    elif kind == "rating":
        content = replace(whole(), ratings={k: v for k, v in whole().ratings.items() if k != key})
    else:
        content = replace(whole(), fields={k: v for k, v in whole().fields.items() if k != key})
    assert [one.key for one in problems(content, FORM)] == [missing]


# -- several


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("yes", "no", True), ("strong_no", "strong_yes", True), ("yes", "strong_yes", False),
        ("no", "strong_no", False), ("yes", "", False),
    ],
)  # fmt: skip
def test_a_yes_beside_a_no_is_a_disagreement(one, other, apart):
    found = disagreements([Content(recommendation=one), Content(recommendation=other)])
    assert found == (["recommendation"] if apart else [])


@given(st.lists(contents, max_size=5), st.randoms())
def test_disagreements_depend_on_no_order_and_grow_with_more_judgments(judged, random):
    found = disagreements(judged)
    shuffled = list(judged)
    random.shuffle(shuffled)
    assert disagreements(shuffled) == found
    assert set(disagreements(judged[:-1])) <= set(found)
    assert disagreements(judged[:1]) == []
    for key in (CARE, SPEED):
        ratings = [one.ratings[key] for one in judged if key in one.ratings]
        apart = bool(ratings) and max(ratings) - min(ratings) >= 2
        assert (f"rating:{key}" in found) == apart


# -- who sees


@given(st.sampled_from(SEE_OTHERS), st.booleans(), st.booleans())
def test_who_is_judged_sees_nothing_and_who_has_not_submitted_only_where_all_may(
    rule, submitted, subject
):
    sees = may_see_others(rule, submitted, subject)
    knows = may_know_decision(rule, submitted, subject)
    assert not (subject and (sees or knows))
    if not submitted and rule != "always":
        assert not sees
        assert not knows
    assert not sees or knows
    assert sees == (
        not subject and {"never": False, "after_submitting": submitted, "always": True}[rule]
    )


@pytest.mark.parametrize(
    ("email", "username", "candidate", "same"),
    [
        ("grace@example.org", "grace", "Grace@Example.org ", True),
        ("", "grace@example.org", "grace@example.org", True),
        ("", "grace", "", False),
        ("", "", "", False),
        ("ada@example.org", "ada", "grace@example.org", False),
        ("", "grace", "grace", False),
    ],
)
def test_a_candidate_is_known_again_by_their_address(email, username, candidate, same):
    member = Member("1", username, "Grace", "admin", email=email)
    now = datetime.now(UTC)
    pad = Pad("p", "live", "ended", "Backend", "", "file", "", None, now, candidate_email=candidate)
    assert is_subject(member, pad) is same


def test_a_decision_needs_a_reason():
    assert (valid_decision("hire"), valid_reason(" Good \r\n")) == ("hire", "Good")
    for wrong in ("", "maybe", None, ["hire"]):
        with pytest.raises(InvalidInput):
            valid_decision(wrong)
    for wrong in ("", " \n", "x" * 5001, None, "\x00"):
        with pytest.raises(InvalidInput):
            valid_reason(wrong)
