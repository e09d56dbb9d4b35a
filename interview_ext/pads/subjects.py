"""Members who are the candidate of a pad, by its e-mail address, and who may say so."""

from __future__ import annotations

from collections.abc import Sequence

from ..audit.log import AuditLog
from ..errors import Refused
from .store import Member


def check_subjects(by: Member, member_ids: Sequence[str]) -> None:
    """Whether somebody may say that members are the candidate of a pad, or are not any more.

    A candidate sees nothing of what is written about them, so by a colleague's address one could
    lock them out; and by taking it away, let them see it. Called before that is written.

    Raises:
        Refused: only an administrator may, of anybody but themselves.
    """
    if by.role != "admin" and any(member_id != by.id for member_id in member_ids):
        raise Refused(
            "This is the e-mail address of somebody in your organization, and a candidate sees "
            "nothing of what is written about them. So an administrator has to enter or change "
            "it. Nothing was changed."
        )


async def note_subject(
    audit: AuditLog, pad_id: str, by: Member | None, member_id: str, is_subject: bool
) -> None:
    """Keep that a member is a pad's candidate by its address from now on, or no more."""
    done = "pad.candidate_is_member" if is_subject else "pad.candidate_is_no_member"
    await audit.note(done, by, pad_id=pad_id, member=member_id)
