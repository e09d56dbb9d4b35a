"""The scorecards of all pads: who may submit, see the others', decide, and take them along."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement
from traitlets import Enum, Instance
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.host_policy import allowed
from ..errors import Conflict, NotFound, Refused
from ..events import Events
from ..interview_templates.manager import TemplateManager
from ..pads.manager import PadManager
from ..pads.model import iso
from ..pads.pad import Pad
from ..pads.store import Member
from ..settings.store import SettingStore
from ..tasks.manager import TaskManager
from .decision import WORDS, Decision, valid_decision, valid_reason
from .form import Form, FormField, form_of
from .known import Known, by_name, decision_model, newest, version_model
from .reading import read_draft
from .rule import Rule
from .scorecard import Content, Incomplete, disagreements, problems
from .store import FeedbackStore, SeenScorecard
from .visibility import SEE_OTHERS, is_subject, may_know_decision, may_see_others

# Bytes of a draft that are read on the event loop.
_AT_ONCE: Final = 16 * 1024

MOST_VERSIONS: Final = 100

# Where the changes of the rule are kept, beside the settings.
_RULE: Final = "see_others.rule"


class OwnStates:
    """How far everybody's scorecard of a pad is, of which each member is told their own.

    No JSON can be made of it: a pad's model that is sent without asking for one member's state
    fails instead of telling everybody's.
    """

    def __init__(self, states: Mapping[str, str]) -> None:
        self._states = states

    def of(self, member_id: str) -> str:
        """``none``, ``draft`` or ``submitted``."""
        return self._states.get(member_id, "none")


class FeedbackManager(LoggingConfigurable):
    """Owns the scorecards and decisions. The handlers call it; pad servers know nothing of them.

    Whatever leaves it is made from `known`, which has nothing of the others' that the one who
    asks may not see: also not that there is any.
    """

    see_others = Enum(
        SEE_OTHERS,
        "after_submitting",
        help="""
        When a member sees the scorecards that others wrote of a pad: "never", "after_submitting"
        their own, or "always". Until then these are in no answer, list, count, export or event,
        for administrators as for everybody else. A change counts at once, for what is being
        written as well; everybody who writes a scorecard of an interview that had begun is told.
        """,
    ).tag(config=True)

    store = Instance(FeedbackStore, help="Set by the application.")
    settings = Instance(SettingStore, help="Set by the application.")
    pads = Instance(PadManager, help="Set by the application.")
    tasks = Instance(TaskManager, help="Set by the application.")
    templates = Instance(TemplateManager, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rule = Rule(self.see_others)

    async def start(self) -> None:
        """Learn how the rule was changed before; called once the settings count.

        Raises:
            Unavailable: the database cannot work.
        """
        kept = (await self.settings.all()).get(_RULE)
        if kept is None:
            # Nobody knows what it was before, so that is not told as a change.
            self._rule = Rule(self.see_others)
            return
        self._rule = Rule.load(kept)
        was = self._rule.now
        if await self.keep_rule(None):
            await self.audit.note(
                "settings.changed", None, key="see_others", was=was, now=self.see_others
            )

    async def keep_rule(self, by: Member | None) -> bool:
        """Remember that the rule was changed, where it was; whether it was.

        Called by the settings manager, which keeps it in the audit log.

        Arguments:
            by: who did it; None for the server's configuration.
        """
        if self.see_others == self._rule.now:
            return False
        name = by.name if by is not None else None
        rule = self._rule.changed(self.see_others, name, self.pads.clock.now())
        await self.settings.put({_RULE: rule.model()})
        self._rule = rule
        return True

    # -- looking

    async def known(self, pad_id: str, by: Member) -> Known:
        """What a member may see of a pad's feedback; that they see it is kept.

        Raises:
            NotFound: there is no such pad.
        """
        pad = await self.pads.pad(pad_id)
        subject = is_subject(by, pad)
        mine = [] if subject else await self.store.versions(pad_id, by.id)
        others = decisions = None
        if may_see_others(self.see_others, bool(mine), subject):
            cards = await self.store.versions(pad_id)
            others = [card for card in cards if card.member_id != by.id]
            now = self.pads.clock.now()
            if others and await self.store.reveal(pad_id, by.id, now):
                await self.audit.note("feedback.revealed", by, pad_id=pad_id)
        if may_know_decision(self.see_others, bool(mine), subject):
            decisions = await self.store.decisions(pad_id)
        return Known(pad, subject, mine, others, decisions)

    async def form(self, pad_id: str) -> Form:
        """What a scorecard of a pad asks for."""
        template = await self.templates.of_pad(pad_id)
        rubrics = await self.tasks.rubrics(pad_id)
        if template is None:
            return form_of(rubrics)
        return form_of(
            rubrics,
            [(one.competency, one.levels) for one in template.competencies],
            [
                FormField(one.key, one.label, one.type, one.options, one.required)
                for one in template.fields
            ],
        )

    async def model(self, pad_id: str, by: Member) -> dict[str, Any]:
        """A pad's feedback as JSON for a member.

        Raises:
            NotFound: there is no such pad.
        """
        known = await self.known(pad_id, by)
        form = Form() if known.subject else await self.form(pad_id)
        others = known.others
        seen = None if others is None else by_name(newest(others))
        judged = None if seen is None else [*newest(known.mine), *seen]
        return {
            "subject": known.subject,
            "rule": {
                "see_others": self.see_others,
                "changes": [
                    {**one.model(), "at": iso(one.at)}
                    for one in self._rule.since(known.pad.started)
                ],
            },
            "form": {**form.model(), "required": form.required},
            "mine": await self._mine(known, form, by),
            "others": None if seen is None else [version_model(card) for card in seen],
            "disagreements": (
                None if judged is None else disagreements([card.content for card in judged])
            ),
            "decision": decision_model(known.decisions[0]) if known.decisions else None,
            "may": {
                "submit": _refusal(known.pad, by) is None,
                "decide": self._may_decide(known, by),
                "see_others": others is not None,
            },
        }

    async def _mine(self, known: Known, form: Form, by: Member) -> dict[str, Any]:
        draft = None if known.subject else await self.store.draft(known.pad.id, by.id)
        content = await self._content(draft, form)
        submitted = known.mine[0] if known.mine else None
        state = "submitted" if submitted else "none" if draft is None else "draft"
        return {
            "state": state,
            "version": submitted.version if submitted else None,
            "submitted": iso(submitted.submitted) if submitted else None,
            "content": submitted.content.model() if submitted else None,
            "changed": submitted is not None and content != submitted.content,
            "problems": [one.model() for one in problems(content, form)],
        }

    async def _content(self, draft: bytes | None, form: Form) -> Content:
        if draft is not None and len(draft) > _AT_ONCE:
            return await asyncio.to_thread(read_draft, draft, form)
        return read_draft(draft, form)

    async def versions(self, pad_id: str, by: Member) -> list[dict[str, Any]]:
        """Every version that a member may see as JSON, the newest first.

        Raises:
            NotFound: there is no such pad.
        """
        known = await self.known(pad_id, by)
        cards = sorted(
            [*known.mine, *(known.others or ())],
            key=lambda card: (card.submitted, card.version),
            reverse=True,
        )
        return [version_model(card) for card in cards]

    async def states(self, pad_ids: Sequence[str]) -> dict[str, OwnStates]:
        """How far the scorecards of pads are. Called for the models of pads."""
        found = await self.store.states(pad_ids)
        return {pad_id: OwnStates(found.get(pad_id, {})) for pad_id in pad_ids}

    async def seen_scorecards(self, by: Member) -> list[SeenScorecard]:
        """The newest scorecard of everybody on all pads where a member may see them.

        Called for charts of many interviews.
        """
        return await self.store.seen(self.see_others, by)

    # -- changing

    async def submit(self, pad_id: str, by: Member) -> dict[str, Any]:
        """Submit a member's draft as it is. What was submitted before is kept.

        Submitting again what is submitted already changes nothing.

        Returns:
            The pad's feedback as JSON.

        Raises:
            NotFound: there is no such pad.
            Refused: it is not for this member to judge.
            Conflict: the interview has not begun.
            Incomplete: with what is missing.
        """
        # Nobody deletes the pad in between, and no other tab submits.
        async with self.pads.changing(pad_id):
            pad = await self.pads.pad(pad_id)
            refusal = _refusal(pad, by)
            if refusal is not None:
                raise refusal
            form = await self.form(pad_id)
            content = await self._content(await self.store.draft(pad_id, by.id), form)
            missing = problems(content, form)
            if missing:
                raise Incomplete(missing)
            earlier = await self.store.versions(pad_id, by.id)
            is_new = not earlier or earlier[0].content != content
            version = len(earlier) + 1
            if is_new:
                if version > MOST_VERSIONS:
                    raise Conflict(
                        f"A scorecard has at most {MOST_VERSIONS} versions. What you submitted "
                        "last counts; your draft is kept.",
                        "too_many",
                    )
                now = self.pads.clock.now()
                await self.store.add(pad_id, by.id, version, now, content, form)
        if is_new:
            await self.audit.note("feedback.submitted", by, pad_id=pad_id, version=version)
            self._tell("scorecard", pad_id, by)
        return await self.model(pad_id, by)

    async def decide(
        self, pad_id: str, by: Member, decision: object, reason: object, seen: int
    ) -> dict[str, Any]:
        """Record what was decided about the candidate, and why.

        Arguments:
            seen: the number of the decision that they know and that this takes the place of; 0
                where they know of none.

        Returns:
            The pad's feedback as JSON.

        Raises:
            NotFound: there is no such pad.
            Refused: the member may not decide, or has to submit their own scorecard first.
            InvalidInput: with what to mend.
            Conflict: somebody else decided meanwhile.
        """
        known = await self.known(pad_id, by)
        if not self._may_decide(known, by):
            raise Refused(
                "You may not record a decision about this interview. If you were part of it, "
                "submit your own scorecard first. Nothing was changed."
            )
        made = Decision(
            pad_id=pad_id,
            decision=valid_decision(decision),
            reason=valid_reason(reason),
            member_id=by.id,
            member_name=by.name,
            at=self.pads.clock.now(),
        )
        async with self.pads.changing(pad_id):
            await self.pads.pad(pad_id)
            if not await self.store.decide(made, seen):
                raise _decided_meanwhile(await self.store.decisions(pad_id))
        await self.audit.note("feedback.decided", by, pad_id=pad_id, decision=made.decision)
        self._tell("decision", pad_id, by)
        return await self.model(pad_id, by)

    async def exported(self, pad_id: str, by: Member, format: str) -> Known:
        """What a member takes along of a pad's feedback; that they do is kept.

        Raises:
            NotFound: there is no such pad.
        """
        known = await self.known(pad_id, by)
        await self.audit.note("feedback.exported", by, pad_id=pad_id, format=format)
        return known

    def _may_decide(self, known: Known, by: Member) -> bool:
        return (
            known.decisions is not None
            and known.pad.started is not None
            and allowed(by.role, "interview:decisions", "write")
        )

    # -- telling, and what is told

    def _tell(self, what: str, pad_id: str, by: Member) -> None:
        self.events.publish(
            {"type": "feedback", "pad_id": pad_id, "what": what, "author_id": by.id}
        )

    async def may_hear(self, listener: Member, message: Mapping[str, Any]) -> bool:
        """Whether a member is told of a change of a pad's feedback, or of a comment on it.

        Arguments:
            message: as it was published.
        """
        try:
            pad = await self.pads.pad(message["pad_id"])
        except NotFound:
            return False
        subject = is_subject(listener, pad)
        if message["type"] != "feedback" or subject:
            return not subject
        if message["author_id"] == listener.id:
            return True
        submitted = await self.store.has_submitted(pad.id, listener.id)
        knows = may_know_decision if message["what"] == "decision" else may_see_others
        return knows(self.see_others, submitted, subject)

    async def hides(self, pad_id: str, member: Member) -> bool:
        """Whether what is written about a pad's candidate is not for this member at all.

        Raises:
            NotFound: there is no such pad.
        """
        return is_subject(member, await self.pads.pad(pad_id))

    def audit_shown(
        self,
        by: Member,
        action: ColumnElement[str],
        member_id: ColumnElement[Any],
        pad_id: ColumnElement[str],
    ) -> ColumnElement[bool]:
        """Which lines of the audit log a member may see, as a condition on its columns.

        Lines about scorecards are theirs who may see these, and about themselves nobody reads.
        """
        return self.store.audit_shown(self.see_others, by, action, member_id, pad_id)


def _decided_meanwhile(decisions: Sequence[Decision]) -> Conflict:
    """Why a decision was not recorded, to whoever may know the others.

    Arguments:
        decisions: those that there are, the newest first.
    """
    if not decisions:
        return Conflict("There is no decision yet that yours could take the place of.", "decided")
    last = decisions[0]
    return Conflict(
        f"{last.member_name} decided “{WORDS[last.decision]}” meanwhile: {last.reason}\n"
        "Yours was not recorded, and what you wrote is still there. Look at theirs, and record "
        "yours again if it is to take its place.",
        "decided",
    )


def _refusal(pad: Pad, by: Member) -> Refused | Conflict | None:
    """Why a member may not submit a scorecard of a pad; None where they may."""
    if is_subject(by, pad) or not allowed(by.role, "interview:feedback", "write"):
        return Refused("You may not submit a scorecard of this interview. Nothing was changed.")
    if by.role == "reviewer" and not pad.finished:
        return Refused(
            "Reviewers submit their scorecards once the interview has ended. Nothing was changed."
        )
    if pad.started is None:
        return Conflict(
            "This interview has not begun, so there is nothing to judge. Your draft is safe.",
            "not_started",
        )
    return None
