"""The templates of this installation: writing them, making pads from them, and their plans."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from traitlets import Instance
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.visibility import Owned, may_give, may_see
from ..errors import Conflict, InterviewError, InvalidInput, NotFound, Refused
from ..events import Events
from ..pads.pad import Pad
from ..pads.store import Member, new_id
from ..questions.manager import QuestionManager
from .clock import PlanClock
from .store import TemplateStore
from .template import MAX_TITLE, Content, PadTemplate, Template, content_of, may_edit

if TYPE_CHECKING:
    from ..pads.manager import PadManager

MOST: Final = 500
"""Templates of an installation that are in use."""

_NOT_THERE: Final = "There is no such template. It may have been put away by its author."


@dataclass(frozen=True)
class Chosen:
    """A template that a pad is about to be made from."""

    template: Template

    @property
    def content(self) -> Content:
        return self.template.content

    def check(self, said: Mapping[str, object]) -> None:
        """Whether a pad of it can be made like this.

        Arguments:
            said: what its maker said of what the template says, by the name of the field; None
                where they said nothing.

        Raises:
            Conflict: it is locked and says something else.
        """
        content = self.content
        own: dict[str, object] = {
            "start_with": "nothing" if content.questions else "notebook",
            "language": content.language,
            "instructions": content.instructions,
            "questions": [one.question_id for one in content.questions],
            "question_languages": {
                one.question_id: one.language for one in content.questions if one.language
            },
        }
        if not content.language:
            del own["language"]
        for name, value in own.items():
            if self.template.locked and said[name] is not None and said[name] != value:
                raise Conflict(
                    f"The template “{content.title}” is locked, so that every candidate meets the "
                    "same interview: its questions, language and instructions are its own. "
                    "Nothing was made.",
                    "locked",
                )

    def fitting(self, said: Mapping[str, object]) -> Chosen:
        """The same for a pad whose maker chose when it was not locked yet, and said something else.

        Arguments:
            said: see `check`.
        """
        try:
            self.check(said)
        except Conflict:
            return Chosen(replace(self.template, locked=False))
        return self

    def snapshot(self, pad_id: str) -> PadTemplate:
        """What the pad keeps of it."""
        one = self.template
        return PadTemplate(pad_id, one.id, one.revision, one.locked, one.content)


class TemplateManager(LoggingConfigurable):
    """Owns the templates. Handlers, the pad manager, tasks and scorecards call it."""

    store = Instance(TemplateStore, help="Set by the application.")
    # Named, not imported: they import each other's things.
    pads: PadManager = Instance(  # type: ignore[assignment]
        LoggingConfigurable, help="Set by the application."
    )
    questions = Instance(QuestionManager, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Pads whose clock may be going, so that it is stopped with them.
        self._going: set[str] = set()
        self._stopping: set[asyncio.Task[None]] = set()

    # -- looking

    async def models(self, by: Member, *, archived: bool = False) -> list[dict[str, Any]]:
        """The templates that a member may see as JSON, by their titles.

        Arguments:
            archived: those that were put away, of which they may bring some back, instead.
        """
        found = await self.store.templates(by, archived=archived)
        if archived:
            found = [one for one in found if may_edit(by.role, by.id, one)]
        return await self._models(by, found)

    async def model(self, by: Member, template_id: str) -> dict[str, Any]:
        """A template with all that is in it, as JSON.

        Raises:
            NotFound: there is none, or not for them.
        """
        return await self._whole(by, await self.seen(by, template_id))

    async def revisions(self, by: Member, template_id: str) -> list[dict[str, Any]]:
        """The revisions of a template as JSON, the newest first.

        Raises:
            NotFound: there is no such template, or not for them.
        """
        await self.seen(by, template_id)
        return [
            {"number": number, "saved": saved.isoformat(), "by": name}
            for number, saved, name in await self.store.revisions(template_id)
        ]

    async def revision(self, by: Member, template_id: str, number: int) -> dict[str, Any]:
        """What a revision of a template said, as JSON.

        Raises:
            NotFound: there is none, or not for them.
        """
        await self.seen(by, template_id)
        content = await self.store.revision(template_id, number)
        return {"number": number, **content.model()}

    async def seen(self, by: Member, template_id: str) -> Template:
        """The template with this id, for a member who asks for it.

        Raises:
            NotFound: there is none, or not for them.
        """
        template = await self.store.template(template_id)
        if not may_see(by, _owned(template)) or (
            template.archived is not None and not may_edit(by.role, by.id, template)
        ):
            raise NotFound(_NOT_THERE)
        return template

    # -- writing

    async def create(
        self, by: Member, content: Mapping[str, Any], team_id: str | None
    ) -> dict[str, Any]:
        """Make a template.

        Arguments:
            content: see `template.content_of`.
            team_id: the team that it belongs to; None for the whole organization.

        Returns:
            The template as JSON.

        Raises:
            InvalidInput: with what to mend.
            Conflict: there are too many.
        """
        read = await self._checked(by, content)
        return await self._add(by, read, await self._team(by, team_id))

    async def duplicate(self, by: Member, template_id: str) -> dict[str, Any]:
        """A copy of a template that is somebody's own, as JSON.

        Raises:
            NotFound: there is no such template, or not for them.
            Conflict: there are too many.
        """
        source = await self.seen(by, template_id)
        title = f"{source.content.title[: MAX_TITLE - 10]} (copy)"
        content = replace(source.content, title=title)
        team_id = source.team_id if may_give(by, source.team_id) else None
        return await self._add(by, content, team_id)

    async def _add(self, by: Member, content: Content, team_id: str | None) -> dict[str, Any]:
        if len(await self.store.templates(_EVERYBODY)) >= MOST:
            raise Conflict(
                f"There are {MOST} templates, which is as many as there can be. Put some away "
                "that nobody uses. Nothing was saved.",
                "too_many",
            )
        now = self.pads.clock.now()
        template = Template(new_id(), team_id, by.id, now, now, 1, False, None, content)
        await self.store.add(template, by.id)
        await self._tell("template.created", by, template)
        return await self._whole(by, template)

    async def edit(
        self, by: Member, template_id: str, content: Mapping[str, Any], revision: int
    ) -> dict[str, Any]:
        """Save a template, which makes a new revision; pads that were made keep theirs.

        Arguments:
            content: see `template.content_of`.
            revision: that the one who edits it began with.

        Returns:
            The template as JSON.

        Raises:
            NotFound, Refused
            InvalidInput: with what to mend.
            Conflict: it is locked, or somebody else saved it meanwhile.
        """
        was = await self._own(by, template_id)
        if was.revision != revision:
            raise Conflict(
                "Somebody else saved this template meanwhile. Nothing was saved. Open it again "
                "to see what they did.",
                "changed",
            )
        read = await self._checked(by, content, was.content)
        if read == was.content:
            return await self._whole(by, was)
        template = was.edited(read, self.pads.clock.now())
        await self.store.change(template, was=was, by=by.id)
        await self._tell("template.edited", by, template, revision=template.revision)
        return await self._whole(by, template)

    async def change(
        self, by: Member, template_id: str, changes: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Lock a template, put it away, or give it to a team; or take that back.

        Arguments:
            changes: some of `locked`, `archived` (yes or no) and `team_id`.

        Returns:
            The template as JSON.

        Raises:
            NotFound, Refused, InvalidInput, Conflict
        """
        was = template = await self._own(by, template_id)
        done = []
        if "team_id" in changes and changes["team_id"] != was.team_id:
            template = replace(template, team_id=await self._team(by, changes["team_id"]))
            done.append("template.given")
        if "locked" in changes and changes["locked"] != was.locked:
            template = replace(template, locked=changes["locked"])
            done.append("template.locked" if template.locked else "template.unlocked")
        if "archived" in changes and changes["archived"] != (was.archived is not None):
            now = self.pads.clock.now()
            template = replace(template, archived=now if changes["archived"] else None)
            done.append("template.archived" if template.archived else "template.restored")
        if done:
            await self.store.change(template, was=was, by=by.id)
        for action in done:
            await self._tell(action, by, template)
        return await self._whole(by, template)

    # -- pads

    async def choose(self, by: Member, template_id: str) -> Chosen:
        """A template that a member makes pads from. Called by the pad manager.

        Raises:
            NotFound: there is none, or not for them.
            Conflict: it was put away.
        """
        template = await self.seen(by, template_id)
        if template.archived is not None:
            raise Conflict("This template was put away. Please choose another one.", "archived")
        return Chosen(template)

    async def as_it_was(self, template_id: str, revision: int) -> Chosen:
        """A template as it was chosen once, whatever became of it. Called by public links.

        Raises:
            NotFound: there is no such revision.
            Unreadable: what is kept of it is none.
        """
        return Chosen(await self.store.as_it_was(template_id, revision))

    async def attach(self, snapshots: Iterable[PadTemplate]) -> None:
        """Keep what new pads were made from. Called by the pad manager."""
        await self.store.attach(snapshots)

    async def of_pad(self, pad_id: str) -> PadTemplate | None:
        """What a pad was made from, as it was then; None where that was no template."""
        return await self.store.of_pad(pad_id)

    async def described(self, pad_ids: list[str]) -> dict[str, Any]:
        """What lists of pads say of their templates. Called by the pad manager."""
        return {
            pad_id: {
                "id": one.template_id,
                "title": one.title,
                "revision": one.revision,
                "locked": one.locked,
            }
            for pad_id, one in (await self.store.of_pads(pad_ids)).items()
        }

    async def check_tasks(self, pad_id: str) -> None:
        """Whether a pad may have other tasks. Called by the task manager before it changes them.

        Raises:
            Conflict: it was made from a locked template.
        """
        template = await self.of_pad(pad_id)
        if template is not None and template.locked:
            raise Conflict(
                f"This pad was made from the locked template “{template.title}”, so that every "
                "candidate meets the same interview. Its tasks cannot be added to or taken away. "
                "Nothing was changed.",
                "locked",
            )

    # -- the plan of a pad

    async def plan(self, pad_id: str) -> dict[str, Any]:
        """A pad's plan and its clock as JSON; without parts where it was made from no template.

        Raises:
            NotFound: there is no such pad.
        """
        pad = await self.pads.pad(pad_id)
        template = await self.of_pad(pad_id)
        now = self.pads.clock.now()
        if template is None:
            clock = PlanClock()
        else:
            clock = _until(await self.store.clock(pad_id), pad, template, now)
        if clock.part is not None:
            self._going.add(pad_id)
        tasks = {task.question_id: task for task in await self.pads.tasks.store.tasks(pad_id)}
        return {
            "title": template.title if template is not None else None,
            "locked": template is not None and template.locked,
            "parts": [
                {
                    "key": part.key,
                    "title": part.title,
                    "minutes": part.minutes,
                    "notes": part.notes,
                    "task_id": tasks[part.question_id].id if part.question_id in tasks else None,
                }
                for part in (template.plan if template is not None else ())
            ],
            "clock": clock.model(),
            "now": now.isoformat(),
        }

    async def go(
        self, pad_id: str, by: Member, part: str | None, seen: str | None
    ) -> dict[str, Any]:
        """Go on with a part of a pad's plan, or stop its clock.

        Arguments:
            part: key of the part; None stops the clock.
            seen: the part that went on as the one who asks saw it. Where another one does by now,
                somebody was faster, and nothing is changed.

        Returns:
            The plan as JSON.

        Raises:
            NotFound: there is no such pad, or it has no plan.
            InvalidInput: there is no such part.
            Conflict: the interview has ended, or somebody was faster.
        """
        async with self.pads.changing(pad_id):
            pad = await self.pads.pad(pad_id)
            if pad.finished:
                raise Conflict(
                    "This interview has ended, and so has its plan. Nothing was changed.", "ended"
                )
            template = await self.of_pad(pad_id)
            if template is None or not template.plan:
                raise NotFound("This pad has no plan.")
            clock = await self.store.clock(pad_id)
            if clock.part != seen:
                raise Conflict(
                    "Somebody else went on in the plan just now. Nothing was changed.", "moved_on"
                )
            moved = clock.at(part, self.pads.clock.now(), template.plan)
            if moved != clock:
                await self.store.keep_clock(pad_id, moved)
        self.events.publish({"type": "plan", "pad_id": pad_id})
        return await self.plan(pad_id)

    def pad_changed(self, pad_id: str) -> None:
        """Stop the clock of a pad that has ended. Called for every change of a pad."""
        if pad_id in self._going:
            stopping = asyncio.ensure_future(self._stop(pad_id))
            self._stopping.add(stopping)
            stopping.add_done_callback(self._stopping.discard)

    async def stop(self) -> None:
        """Wait for clocks that are being stopped; called when the server stops."""
        await asyncio.gather(*self._stopping, return_exceptions=True)

    async def _stop(self, pad_id: str) -> None:
        try:
            async with self.pads.changing(pad_id):
                pad = await self.pads.pad(pad_id)
                if not pad.finished:
                    return
                self._going.discard(pad_id)
                template = await self.of_pad(pad_id)
                if template is not None:
                    clock = await self.store.clock(pad_id)
                    now = self.pads.clock.now()
                    await self.store.keep_clock(pad_id, _until(clock, pad, template, now))
        except NotFound:
            self._going.discard(pad_id)
            return
        except InterviewError as error:
            self.log.warning("The clock of a plan was not stopped: %s", error)
            return
        self.events.publish({"type": "plan", "pad_id": pad_id})

    # -- parts

    async def _own(self, by: Member, template_id: str) -> Template:
        template = await self.seen(by, template_id)
        if not may_edit(by.role, by.id, template):
            raise Refused(
                "Only its author and administrators change a template. You can make a copy of it."
            )
        return template

    async def _checked(
        self, by: Member, content: Mapping[str, Any], was: Content | None = None
    ) -> Content:
        """A content that was sent, with questions and a language that there are.

        Arguments:
            was: what it was before; what was in there stays usable.
        """
        read = content_of(content)
        languages = await self.questions.languages()
        if read.language and read.language not in languages:
            raise InvalidInput(f"There is no language “{read.language}” on this server.")
        known = {one.question_id for one in was.questions} if was is not None else set()
        for one in read.questions:
            if one.question_id not in known:
                await self.questions.require(by, one.question_id, "use")
        asked = {one.question_id for one in read.questions}
        for part in read.plan:
            if part.question_id is not None and part.question_id not in asked:
                raise InvalidInput(
                    f"The part “{part.title}” is about a question that the template does not have."
                )
        return read

    async def _team(self, by: Member, team_id: str | None) -> str | None:
        if team_id is not None and not (
            may_give(by, team_id) and await self.pads.store.has_team(team_id)
        ):
            raise InvalidInput("There is no such team, or you are not in it.")
        return team_id

    async def _tell(self, action: str, by: Member, template: Template, **details: Any) -> None:
        await self.audit.note(
            action, by, template=template.id, title=template.content.title, **details
        )
        self.events.publish({"type": "templates"})

    async def _whole(self, by: Member, template: Template) -> dict[str, Any]:
        """A template with all that is in it, and the names of what it refers to."""
        (model,) = await self._models(by, [template])
        return {
            **model,
            **template.content.model(),
            "questions": [
                await self._question(by, one.question_id, one.language)
                for one in template.content.questions
            ],
        }

    async def _question(self, by: Member, id: str, language: str | None) -> dict[str, Any]:
        model: dict[str, Any] = {
            "question_id": id,
            "language": language,
            "title": None,
            "languages": [],
        }
        try:
            entry = await self.questions.require(by, id, "use")
        except (NotFound, Refused):
            # It was put away, or belongs to others: the template says so instead of vanishing.
            return model
        return {**model, "title": entry.card.title, "languages": list(entry.card.languages)}

    async def _models(self, by: Member, templates: list[Template]) -> list[dict[str, Any]]:
        authors, teams = await self.store.names(templates)
        uses = await self.store.uses(one.id for one in templates)

        def named(names: dict[str, str], id: str | None) -> dict[str, str] | None:
            return None if id is None else {"id": id, "name": names.get(id, "")}

        return [
            {
                "id": one.id,
                "title": one.content.title,
                "description": one.content.description,
                "language": one.content.language,
                "minutes": one.content.minutes,
                "question_count": len(one.content.questions),
                "team": named(teams, one.team_id),
                "author": named(authors, one.author_id),
                "created": one.created.isoformat(),
                "changed": one.changed.isoformat(),
                "revision": one.revision,
                "locked": one.locked,
                "archived": one.archived is not None,
                "uses": uses.get(one.id, 0),
                "may_edit": may_edit(by.role, by.id, one),
            }
            for one in templates
        ]


# Whose eyes count all templates, for the limit.
_EVERYBODY: Final = Member("", "", "", "admin")


def _owned(template: Template) -> Owned:
    return Owned(template.team_id, template.author_id)


def _until(clock: PlanClock, pad: Pad, template: PadTemplate, now: datetime) -> PlanClock:
    """A clock that stands still since the pad's end, where it has ended."""
    if not pad.finished or clock.part is None:
        return clock
    return clock.at(None, pad.ended or now, template.plan)
