"""What an invitation to the team says in a mail, in the language of the one who invites."""

from __future__ import annotations

from ..pages.language import gettext
from .account import Invitation


def subject(organization: str) -> str:
    """The subject of the mail.

    Arguments:
        organization: its name, which may be empty.
    """
    if organization:
        return gettext("Your invitation to the interviews of {organization}").replace(
            "{organization}", organization
        )
    return gettext("Your invitation to the interviews")


def letter(invitation: Invitation, url: str, day: str) -> str:
    """The text of the mail.

    Arguments:
        url: what lets them in.
        day: until when it does, in words.
    """
    text = gettext(
        "Hello {name},\n\n"
        "{by} invited you to take part in interviews. Please open this address, and choose a name "
        "and a password:\n\n"
        "{url}\n\n"
        "It works once, until {day}. If you do not know what this is about, you need not do "
        "anything."
    )
    for key, value in (
        ("{name}", invitation.name),
        ("{by}", invitation.created_by),
        ("{url}", url),
        ("{day}", day),
    ):
        text = text.replace(key, value)
    return text.replace(" ,", ",")
