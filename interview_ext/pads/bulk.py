"""Many pads from one form: what each of them gets. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import InvalidInput

MOST: Final = 100
"""Pads that can be made at once."""


def each(
    fields: Mapping[str, Any], candidates: Sequence[Any] | None, count: int | None
) -> list[dict[str, Any]]:
    """What each pad is made from: the same, but for its candidate and title.

    Arguments:
        fields: of all of them.
        candidates: an object with `name` and `email` for each.
        count: how many, where nobody is named.

    Raises:
        InvalidInput: there is not one of the two, too many are asked for, or a candidate is none.
    """
    if (candidates is None) == (count is None):
        raise InvalidInput("Say either who the candidates are, or how many pads you need.")
    if candidates is None:
        candidates = [{}] * _number(count or 0)
    _number(len(candidates))
    title = fields.get("title", "")
    # As many digits for each, so that they are in their order when they are sorted by title.
    digits = len(str(len(candidates)))
    made = []
    for number, one in enumerate(candidates, 1):
        name, email = _candidate(one, number)
        told_apart = f"{title}, {name}" if name else f"{title} {number:0{digits}}"
        words = {"candidate_name": name, "candidate_email": email}
        made.append({**fields, **words, "title": told_apart if title else ""})
    return made


def _number(count: int) -> int:
    if not 1 <= count <= MOST:
        raise InvalidInput(f"From 1 to {MOST} pads can be made at once. None was made.")
    return count


def _candidate(one: object, number: int) -> tuple[str, str]:
    if not isinstance(one, dict) or not one.keys() <= {"name", "email"}:
        raise InvalidInput(f"Candidate {number}: there may be a name and an e-mail address.")
    name, email = (one.get(key) or "" for key in ("name", "email"))
    if not isinstance(name, str) or not isinstance(email, str):
        raise InvalidInput(f"Candidate {number}: name and e-mail address must be text.")
    return name.strip(), email.strip()
