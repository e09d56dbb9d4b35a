"""The authorizer of a pad server: Jupyter Server's question, the policy table's answer."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import User
from jupyter_server.base.handlers import JupyterHandler
from traitlets import Callable as CallableTrait

from .identity import PadUser
from .participant import Participant, Role
from .policy import allowed


class PadAuthorizer(Authorizer):
    """Answers from `auth.policy.GRANTS`, for the role that counts at this moment."""

    role_of: Callable[[Participant], Role | None] = CallableTrait(  # type: ignore[assignment]
        default_value=lambda participant: None,
        help="Returns a participant's effective role, or None. Set by the pad server.",
    )

    def is_authorized(
        self, handler: JupyterHandler, user: User, action: str, resource: str
    ) -> bool:
        if not isinstance(user, PadUser) or user.participant is None:
            return False
        role = self.role_of(user.participant)
        return role is not None and allowed(role, resource, action)  # type: ignore[arg-type]
