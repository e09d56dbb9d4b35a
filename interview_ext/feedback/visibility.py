"""Who may see what members wrote about a candidate. Pure."""

from __future__ import annotations

from typing import Protocol


class Reader(Protocol):
    """A member who wants to see something."""

    @property
    def email(self) -> str: ...

    @property
    def username(self) -> str: ...


class Subject(Protocol):
    """A pad, for the sake of its candidate."""

    @property
    def candidate_email(self) -> str: ...


def addresses(member: Reader) -> set[str]:
    """The e-mail addresses by which a member is known, as they are compared."""
    plain = {one.strip().casefold() for one in (member.email, member.username)}
    return {one for one in plain if "@" in one}


def is_subject(member: Reader, pad: Subject) -> bool:
    """Whether a pad's candidate is this member, who sees nothing of what is written about them.

    That holds for administrators as well.
    """
    return pad.candidate_email.strip().casefold() in addresses(member)
