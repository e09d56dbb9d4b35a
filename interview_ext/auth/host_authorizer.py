"""The authorizer of the host: Jupyter Server's question, the host policy's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import User
from jupyter_server.base.handlers import JupyterHandler

from ..errors import Refused
from .host_policy import allowed

if TYPE_CHECKING:
    from ..app import InterviewApp


class HostAuthorizer(Authorizer):
    """Answers from `auth.host_policy.GRANTS`, for the role of the member who asks.

    Asked by the handlers that Jupyter Server brings; the control plane's own handlers ask the
    table themselves, so that they are guarded in an ordinary JupyterLab too.
    """

    async def is_authorized(
        self, handler: JupyterHandler, user: User, action: str, resource: str
    ) -> bool:
        app: InterviewApp = handler.settings["interview_ext"]
        await app.ready()
        try:
            member = await app.members.member_of(user, handler.identity_provider)
        except Refused:
            return False
        return allowed(member.role, resource, action)
