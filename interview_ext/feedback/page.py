"""A pad's feedback as a page to print or to keep. It has no script and loads nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel import Locale
from babel.dates import format_datetime
from jinja2 import Environment

from ..pages.language import current_language, gettext
from ..recording.moment import clock_time
from .form import RECOMMENDATION, rating_key
from .known import Known
from .scorecard import Evidence, Scorecard, disagreements


def as_page(environment: Environment, known: Known) -> str:
    """The page, in the language of the request that is answered.

    Whatever people wrote stands there as text, Markdown and HTML included.

    Arguments:
        environment: of the light pages.
    """
    cards = known.cards
    apart = set(disagreements([card.content for card in cards]))
    decision = known.decisions[0] if known.decisions else None
    named = {one.key: one.competency for card in cards for one in card.form.competencies}
    return environment.get_template("scorecards.html").render(
        pad=known.pad,
        began=_time(known.pad.started),
        cards=[_card(card) for card in cards],
        rows=[
            {
                "name": name,
                "ratings": [card.content.ratings.get(key) for card in cards],
                "apart": rating_key(key) in apart,
            }
            for key, name in named.items()
        ],
        recommendations=[_recommendation(card) for card in cards],
        apart=RECOMMENDATION in apart,
        decision=decision,
        decided=_decisions().get(decision.decision, "") if decision else "",
        decided_at=_time(decision.at) if decision else "",
    )


def _card(card: Scorecard) -> dict[str, Any]:
    content = card.content
    known = {one.key for one in card.form.competencies}
    return {
        "name": card.member_name,
        "version": card.version,
        "submitted": _time(card.submitted),
        "recommendation": _recommendation(card),
        "summary": content.summary,
        "competencies": [
            {
                "name": one.competency,
                "rating": (rating := content.ratings.get(one.key)),
                "level": one.levels[rating - 1] if rating else "",
                "text": content.texts.get(one.key, ""),
                "evidence": [_piece(e) for e in content.evidence if e.competency == one.key],
            }
            for one in card.form.competencies
        ],
        "fields": [
            {"label": one.label, "value": content.fields[one.key]}
            for one in card.form.fields
            if one.key in content.fields
        ],
        "evidence": [_piece(e) for e in content.evidence if e.competency not in known],
    }


def _piece(evidence: Evidence) -> dict[str, str]:
    moment = clock_time(evidence.moment) if evidence.moment is not None else ""
    where = " · ".join(part for part in (moment, evidence.document) if part)
    return {"quote": evidence.quote, "where": where}


def _recommendation(card: Scorecard) -> str:
    words = {
        "strong_no": gettext("Strong no"),
        "no": gettext("No"),
        "yes": gettext("Yes"),
        "strong_yes": gettext("Strong yes"),
    }
    return words.get(card.content.recommendation, "")


def _decisions() -> dict[str, str]:
    return {
        "hire": gettext("Hire"),
        "no_hire": gettext("Do not hire"),
        "further": gettext("Another interview"),
    }


def _time(when: datetime | None) -> str:
    if when is None:
        return ""
    locale = Locale.parse(current_language().tag, sep="-")
    return format_datetime(when, "d MMMM y, HH:mm", tzinfo=None, locale=locale) + " UTC"
