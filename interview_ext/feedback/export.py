"""A pad's feedback as files: JSON with every version, and a table for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from ..pads.csv import BYTE_ORDER_MARK, cell
from ..recording.moment import clock_time
from .known import Known, decision_model, iso, version_model
from .scorecard import Scorecard

FORMATS: Final = ("json", "csv", "html")

COLUMNS: Final = (
    "interviewer", "version", "time (UTC)", "part", "name", "value", "level", "text", "moment",
    "document",
)  # fmt: skip


def as_json(known: Known) -> str:
    """Every version that somebody may see, the newest first, and every decision."""
    pad = known.pad
    cards = sorted(
        [*known.mine, *(known.others or ())],
        key=lambda card: (card.submitted, card.version),
        reverse=True,
    )
    decisions = known.decisions
    model: dict[str, Any] = {
        "pad": {
            "id": pad.id,
            "title": pad.title,
            "candidate_name": pad.candidate_name,
            "kind": pad.kind,
            "state": pad.state,
            "started": iso(pad.started) if pad.started else None,
            "ended": iso(pad.ended) if pad.ended else None,
        },
        "scorecards": [version_model(card) for card in cards],
        "decisions": None if decisions is None else [decision_model(one) for one in decisions],
    }
    return json.dumps(model, ensure_ascii=False, indent=2) + "\n"


def as_csv(known: Known) -> bytes:
    """A row for each judgment of each scorecard's newest version, and the decision."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="")
    writer.writeheader()
    for card in known.cards:
        for row in _rows(card):
            writer.writerow({name: cell(value) for name, value in row.items()})
    for decision in (known.decisions or ())[:1]:
        row = {
            "interviewer": decision.member_name,
            "time (UTC)": iso(decision.at),
            "part": "decision",
            "value": decision.decision,
            "text": decision.reason,
        }
        writer.writerow({name: cell(value) for name, value in row.items()})
    return BYTE_ORDER_MARK + written.getvalue().encode()


def _rows(card: Scorecard) -> Iterator[dict[str, object]]:
    content = card.content
    by = {
        "interviewer": card.member_name,
        "version": card.version,
        "time (UTC)": iso(card.submitted),
    }
    yield {
        **by,
        "part": "recommendation",
        "value": content.recommendation,
        "text": content.summary,
    }
    names = {one.key: one.competency for one in card.form.competencies}
    for one in card.form.competencies:
        rating = content.ratings.get(one.key)
        text = content.texts.get(one.key, "")
        if rating is not None or text:
            yield {
                **by,
                "part": "competency",
                "name": one.competency,
                "value": rating,
                "level": one.levels[rating - 1] if rating is not None else "",
                "text": text,
            }
    for asked in card.form.fields:
        if asked.key in content.fields:
            yield {
                **by,
                "part": "field",
                "name": asked.label,
                "value": content.fields[asked.key],
            }
    for piece in content.evidence:
        yield {
            **by,
            "part": "evidence",
            "name": names.get(piece.competency, ""),
            "text": piece.quote,
            "moment": clock_time(piece.moment) if piece.moment is not None else "",
            "document": piece.document,
        }
