"""What can go wrong, in words for the people it happens to. No HTTP in here."""

from __future__ import annotations


class InterviewError(Exception):
    """A refusal or failure that a person is told about.

    Arguments:
        message: what happened, what is safe and what to do next, for the person.
        reason: a short stable word for programs, such as ``"ended"``.
    """

    reason = "error"

    def __init__(self, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if reason is not None:
            self.reason = reason


class NotFound(InterviewError):
    """The thing asked for does not exist, or not for the one who asks."""

    reason = "not_found"


class Refused(InterviewError):
    """The one who asks may not do this."""

    reason = "refused"


class TicketRefused(Refused):
    """An entry ticket is unknown, used, expired, or of another pad."""

    reason = "ticket_refused"


class IllegalTransition(InterviewError):
    """The action does not fit the present state; nothing was changed."""

    reason = "illegal_transition"


class Conflict(InterviewError):
    """Something else stands in the way just now; nothing was changed."""

    reason = "conflict"


class PreconditionFailed(Conflict):
    """What is to be changed is not what the one who changes it thinks; nothing was changed."""

    reason = "precondition_failed"


class InvalidInput(InterviewError):
    """What was sent cannot be used; nothing was changed."""

    reason = "invalid_input"


class TooMany(InterviewError):
    """A limit is reached.

    Arguments:
        retry_after: seconds after which it is worth trying again.
    """

    reason = "too_many"

    def __init__(self, message: str, retry_after: int, reason: str | None = None) -> None:
        super().__init__(message, reason)
        self.retry_after = retry_after


class Unavailable(InterviewError):
    """The server cannot do this at the moment (disk full, database locked, no sandbox)."""

    reason = "unavailable"
