"""Who may see what members wrote about a candidate. Pure."""

from __future__ import annotations

from typing import Final, Literal, Protocol, get_args

from ..mail.address import compared

SeeOthers = Literal["never", "after_submitting", "always"]
SEE_OTHERS: Final[tuple[SeeOthers, ...]] = get_args(SeeOthers)


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
    return {compared(one) for one in (member.email, member.username)} - {""}


def is_subject(member: Reader, pad: Subject) -> bool:
    """Whether a pad's candidate is this member, who sees nothing of what is written about them.

    That holds for administrators as well.
    """
    return compared(pad.candidate_email) in addresses(member)


def may_see_others(rule: SeeOthers, submitted: bool, is_subject: bool) -> bool:
    """Whether a member may see the scorecards of others, and know that there are any.

    Arguments:
        rule: the organization's.
        submitted: whether they have submitted a scorecard of their own of this pad.
        is_subject: see above.
    """
    if is_subject:
        return False
    return rule == "always" or (rule == "after_submitting" and submitted)


def may_know_decision(rule: SeeOthers, submitted: bool, is_subject: bool) -> bool:
    """Whether a member may see what was decided: with their own judgment made, or never bound to.

    Where nobody ever sees the others' scorecards, there is a decision all the same.
    """
    return not is_subject and (submitted or rule == "always")
