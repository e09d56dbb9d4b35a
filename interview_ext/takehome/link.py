"""A public link: makes a take-home for each e-mail address that somebody comes with. Pure."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from ..mail.address import mail_address

EMAIL_MAXIMUM = 254
MOST_MAXIMUM = 10_000

_LINK_ID = re.compile(r"[A-Za-z0-9_-]{24}\Z")


def new_link_id() -> str:
    """An unguessable (144 bits), URL-safe id. Whoever knows it may make a take-home."""
    while True:
        link_id = secrets.token_urlsafe(18)
        if link_id[0] not in "-_" and link_id[-1] not in "-_":
            return link_id


def is_link_id(value: str) -> bool:
    """Whether this could be the id of a link: saves looking up rubbish."""
    return _LINK_ID.match(value) is not None


def valid_email(value: object) -> str:
    """An e-mail address as it is kept: in lower case, so that one person has one take-home.

    Raises:
        InvalidInput: it is none.
    """
    return mail_address(value).lower()


@dataclass(frozen=True)
class Link:
    """A public link, as the store keeps it.

    Arguments:
        id: unguessable; part of its address.
        title: of the pads it makes; the candidate's name is added for members.
        questions: ids of those whose tasks each pad gets.
        question_languages: the language of each of those that have one, by the question's id.
        language: of the pads.
        instructions: Markdown for the candidates.
        time_limit: minutes from each candidate's start; None for none.
        due: when all must be handed in, and after which no pad is made; None for never.
        most: how many pads of it there may be; one that is deleted leaves its place.
        interviewers: ids of the members who are assigned to the pads.
        team_id: the team that the pads belong to; None for the whole organization.
        created_by: the member whose it is; None when that member is gone.
        closed: since when it makes no pads any more.
        template_id, template_revision: of the template that its pads are made from, as it was when
            the link was made; None for none.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    question_languages: dict[str, str]
    language: str
    instructions: str
    time_limit: int | None
    due: datetime | None
    most: int
    interviewers: tuple[str, ...]
    team_id: str | None
    created_by: str | None
    created: datetime
    closed: datetime | None = None
    template_id: str | None = None
    template_revision: int | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it still makes pads, as far as it knows itself."""
        return (
            self.closed is None
            and self.created_by is not None
            and (self.due is None or now < self.due)
        )
