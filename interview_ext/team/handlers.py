"""REST of the team: members, invitations, signed-in browsers, passwords, teams."""

from __future__ import annotations

from urllib.parse import urljoin

from tornado import web

from ..auth.host_policy import allowed
from ..errors import Refused
from ..handlers import InterviewAPIHandler, for_member
from ..pads.model import iso
from ..pads.store import Member
from .manager import invitation_model, sign_in_model


class TeamHandler(InterviewAPIHandler):
    """What these handlers share."""

    def absolute(self, path: str) -> str:
        """The whole address of one of our pages, to be sent to somebody."""
        base = self.interview.public_url or f"{self.request.protocol}://{self.request.host}/"
        return urljoin(base, path)

    async def sessions_of(self, member_id: str) -> None:
        """Answer with the browsers that somebody is signed in with."""
        found = await self.interview.sign_ins.of(member_id)
        self.finish({"sessions": [sign_in_model(one, self.sign_in_id) for one in found]})


class MySessionsHandler(TeamHandler):
    """The browsers that one is signed in with oneself."""

    @web.authenticated
    @for_member("interview:me", "read")
    async def get(self, member: Member) -> None:
        await self.sessions_of(member.id)


class MySessionHandler(TeamHandler):
    """One of these browsers."""

    @web.authenticated
    @for_member("interview:me", "write")
    async def delete(self, member: Member, session_id: str) -> None:
        await self.interview.sign_ins.revoke(member.id, [session_id])
        await self.interview.audit.note("session.revoked", member, member=member.id)
        self.done()


class MyPasswordHandler(TeamHandler):
    """One's own password."""

    @web.authenticated
    @for_member("interview:me", "write")
    async def post(self, member: Member) -> None:
        body = self.body({"old": str, "new": str})
        await self.interview.team.change_password(member, body["old"], body["new"], self.sign_in_id)
        self.done()


class MembersHandler(TeamHandler):
    """Everybody in the organization."""

    @web.authenticated
    @for_member("interview:members", "read")
    async def get(self, member: Member) -> None:
        details = allowed(member.role, "interview:members", "write")
        self.finish({"members": await self.interview.team.models(details)})


class MemberHandler(TeamHandler):
    """One member."""

    @web.authenticated
    @for_member("interview:me", "write")
    async def patch(self, member: Member, member_id: str) -> None:
        body = self.body({}, {"role": str, "name": str})
        # One's own name is one's own.
        own = member_id == member.id and "role" not in body
        if not own and not allowed(member.role, "interview:members", "write"):
            raise Refused("Only admins may do this.")
        self.finish(
            await self.interview.team.change(member, member_id, body.get("role"), body.get("name"))
        )

    @web.authenticated
    @for_member("interview:members", "write")
    async def delete(self, member: Member, member_id: str) -> None:
        await self.interview.team.remove(member, member_id)
        self.done()


class MemberSessionsHandler(TeamHandler):
    """The browsers that somebody else is signed in with."""

    @web.authenticated
    @for_member("interview:members", "write")
    async def get(self, member: Member, member_id: str) -> None:
        await self.sessions_of(member_id)

    @web.authenticated
    @for_member("interview:members", "write")
    async def delete(self, member: Member, member_id: str) -> None:
        await self.interview.team.sign_out_everywhere(member, member_id)
        self.done()


class MemberPasswordHandler(TeamHandler):
    """Lets somebody who forgot their password choose another one."""

    @web.authenticated
    @for_member("interview:members", "write")
    async def post(self, member: Member, member_id: str) -> None:
        self.body()
        path, expires = await self.interview.team.offer_reset(member, member_id)
        self.set_status(201)
        self.finish({"url": self.absolute(path), "expires": iso(expires)})


class InvitationsHandler(TeamHandler):
    """Who was invited and has not joined yet."""

    @web.authenticated
    @for_member("interview:members", "write")
    async def get(self, member: Member) -> None:
        team = self.interview.team
        self.finish(
            {
                "invitations": await team.invitations(),
                "signing_in": team.signing_in,
                "mail": team.mail,
            }
        )

    @web.authenticated
    @for_member("interview:members", "write")
    async def post(self, member: Member) -> None:
        body = self.body({"role": str}, {"email": str, "name": str})
        invitation, path = await self.interview.team.invite(member, **body)
        url = self.absolute(path)
        organization = self.interview.organization_name
        mailed = await self.interview.team.mail_invitation(invitation, url, organization)
        self.set_status(201)
        self.finish({**invitation_model(invitation), "url": url, "mailed": mailed})


class InvitationHandler(TeamHandler):
    """One invitation."""

    @web.authenticated
    @for_member("interview:members", "write")
    async def delete(self, member: Member, invitation_id: str) -> None:
        await self.interview.team.revoke_invitation(member, invitation_id)
        self.done()


class TeamsHandler(TeamHandler):
    """The teams inside the organization."""

    @web.authenticated
    @for_member("interview:teams", "read")
    async def get(self, member: Member) -> None:
        self.finish({"teams": await self.interview.team.teams()})

    @web.authenticated
    @for_member("interview:teams", "write")
    async def post(self, member: Member) -> None:
        team = await self.interview.team.add_team(member, self.body({"name": str})["name"])
        self.set_status(201)
        self.finish(team)


class OneTeamHandler(TeamHandler):
    """One team."""

    @web.authenticated
    @for_member("interview:teams", "write")
    async def patch(self, member: Member, team_id: str) -> None:
        name = self.body({"name": str})["name"]
        self.finish(await self.interview.team.rename_team(member, team_id, name))

    @web.authenticated
    @for_member("interview:teams", "write")
    async def delete(self, member: Member, team_id: str) -> None:
        await self.interview.team.delete_team(member, team_id, self.get_query_argument("to", ""))
        self.done()


class TeamMemberHandler(TeamHandler):
    """Somebody's place in a team."""

    @web.authenticated
    @for_member("interview:teams", "write")
    async def put(self, member: Member, team_id: str, member_id: str) -> None:
        await self.interview.team.join_team(member, team_id, member_id)
        self.done()

    @web.authenticated
    @for_member("interview:teams", "write")
    async def delete(self, member: Member, team_id: str, member_id: str) -> None:
        await self.interview.team.leave_team(member, team_id, member_id)
        self.done()


_MEMBER = r"/interview/api/members/(?P<member_id>[^/]+)"
_TEAM = r"/interview/api/teams/(?P<team_id>[^/]+)"

default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/me/sessions", MySessionsHandler),
    (r"/interview/api/me/sessions/(?P<session_id>[^/]+)", MySessionHandler),
    (r"/interview/api/me/password", MyPasswordHandler),
    (r"/interview/api/members", MembersHandler),
    (_MEMBER, MemberHandler),
    (rf"{_MEMBER}/sessions", MemberSessionsHandler),
    (rf"{_MEMBER}/password", MemberPasswordHandler),
    (r"/interview/api/team/invitations", InvitationsHandler),
    (r"/interview/api/team/invitations/(?P<invitation_id>[^/]+)", InvitationHandler),
    (r"/interview/api/teams", TeamsHandler),
    (_TEAM, OneTeamHandler),
    (rf"{_TEAM}/members/(?P<member_id>[^/]+)", TeamMemberHandler),
]
