"""Making pads: what is asked of a new one, and the quota."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any

from ..auth.visibility import may_give
from ..errors import IllegalTransition, InvalidInput, Refused, TooMany
from ..recording.moment import clock_time
from .details import TITLE_MAXIMUM, checked, with_details
from .life import INITIAL, KINDS, MAKERS
from .model import iso
from .pad import START_WITH, Pad, StartWith, new_pad_id
from .quota import FORGIVEN_DAYS, bounds, refusal
from .store import Member
from .subjects import check_subjects, note_subject

if TYPE_CHECKING:
    from ..interview_templates.manager import Chosen
    from .manager import PadManager

SANDBOX_TITLE = "Sandbox"

MAX_INTERVIEWERS = 50

BRANCH_INSTRUCTIONS = """\
**This is a copy to try things in**, of an interview as it was {when} after its beginning. Nothing
that is done here changes the interview. Files that nobody had open are as they were at its end.

---

{instructions}"""


@dataclass(frozen=True)
class Plan:
    """A pad that can be made.

    Arguments:
        questions: id of each that becomes a task, and its language; None for the pad's.
        assigned: ids of the members who are assigned to it.
        template: that it is made from; None where there is none.
        subjects: ids of the members who are its candidate, as it seems.
    """

    pad: Pad
    questions: tuple[tuple[str, str | None], ...]
    assigned: tuple[str, ...]
    template: Chosen | None = None
    subjects: tuple[str, ...] = ()


class PadMaker:
    """Makes the pads of a manager. Handlers and public links call it.

    Arguments:
        pads: whose they are; it says what the quota is.
    """

    def __init__(self, pads: PadManager) -> None:
        self._pads = pads

    async def create(self, by: Member, **form: Any) -> dict[str, Any]:
        """Make a pad.

        Arguments:
            by: the member whose pad it is.
            form: what `prepare` takes.

        Returns:
            The new pad as JSON.

        Raises:
            InterviewError: see `prepare` and `keep`.
        """
        (pad,) = await self.keep(by, [await self.prepare(by, **form)])
        return await self._pads.model(pad.id)

    async def prepare(
        self,
        by: Member,
        *,
        kind: object = "live",
        title: object = "",
        start_with: object = None,
        language: object = None,
        instructions: object = None,
        questions: Sequence[str] | None = None,
        question_languages: Mapping[str, str] | None = None,
        interviewers: Sequence[str] | None = None,
        door: object = None,
        team_id: str | None = None,
        link_id: str | None = None,
        template_id: str | None = None,
        template: Chosen | None = None,
        **details: object,
    ) -> Plan:
        """A pad that can be made. Nothing is kept of it yet.

        Arguments:
            by: the member whose pad it is.
            kind: see `life.KINDS`.
            title: may be left out for a sandbox.
            start_with: ``"notebook"``, ``"file"``, ``"both"`` or ``"nothing"``. Default: nothing
                where there are questions, else a notebook.
            language: one that this server offers; see `PadServers.languages`. Default: Python.
            instructions: Markdown; none for `default_instructions`.
            questions: ids of those that become its tasks, in their order; the first is opened.
                Default: of a sandbox that is for a candidate, the example that candidates try out.
            question_languages: by id, the language of a question that offers several.
            interviewers: ids of the members who are assigned to it. Default: `by`.
            door: ``"open"`` for a sandbox that is for a candidate; an interview asks, a take-home
                is open.
            team_id: the team it belongs to; none for the whole organization.
            link_id: the public link that it comes from.
            template_id: the template of interviews that says the questions, the language and the
                instructions where they are not said here. A locked one allows none but its own.
            template: the same, where it was chosen before.
            details: see `details.checked`.

        Raises:
            InvalidInput: with what to mend.
            Refused: the member's role does not include it.
            NotFound, Conflict: the template cannot be used, or not with these questions.
        """
        if kind not in KINDS:
            raise InvalidInput('"kind" must be "live", "take_home" or "sandbox".')
        if by.role not in MAKERS[kind]:
            raise Refused(
                "Your role includes making practice pads, and no others. Please ask an "
                "administrator."
            )
        if by.role == "reviewer" and (questions or template_id or interviewers):
            raise Refused(
                "A reviewer’s practice pad has no questions, no template and no interviewers. "
                "Nothing was made."
            )
        if template_id is not None:
            template = await self._pads.templates.choose(by, template_id)
        if template is not None:
            said = {
                "start_with": start_with,
                "language": language,
                "instructions": instructions,
                "questions": questions,
                "question_languages": question_languages,
            }
            if template_id is not None:
                template.check(said)
            else:
                template = template.fitting(said)
            content = template.content
            language = language or content.language or None
            if instructions is None:
                instructions = content.instructions or None
            if questions is None:
                questions = [one.question_id for one in content.questions]
                question_languages = {
                    one.question_id: one.language for one in content.questions if one.language
                }
            if details.get("starts_at") and details.get("duration") is None and content.minutes:
                details["duration"] = content.minutes
        if language is None:
            language = "python"
        if questions is None and kind == "sandbox" and door == "open":
            example = await self._pads.tasks.example(str(language))
            if example is not None:
                questions, question_languages = [example[0]], {example[0]: example[1]}
        languages = question_languages or {}
        chosen = tuple((id, languages.get(id)) for id in questions or ())
        if start_with is None:
            start_with = "nothing" if chosen else "notebook"
        if start_with not in START_WITH:
            raise InvalidInput('"start_with" must be "notebook", "file", "both" or "nothing".')
        if start_with == "nothing" and not chosen:
            raise InvalidInput("A pad that starts with nothing needs questions.")
        if language not in [one.kernel_name for one in await self._pads.servers.languages()]:
            raise InvalidInput(
                "This server does not offer that language. Please choose another one."
            )
        if kind == "sandbox" and (title is None or title == ""):
            title = SANDBOX_TITLE
        if door not in (None, "ask", "open") or (door == "open" and kind == "live"):
            raise InvalidInput('"door" is "open" for a take-home or a sandbox, or else "ask".')
        now = self._pads.clock.now()
        state = INITIAL[kind]
        pad = Pad(
            id=new_pad_id(),
            kind=kind,
            state=state,
            title="",
            candidate_name="",
            start_with=start_with,
            language=str(language),
            instructions="",
            created_by=by.id,
            created=now,
            started=now if state == "in_progress" else None,
            last_activity=now,
            door="open" if door == "open" or kind == "take_home" else "ask",
            link_id=link_id,
            counted=kind != "sandbox",
            team_id=await self.team(by, team_id),
        )
        if instructions is None:
            instructions = self._pads.default_instructions
        written = {**details, "title": title, "instructions": instructions}
        pad = with_details(pad, checked(written, now))
        subjects = await self._pads.store.members_at(pad.candidate_email)
        # What a visitor of a public link types is nobody's doing here: it counts, and is noted.
        if link_id is None:
            check_subjects(by, subjects)
        assigned = () if by.role == "reviewer" else await self.assignable(interviewers, by.id)
        return Plan(pad, chosen, assigned, template, tuple(subjects))

    async def keep(self, by: Member, plans: Sequence[Plan]) -> list[Pad]:
        """Make pads that were prepared; all of them, or none.

        Arguments:
            by: the member whose pads they are.

        Raises:
            NotFound, InvalidInput, Conflict: a question cannot be used.
            TooMany: there are not so many left of the quota.
        """
        if not plans:
            return []
        now = self._pads.clock.now()
        # One after the other, so that they stay in their order.
        plans = [
            replace(plan, pad=replace(plan.pad, created=now + timedelta(microseconds=at)))
            for at, plan in enumerate(plans)
        ]
        # Nobody sees what is not whole yet; a server that is killed now erases it when it starts.
        parts = {plan.pad.id for plan in plans if plan.questions or plan.template is not None}
        # Alike but for the candidate, as a rule: each choice of questions is looked at once.
        for plan in {(plan.questions, plan.pad.language): plan for plan in plans}.values():
            await self._pads.tasks.check(by, plan.questions, plan.pad)
        await self._pads.store.add_pads(
            [(replace(plan.pad, ephemeral=plan.pad.id in parts), plan.assigned) for plan in plans],
            since=self._counted_since(now),
            check=partial(self._check_quota, now, sum(plan.pad.counted for plan in plans)),
        )
        try:
            await self._pads.templates.attach(
                plan.template.snapshot(plan.pad.id) for plan in plans if plan.template is not None
            )
            for plan in plans:
                if plan.questions:
                    await self._pads.tasks.begin(plan.pad, by, plan.questions)
            await self._pads.store.made_pads(parts)
        except BaseException:
            for plan in plans:
                await self._pads.erase(plan.pad.id)
            raise
        for plan in plans:
            self._pads.log.info("%s made the pad %r.", by.name, plan.pad.title)
        kinds = {plan.pad.kind for plan in plans}
        for kind in sorted(kinds):
            ids = [plan.pad.id for plan in plans if plan.pad.kind == kind]
            await self._pads.audit.note_all("pad.created", by, ids, kind=kind)
        for plan in plans:
            author = by if plan.pad.link_id is None else None
            for member_id in plan.subjects:
                await note_subject(self._pads.audit, plan.pad.id, author, member_id, True)
        self._pads.events.publish({"type": "pads"})
        return [plan.pad for plan in plans]

    def _counted_since(self, now: datetime) -> datetime | None:
        period = bounds(self._pads.quota_period, now)
        return period[0] if period is not None else None

    def _check_quota(self, now: datetime, wanted: int, used: int) -> None:
        quota, over = self._pads.quota, self._pads.quota_period
        if not quota or not wanted or used + wanted <= quota:
            return
        period = bounds(over, now)
        wait = (period[1] - now).total_seconds() if period is not None else 86_400
        raise TooMany(refusal(quota, used, wanted, over), ceil(wait), reason="quota")

    async def assignable(self, ids: Sequence[str] | None, maker: str) -> tuple[str, ...]:
        """The ids of members who can be assigned.

        Raises:
            InvalidInput: one of them cannot.
        """
        wanted = tuple(dict.fromkeys(ids)) if ids is not None else (maker,)
        if len(wanted) > MAX_INTERVIEWERS:
            raise InvalidInput(f"At most {MAX_INTERVIEWERS} people can be assigned to a pad.")
        roles = await self._pads.store.roles(wanted)
        if any(roles.get(id) not in ("admin", "interviewer") for id in wanted):
            raise InvalidInput(
                "One of the interviewers is not here any more, or is none. Please choose others."
            )
        return wanted

    async def team(self, by: Member, team_id: str | None) -> str | None:
        """The team that something of theirs can be given to.

        Raises:
            InvalidInput: they cannot.
        """
        if team_id is not None and not (
            may_give(by, team_id) and await self._pads.store.has_team(team_id)
        ):
            raise InvalidInput("There is no such team, or you are not in it.")
        return team_id

    async def quota_model(self) -> dict[str, Any]:
        """How many pads may be made, and how many are used, as JSON."""
        now = self._pads.clock.now()
        period = bounds(self._pads.quota_period, now)
        used = await self._pads.store.counted_pads(self._counted_since(now))
        return {
            "limit": self._pads.quota or None,
            "used": used,
            "left": max(0, self._pads.quota - used) if self._pads.quota else None,
            "period": {"from": iso(period[0]), "to": iso(period[1])} if period else None,
            "forgiven_days": FORGIVEN_DAYS,
        }

    async def branch(self, pad_id: str, by: Member, moment: int, rerun: bool) -> dict[str, Any]:
        """Make a sandbox pad whose documents are what they were in a finished pad at a moment.

        Arguments:
            by: the member whose pad it is.
            moment: milliseconds since the recording's start.
            rerun: whether the cells that had been run are run again when somebody enters.

        Returns:
            The new pad as JSON.

        Raises:
            NotFound: there is no such pad, or no recording of it any more.
            IllegalTransition: it has not ended.
            Unavailable: the files could not be made; nothing is left of the new pad.
        """
        # Nobody goes on with the interview while its files are read.
        async with self._pads.changing(pad_id):
            return await self._branch(await self._pads.pad(pad_id), by, moment, rerun)

    async def _branch(self, source: Pad, by: Member, moment: int, rerun: bool) -> dict[str, Any]:
        if not source.finished:
            raise IllegalTransition(
                "This interview is in progress. A moment of it can be tried out once it has ended. "
                "Nothing was changed."
            )
        now = self._pads.clock.now()
        when = clock_time(moment)
        pad = Pad(
            id=new_pad_id(),
            kind="sandbox",
            state=INITIAL["sandbox"],
            title=f"{source.title[: TITLE_MAXIMUM - 20]}, from {when}",
            candidate_name="",
            start_with=source.start_with,
            language=source.language,
            instructions=BRANCH_INSTRUCTIONS.format(when=when, instructions=source.instructions),
            created_by=by.id,
            created=now,
            started=now,
            last_activity=now,
            counted=False,
        )
        await self._pads.servers.branch(source.id, moment, pad.id, rerun)
        try:
            await self._pads.store.add_pads([(pad, [by.id])])
            await self._pads.tasks.copy(source.id, pad.id)
            await asyncio.to_thread(self._pads.servers.settle, pad.id)
        except BaseException:
            await self._pads.erase_files(pad.id)
            raise
        await self._pads.audit.note("pad.created", by, pad_id=pad.id, kind=pad.kind, of=source.id)
        self._pads.log.info("%s made the pad %r.", by.name, pad.title)
        self._pads.events.publish({"type": "pads"})
        return await self._pads.model(pad.id)

    async def practise(
        self,
        real_id: str,
        *,
        title: str,
        start_with: StartWith,
        language: str,
        instructions: str,
    ) -> Pad:
        """Make a candidate's practice pad: in no list, never counted, and erased soon.

        Called by the take-home pages; who asks how often is theirs to watch.

        Arguments:
            real_id: of the take-home, or of the public link, that it is practice for. It is
                erased when that take-home begins.
        """
        now = self._pads.clock.now()
        pad = Pad(
            id=new_pad_id(),
            kind="sandbox",
            state=INITIAL["sandbox"],
            title=title,
            candidate_name="",
            start_with=start_with,
            language=language,
            instructions=instructions,
            created_by=None,
            created=now,
            started=now,
            last_activity=now,
            door="open",
            ephemeral=True,
            link_id=real_id,
            counted=False,
        )
        await self._pads.store.add_pads([(pad, ())])
        return pad
