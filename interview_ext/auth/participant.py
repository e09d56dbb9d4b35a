"""A person in one pad. Pure data: no tornado, traitlets, database or clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["candidate", "interviewer", "observer"]

ROLES: tuple[Role, ...] = ("candidate", "interviewer", "observer")


@dataclass(frozen=True)
class Participant:
    """Who holds a pad's cookie, as the pad server knows them.

    The control plane makes participants when a ticket is redeemed; the pad server's
    identity provider, authorizer, rooms and runs read them.

    Arguments:
        id: stable, unguessable; the same person keeps it when they come back to the pad.
        pad_id: the one pad this person may enter.
        role: what the policy table decides by.
        name: as shown to the others, 1 to 80 characters.
        member_id: the signed-in member behind an interviewer or observer, if any.
        admission_id: the admission that let a candidate in, if any.
    """

    id: str
    pad_id: str
    role: Role
    name: str
    member_id: str | None = None
    admission_id: str | None = None
