"""How REST handlers read what is sent to them and say what went wrong, for the host and pads."""

from __future__ import annotations

import json
from typing import Any

from tornado.web import RequestHandler

from . import errors
from .sizes import in_words

MAX_BODY = 64 * 1024

STATUS: dict[type[errors.InterviewError], int] = {
    errors.NotFound: 404,
    errors.Refused: 403,
    errors.IllegalTransition: 409,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.InvalidInput: 400,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


def status_of(error: errors.InterviewError) -> int:
    """The HTTP status that goes with an error of the domain."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def answer_error(handler: RequestHandler, error: errors.InterviewError) -> None:
    """Finish a request with the error's words as `{"message", "reason"}`."""
    handler.clear()
    handler.set_status(status_of(error))
    if isinstance(error, errors.TooMany):
        handler.set_header("Retry-After", str(error.retry_after))
    handler.set_header("Content-Type", "application/json")
    handler.finish(json.dumps({"message": error.message, "reason": error.reason}))


def checked_body(
    body: bytes, required: dict[str, Any], optional: dict[str, Any], maximum: int = MAX_BODY
) -> dict[str, Any]:
    """A JSON object with just the keys and types expected.

    Arguments:
        body: as received.
        required: key to type (or tuple of types); all must be there.
        optional: key to type (or tuple of types).
        maximum: bytes that the body may have.

    Raises:
        InvalidInput: with words that name the key.
    """
    if len(body) > maximum:
        raise errors.InvalidInput(
            f"That is more than can be sent here at once ({in_words(maximum)})."
        )
    try:
        model = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise errors.InvalidInput("The request is not valid JSON.") from error
    if not isinstance(model, dict):
        raise errors.InvalidInput("The request must be a JSON object.")
    known = {**required, **optional}
    for key, value in model.items():
        if key not in known:
            raise errors.InvalidInput(f"“{key[:40]}” is not expected here.")
        if not isinstance(value, known[key]) or (isinstance(value, bool) and known[key] is int):
            raise errors.InvalidInput(f"“{key}” has the wrong type.")
        if isinstance(value, str) and ("\x00" in value or _has_lone_surrogate(value)):
            raise errors.InvalidInput(f"“{key}” has characters that cannot be stored.")
    for key in required:
        if key not in model:
            raise errors.InvalidInput(f"“{key}” is missing.")
    return model


def _has_lone_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
