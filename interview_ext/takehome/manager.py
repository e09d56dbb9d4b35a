"""The public links of this installation, and the take-homes that visitors make with them."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jupyter_server.utils import url_path_join
from traitlets import Instance, Integer, default
from traitlets.config import LoggingConfigurable

from ..auth.visibility import Owned, may_see
from ..errors import Conflict, InterviewError, InvalidInput, NotFound, TooMany
from ..mail.mailer import Mailer
from ..pads.details import checked
from ..pads.manager import PadManager
from ..pads.model import iso
from ..pads.store import Member
from ..waiting.admission import valid_name
from ..waiting.flood import Flood, address_key
from .link import MOST_MAXIMUM, Link, is_link_id, new_link_id, valid_email
from .store import LinkStore

# The period of the limits, in seconds.
WINDOW = 600.0

MOST = 100

# How many mails one address is sent in a period, whoever types it.
MAILS = 3


class TakeHomeLinks(LoggingConfigurable):
    """Owns the links. The REST handlers and the links' own page call it."""

    visits_per_address = Integer(
        10,
        min=0,
        help="""
        How many take-homes one network address may begin by public links within ten minutes;
        0: any.
        """,
    ).tag(config=True)

    visits_per_link = Integer(
        100,
        min=0,
        help="How many take-homes one public link may make within ten minutes; 0: any.",
    ).tag(config=True)

    store = Instance(LinkStore, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    mailer = Instance(Mailer, help="Set by the application.")

    by_address = Instance(Flood)
    by_link = Instance(Flood)
    by_mail = Instance(Flood)

    @default("by_address")
    def _default_by_address(self) -> Flood:
        return Flood(self.visits_per_address, WINDOW)

    @default("by_link")
    def _default_by_link(self) -> Flood:
        return Flood(self.visits_per_link, WINDOW)

    @default("by_mail")
    def _default_by_mail(self) -> Flood:
        return Flood(MAILS, WINDOW)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # One visitor of a link at a time: two that come at once make two pads, not three.
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    # -- the members' side

    async def models(self, member: Member) -> list[dict[str, Any]]:
        """The links that a member may see as JSON, newest first."""
        links = await self.store.links()
        return await self._models([link for link in links if may_see(member, _owned(link))])

    async def create(
        self,
        by: Member,
        *,
        title: object,
        questions: Sequence[str] | None = None,
        question_languages: Mapping[str, str] | None = None,
        language: str | None = None,
        time_limit: int | None = None,
        due: str | None = None,
        most: int = MOST,
        instructions: str | None = None,
        interviewers: Sequence[str] | None = None,
        team_id: str | None = None,
        template_id: str | None = None,
    ) -> dict[str, Any]:
        """Make a link.

        Arguments: see `Link`; what they may be is what a pad's may be. Of a template the questions,
            the language and the instructions are taken that are not said here. Its pads keep to
            what it says now, whatever becomes of it.

        Returns:
            The link as JSON.

        Raises:
            NotFound: there is no such question or template, or it is not for this member.
            Conflict: the template was put away, or is locked and says something else.
            InvalidInput: with what to mend.
        """
        plan = await self.pads.maker.prepare(
            by,
            title=title,
            kind="take_home",
            questions=questions,
            question_languages=question_languages,
            language=language,
            time_limit=time_limit,
            due=due,
            instructions=instructions,
            interviewers=interviewers,
            team_id=team_id,
            template_id=template_id,
        )
        template = plan.template.template if plan.template is not None else None
        pad = plan.pad
        await self.pads.tasks.check(by, plan.questions, pad)
        link = Link(
            id=new_link_id(),
            title=pad.title,
            questions=tuple(question_id for question_id, _ in plan.questions),
            question_languages={
                question_id: chosen for question_id, chosen in plan.questions if chosen
            },
            language=pad.language,
            instructions=pad.instructions,
            time_limit=pad.time_limit,
            due=pad.due,
            most=_valid_most(most),
            interviewers=tuple(plan.assigned),
            team_id=pad.team_id,
            created_by=by.id,
            created=self.pads.clock.now(),
            template_id=template.id if template is not None else None,
            template_revision=template.revision if template is not None else None,
        )
        await self.store.add(link)
        await self.pads.audit.note("link.created", by, link=link.id, title=link.title)
        self.pads.events.publish({"type": "links"})
        return (await self._models([link]))[0]

    async def change(self, link_id: str, by: Member, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change a link; the pads that it made already stay as they are.

        Arguments:
            changes: some of `title`, `closed` (a boolean), `due` (ISO 8601) and `most`.

        Raises:
            NotFound: there is no such link, or not for them.
            InvalidInput: with what to mend.
        """
        link = await self._seen(link_id, by)
        details = {key: changes[key] for key in ("title", "due") if key in changes}
        link = replace(link, **checked(details, self.pads.clock.now()))
        if "closed" in changes:
            since = link.closed or self.pads.clock.now()
            link = replace(link, closed=since if changes["closed"] else None)
        if "most" in changes:
            link = replace(link, most=_valid_most(changes["most"]))
        await self.store.change(link)
        done = "link.changed"
        if "closed" in changes:
            done = "link.closed" if link.closed else "link.opened"
        await self.pads.audit.note(done, by, link=link.id, title=link.title)
        self.pads.events.publish({"type": "links"})
        return (await self._models([link]))[0]

    async def remove(self, link_id: str, by: Member) -> None:
        """Forget a link; the pads that it made stay.

        Raises:
            NotFound: there is no such link, or not for them.
        """
        link = await self._seen(link_id, by)
        await self.store.remove(link_id)
        await self.pads.audit.note("link.removed", by, link=link_id, title=link.title)
        self.pads.events.publish({"type": "links"})

    # -- the visitors' side

    async def link(self, link_id: str) -> Link:
        """The link with this id, for its page.

        Raises:
            NotFound: there is none.
        """
        return await self._link(link_id)

    async def is_open(self, link: Link) -> bool:
        """Whether a link makes one more pad, as far as it is known before."""
        if not link.is_open(self.pads.clock.now()):
            return False
        return (await self.store.made([link.id])).get(link.id, 0) < link.most

    async def visit(
        self, link_id: str, name: object, email: object, address: str
    ) -> tuple[str, bool]:
        """Somebody comes and says who they are: a take-home is made, unless they have one.

        Arguments:
            name, email: as typed.
            address: the network address it comes from, for the limits.

        Returns:
            The id of the pad of this e-mail address, and whether it is new. An old one's is for
            whoever reads that mail, and not for whoever types the address.

        Raises:
            NotFound: there is no such link.
            InvalidInput: the name or the address cannot be used.
            Conflict: it makes no pads any more ("link_closed"), or not now ("link_full").
            TooMany: too many came in a short time.
        """
        lock = self._locks.setdefault(link_id, asyncio.Lock())
        async with lock:
            link = await self._link(link_id)
            name, email = valid_name(name), valid_email(email)
            key = address_key(address)
            self.by_address.check(key)
            self.by_link.check(link_id)
            # Also for an address that has one: nobody may try out many.
            self.by_address.count(key)
            known = await self.store.pad_of(link_id, email)
            if known is not None:
                return known, False
            if not link.is_open(self.pads.clock.now()):
                raise Conflict("No new take-homes begin here any more.", reason="link_closed")
            if (await self.store.made([link_id])).get(link_id, 0) >= link.most:
                raise Conflict("There is no place left.", reason="link_full")
            maker = await self.pads.store.member(link.created_by) if link.created_by else None
            if maker is None:
                raise Conflict("No new take-homes begin here any more.", reason="link_closed")
            self.by_link.count(link_id)
            return await self._make(link, maker, name, email), True

    async def mail(self, email: object, subject: str, text: str, language: str) -> bool:
        """Send somebody the address of their take-home, where mail can be sent at all.

        Arguments:
            email: as typed; it was used to come here.
            language: that subject and text are in.

        Returns:
            Whether it is on its way, or was sent a moment ago.
        """
        if not self.mailer.configured:
            return False
        to = valid_email(email)
        try:
            self.by_mail.check(to)
        except TooMany:
            return True
        self.by_mail.count(to)
        try:
            await self.mailer.send(to, subject, text, language=language)
        except InterviewError as error:
            self.log.warning("The address of a take-home could not be mailed: %s", error)
            return False
        return True

    async def _make(self, link: Link, maker: Member, name: str, email: str) -> str:
        try:
            template = None
            if link.template_id is not None and link.template_revision is not None:
                template = await self.pads.templates.as_it_was(
                    link.template_id, link.template_revision
                )
            model = await self.pads.maker.create(
                maker,
                template=template,
                title=link.title,
                kind="take_home",
                candidate_name=name,
                candidate_email=email,
                questions=list(link.questions),
                question_languages=link.question_languages,
                language=link.language,
                time_limit=link.time_limit,
                due=iso(link.due),
                instructions=link.instructions,
                interviewers=list(link.interviewers),
                team_id=link.team_id,
                link_id=link.id,
            )
        except (NotFound, InvalidInput, TooMany, Conflict) as error:
            # A question is gone, the quota is used up: the visitor cannot help it.
            self.log.warning("The link %r makes no pad: %s", link.title, error.message)
            raise Conflict("There is no place left.", reason="link_full") from error
        return str(model["id"])

    # -- parts

    def address(self, link_id: str) -> str:
        """The path of a link's page."""
        return url_path_join(self.pads.base_url, "interview/take-homes", link_id)

    async def _link(self, link_id: str) -> Link:
        if not is_link_id(link_id):
            raise NotFound("There is no such link. Please check its address.")
        return await self.store.link(link_id)

    async def _seen(self, link_id: str, member: Member) -> Link:
        link = await self._link(link_id)
        if not may_see(member, _owned(link)):
            raise NotFound("There is no such link. Please check its address.")
        return link

    async def _template(self, link: Link) -> dict[str, Any] | None:
        if link.template_id is None or link.template_revision is None:
            return None
        title = None
        try:
            chosen = await self.pads.templates.as_it_was(link.template_id, link.template_revision)
            title = chosen.content.title
        except (NotFound, Conflict) as error:
            # One that is broken hides no other link.
            self.log.warning("The template of the link %r: %s", link.title, error.message)
        return {"id": link.template_id, "title": title, "revision": link.template_revision}

    async def _models(self, links: list[Link]) -> list[dict[str, Any]]:
        made = await self.store.made([link.id for link in links])
        models = []
        for link in links:
            maker = await self.pads.store.member(link.created_by) if link.created_by else None
            models.append(
                {
                    "id": link.id,
                    "url": self.address(link.id),
                    "title": link.title,
                    "questions": list(link.questions),
                    "language": link.language,
                    "template": await self._template(link),
                    "time_limit": link.time_limit,
                    "due": iso(link.due),
                    "most": link.most,
                    "made": made.get(link.id, 0),
                    "open": link.is_open(self.pads.clock.now())
                    and made.get(link.id, 0) < link.most,
                    "closed": link.closed is not None,
                    "team_id": link.team_id,
                    "created_by": {"id": maker.id, "name": maker.name} if maker else None,
                    "created": iso(link.created),
                }
            )
        return models


def _owned(link: Link) -> Owned:
    return Owned(link.team_id, link.created_by, frozenset(link.interviewers))


def _valid_most(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_MAXIMUM:
        raise InvalidInput(f"“most” must be a number from 1 to {MOST_MAXIMUM:,}.")
    return value
