"""What the REST handlers of a pad share."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import APIHandler
from tornado import web

from .auth.identity import PadUser
from .auth.participant import Participant
from .errors import InterviewError
from .resterror import answer_error, checked_body


class PadAPIHandler(APIHandler):
    """A JSON handler inside a pad, for a participant who has entered."""

    @property
    def participant(self) -> Participant:
        """Who asks."""
        user = self.current_user
        if not isinstance(user, PadUser) or user.participant is None:
            raise web.HTTPError(403)
        return user.participant

    def body(self, required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
        """The JSON object sent, checked; see `resterror.checked_body`."""
        return checked_body(self.request.body, required, optional)

    def done(self) -> None:
        """Answer that it was done and there is nothing to say."""
        self.set_status(204)
        self.finish()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, InterviewError):
            answer_error(self, error)
        else:
            super().write_error(status_code, **kwargs)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A refusal in words is no fault of the server."""
        if not isinstance(value, InterviewError):
            super().log_exception(typ, value, tb)
