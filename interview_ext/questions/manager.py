"""The questions of this installation: finding, writing, publishing them, and what pads get."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from traitlets import Bool, Instance, Integer, Unicode
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.visibility import Owned, may_give, may_see
from ..errors import (
    Conflict,
    InterviewError,
    InvalidInput,
    NotFound,
    PreconditionFailed,
    Refused,
)
from ..events import Events
from ..pads.store import Member, new_id
from ..provisioning.kernelspecs import kernel_name_of
from ..provisioning.languages import languages as all_languages
from ..sizes import MiB
from ..text import one_line
from .access import Deed, may, sees_working_copy, situation_of, standing_of
from .beginning import StarterLanguage, beginning
from .examples import example_id, find_examples
from .folder import Folder, StoredFile, digest_of, pack
from .importing import MAX_TOTAL, Import, imported_folders, read_folder
from .paths import QUESTION_FILE, path_problem, slug_of
from .problem import InvalidQuestion
from .publishing import Checker, Publishing
from .question import (
    MAX_TITLE,
    TYPES,
    WITHOUT_LANGUAGE,
    Limits,
    Question,
    check_files,
    is_examined,
    parse,
)
from .store import WORKING, CheckResult, Entry, NewQuestion, Query, QuestionStore

TABS: Final = ("mine", "organization", "examples", "favourites", "drafts")
SORTS: Final = ("title", "newest", "most_used", "last_used")

# Seconds that somebody waits at most for the examples, brought in while a server starts.
PATIENCE: Final = 20.0

_NOT_THERE: Final = "There is no such question. It may have been archived by its author."
_CHANGED: Final = (
    "The question was changed while it was checked, so nothing was published. Publish it again."
)
_NO_CHECK: Final[dict[str, Any]] = {
    "state": "none",
    "fraction": 0.0,
    "message": "",
    "reports": [],
}


class QuestionManager(LoggingConfigurable):
    """Owns the question bank. Handlers, pads' tasks and the command line call it.

    The application wires it; `start` and `stop` frame its life.
    """

    max_file_size = Integer(
        20 * MiB,
        min=1024,
        max=512 * MiB,
        help="Largest file of a question, in bytes.",
    ).tag(config=True)

    max_question_size = Integer(
        50 * MiB,
        min=1024,
        max=1024 * MiB,
        help="Largest question, in bytes: all its files together.",
    ).tag(config=True)

    examples = Bool(
        True,
        help="Whether the questions that ship with the package are in the bank.",
    ).tag(config=True)

    practice = Unicode(
        "warm-up",
        help="""
        Short name of the example that candidates try out in a practice pad, before a take-home or
        in a practice pad that a member gives them. Empty: none.
        """,
    ).tag(config=True)

    store = Instance(QuestionStore, help="Set by the application.")
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")

    def __init__(self, *, checker: Checker, **kwargs: Any) -> None:
        """Arguments:
        checker: checks a question before it is published.
        """
        super().__init__(**kwargs)
        self._publishing = Publishing(checker, self.log)
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._bringing: asyncio.Task[None] | None = None
        self._languages: dict[str, StarterLanguage] = {}

    @property
    def limits(self) -> Limits:
        """How large questions may be."""
        return Limits(file=self.max_file_size, question=self.max_question_size)

    # -- life

    async def start(self) -> None:
        """Bring the examples in, in the background."""
        self._bringing = asyncio.create_task(self._bring_examples())

    async def stop(self) -> None:
        """Stop what is being checked or brought in."""
        if self._bringing is not None:
            self._bringing.cancel()
            await asyncio.gather(self._bringing, return_exceptions=True)
        await self._publishing.stop()

    async def examples_are_there(self) -> None:
        """Wait until the examples that ship with the package are in the bank."""
        if self._bringing is not None:
            await asyncio.shield(self._bringing)

    async def _bring_examples(self) -> None:
        try:
            await self.bring_examples(
                await asyncio.to_thread(find_examples) if self.examples else {}
            )
        except InterviewError as error:
            self.log.error("The example questions are not there: %s", error.message)
        except Exception:
            self.log.exception("The example questions could not be brought in.")

    async def bring_examples(self, folders: Mapping[str, Path]) -> None:
        """Keep the examples as they are on disk; what is not there any more is taken away.

        Arguments:
            folders: by slug. One that cannot be used is reported and keeps no other away.
        """
        known = await self.store.examples()
        there = {example_id(slug) for slug in folders}
        languages = await self.languages()
        for slug, path in sorted(folders.items()):
            try:
                folder = await asyncio.to_thread(_read_example, path, set(languages), self.limits)
                if known.get(example_id(slug)) != (folder.digest, False):
                    now = datetime.now(UTC)
                    await self.store.put_example(example_id(slug), slug, folder, now)
            except (InterviewError, OSError) as error:
                self.log.warning("The example question %s cannot be used: %s", path, error)
        for question_id, (_, gone) in known.items():
            if question_id not in there and not gone:
                await self.store.set_archived(question_id, datetime.now(UTC))
        self._tell()

    async def languages(self) -> dict[str, StarterLanguage]:
        """The languages that questions may name: all that are described, found here or not."""
        if not self._languages:
            self._languages = await asyncio.to_thread(_described)
        return self._languages

    # -- looking

    async def find(self, member: Member, query: Query) -> dict[str, Any]:
        """A part of what somebody looks for, as JSON.

        Raises:
            InvalidInput: there is no such tab or order.
        """
        if query.tab and query.tab not in TABS:
            raise InvalidInput(f"“tab” must be one of {', '.join(TABS)}.")
        if query.sort and query.sort not in SORTS:
            raise InvalidInput(f"“sort” must be one of {', '.join(SORTS)}.")
        entries, total = await self.store.find(query)
        after = query.offset + len(entries)
        return {
            "questions": [self.summary(entry, member) for entry in entries],
            "next": str(after) if entries and after < total else None,
            "total": total,
        }

    async def filters(self, member: Member, query: Query) -> dict[str, Any]:
        """What can be filtered by, with counts, as JSON.

        Raises:
            InvalidInput: there is no such tab.
        """
        if query.tab and query.tab not in TABS:
            raise InvalidInput(f"“tab” must be one of {', '.join(TABS)}.")
        found = await self.store.filters(query)
        languages = await self.languages()

        def models(name: str) -> list[dict[str, Any]]:
            return [
                {"value": value, "name": shown, "count": count}
                for value, shown, count in sorted(found[name], key=lambda one: one[1].casefold())
            ]

        answer = {name: models(name) for name in found}
        for one in answer["languages"]:
            if one["value"] in languages:
                one["name"] = languages[one["value"]].name
        return answer

    async def require(self, member: Member, question_id: str, deed: Deed) -> Entry:
        """A question that somebody may do this to, with the card that they see.

        Raises:
            NotFound: it is not there for them.
            Refused: they may see it, and not more.
        """
        entry = await self.store.entry(question_id, member.id, working=False)
        if entry is None:
            raise NotFound(_NOT_THERE)
        situation, standing = _relation(entry, member)
        if not may("see", situation, standing):
            raise NotFound(_NOT_THERE)
        if not may(deed, situation, standing):
            reason = situation if situation in ("draft", "archived") else None
            raise Refused(_refusal(situation, deed), reason)
        if sees_working_copy(situation, standing) and entry.revision != WORKING:
            entry = await self.store.entry(question_id, member.id, working=True) or entry
        return entry

    def summary(self, entry: Entry, member: Member) -> dict[str, Any]:
        """A question in a list, as JSON."""
        situation, standing = _relation(entry, member)
        author = {"id": entry.author_id, "name": entry.author_name or ""}
        return {
            "id": entry.id,
            "slug": entry.slug,
            "title": entry.card.title,
            "type": entry.card.type,
            "languages": list(entry.card.languages),
            "difficulty": entry.card.difficulty,
            "minutes": entry.card.minutes,
            "labels": list(entry.card.labels),
            "state": "published" if situation == "example" else situation,
            "origin": entry.origin,
            "team": None
            if entry.team_id is None
            else {"id": entry.team_id, "name": entry.team_name or ""},
            "author": author if entry.author_id is not None else None,
            "favourite": entry.favourite,
            "uses": entry.uses,
            "last_used": _time(entry.last_used),
            "created": _time(entry.created),
            "changed": _time(entry.changed),
            "revision": entry.published,
            "edited": entry.published_digest is not None
            and entry.digest != entry.published_digest
            and sees_working_copy(situation, standing),
            "may_edit": may("edit", situation, standing),
        }

    async def model(self, member: Member, question_id: str) -> dict[str, Any]:
        """A question with its texts, as JSON; see `require`."""
        entry = await self.require(member, question_id, "see")
        files = await self.store.files(entry.id, entry.revision)
        folder = await self._pack({}, files, replace(entry.card, body=""))
        return {
            **self.summary(entry, member),
            "introduction": folder.question.introduction,
            "steps": [step.model() for step in folder.question.steps],
            "notes": folder.question.notes,
            "rubric": [one.model() for one in folder.question.rubric],
            "open": list(folder.question.open),
            "files": [
                {"path": path, "size": one.size, "text": one.text, "etag": f'"{one.sha256}"'}
                for path, one in files.items()
            ],
            "problems": [problem.model() for problem in folder.problems],
            "check": await self._check_model(entry),
        }

    async def file(self, member: Member, question_id: str, path: str) -> tuple[StoredFile, bytes]:
        """A file and its content; see `require`.

        Raises:
            NotFound: there is no such file.
        """
        entry = await self.require(member, question_id, "see")
        files = await self.store.files(entry.id, entry.revision)
        if path not in files:
            raise NotFound("There is no such file in this question.")
        contents = await self.store.contents([files[path].sha256])
        return files[path], contents[files[path].sha256]

    # -- what pads get

    async def to_practise(self) -> tuple[str, tuple[str, ...]] | None:
        """The example that candidates try out; None where there is none that can be used.

        Called where practice pads are made.

        Returns:
            Its id and its languages.
        """
        question_id = example_id(self.practice)
        if self.practises and await self.store.entry(question_id, "", working=False) is None:
            # At the first start of all, pads may be made before the examples are there.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self.examples_are_there()
        try:
            entry = await self.example(question_id)
        except InterviewError as error:
            if self.practises:
                self.log.warning("There is no example to practise with: %s", error.message)
            return None
        return question_id, entry.card.languages

    @property
    def practises(self) -> bool:
        """Whether there is to be an example that candidates try out."""
        return self.examples and bool(self.practice)

    async def example(self, question_id: str) -> Entry:
        """An example, for a pad that no member makes.

        Raises:
            NotFound: there is no such example.
        """
        entry = await self.store.entry(question_id, "", working=False)
        if entry is None or entry.origin != "example" or entry.archived is not None:
            raise NotFound(_NOT_THERE)
        return entry

    async def revision(self, question_id: str, number: int) -> Question:
        """A published revision, whatever became of the question since.

        Raises:
            NotFound: there is none.
        """
        files = await self.store.files(question_id, number) if number > WORKING else {}
        if not files:
            raise NotFound("There is no such revision of the question.")
        return await asyncio.to_thread(parse, await self._contents_of(files), None, _NO_LIMITS)

    async def used(self, question_id: str) -> None:
        """Count that a question was used in a pad."""
        await self.store.used(question_id, datetime.now(UTC))

    # -- writing

    async def create(
        self, member: Member, title: str, type_: str, languages: Sequence[str]
    ) -> dict[str, Any]:
        """A new draft, as JSON.

        Raises:
            InvalidInput: the title, the type or the languages cannot be used.
        """
        title = one_line(title, "The title", maximum=MAX_TITLE)
        if type_ not in TYPES:
            raise InvalidInput(f"“type” must be one of {', '.join(TYPES)}.")
        described = await self.languages()
        if type_ in WITHOUT_LANGUAGE and languages:
            raise InvalidInput(f"A question of type {type_} has no languages.")
        if type_ not in WITHOUT_LANGUAGE and not languages:
            raise InvalidInput("Please choose at least one language.")
        unknown = [name for name in languages if name not in described]
        if unknown:
            raise InvalidInput(f"There is no language “{str(unknown[0])[:40]}” on this server.")
        chosen = [described[name] for name in dict.fromkeys(languages)]
        files = beginning(title, type_, chosen)
        folder = await asyncio.to_thread(pack, files, None, set(described), self.limits)
        return await self._add(member, slug_of(title), folder)

    async def duplicate(self, member: Member, question_id: str) -> dict[str, Any]:
        """A draft of somebody's own with the same files, as JSON; see `require`."""
        entry = await self.require(member, question_id, "copy")
        files = await self.store.files(entry.id, entry.revision)
        folder = await self._pack({}, files, entry.card)
        folder = replace(folder, contents={})
        return await self._add(member, entry.slug, folder)

    async def put_file(
        self,
        member: Member,
        question_id: str,
        path: str,
        content: bytes,
        matches: Callable[[StoredFile | None], bool],
    ) -> StoredFile:
        """Write a file of the working copy; see `require`.

        Arguments:
            matches: told the file as it is, None where there is none: whether it is what the one
                who writes thinks it is.

        Raises:
            InvalidQuestion: its name cannot be used, or it is too large.
            PreconditionFailed: somebody else changed it.
        """
        problem = path_problem(path)
        if problem is not None:
            raise InvalidQuestion([problem])

        def change(files: dict[str, StoredFile]) -> dict[str, bytes]:
            if not matches(files.get(path)):
                raise PreconditionFailed(
                    "Somebody else changed this file meanwhile. Nothing was saved. Load it again, "
                    "and put your changes in there."
                )
            files.pop(path, None)
            return {path: content}

        folder = await self._change(member, question_id, change)
        return folder.files[path]

    async def delete_file(
        self,
        member: Member,
        question_id: str,
        path: str,
        matches: Callable[[StoredFile | None], bool],
    ) -> None:
        """Take a file out of the working copy; see `put_file`.

        Raises:
            NotFound: there is no such file.
            InvalidInput: a question cannot be without it.
        """

        def change(files: dict[str, StoredFile]) -> dict[str, bytes]:
            if path == QUESTION_FILE:
                raise InvalidInput(f"A question is nothing without its {QUESTION_FILE}.")
            if path not in files:
                raise NotFound("There is no such file in this question.")
            if not matches(files[path]):
                raise PreconditionFailed(
                    "Somebody else changed this file meanwhile. Nothing was deleted."
                )
            del files[path]
            return {}

        await self._change(member, question_id, change)

    async def rename_file(self, member: Member, question_id: str, path: str, to: str) -> None:
        """Give a file of the working copy, or all files in a folder, another name.

        Raises:
            NotFound: there is no such file.
            Conflict: there is one of the new name.
            InvalidInput: the new name cannot be used.
        """

        def change(files: dict[str, StoredFile]) -> dict[str, bytes]:
            if QUESTION_FILE in (path, to):
                raise InvalidInput(f"{QUESTION_FILE} keeps its name.")
            moved = {
                one: to + one[len(path) :]
                for one in files
                if one == path or one.startswith(f"{path}/")
            }
            if not path or not moved:
                raise NotFound("There is no such file in this question.")
            kept = {one: file for one, file in files.items() if one not in moved}
            if any(new in kept for new in moved.values()):
                raise Conflict("There is a file of this name already. Nothing was renamed.")
            new = {moved[one]: files[one] for one in moved}
            files.clear()
            files.update(kept | new)
            return {}

        await self._change(member, question_id, change)

    async def archive(self, member: Member, question_id: str) -> dict[str, Any]:
        """Put a question away: pads that use it go on; as JSON."""
        entry = await self.require(member, question_id, "archive")
        await self._publishing.cancel(question_id)
        await self.store.set_archived(entry.id, datetime.now(UTC))
        await self._note("question.archived", member, entry.id, entry.card.title)
        self._tell()
        return self.summary(await self.require(member, question_id, "see"), member)

    async def restore(self, member: Member, question_id: str) -> dict[str, Any]:
        """Bring a question back that was put away, as JSON."""
        entry = await self.require(member, question_id, "restore")
        await self.store.set_archived(entry.id, None)
        await self._note("question.restored", member, entry.id, entry.card.title)
        self._tell()
        return self.summary(await self.require(member, question_id, "see"), member)

    async def give(self, member: Member, question_id: str, team_id: str | None) -> dict[str, Any]:
        """Let a question belong to a team, or to the whole organization; as JSON.

        Arguments:
            team_id: of the team; None for the organization.

        Raises:
            InvalidInput: there is no such team, or the member is not in it.
        """
        entry = await self.require(member, question_id, "edit")
        if not may_give(member, team_id) or not await self.store.set_team(entry.id, team_id):
            raise InvalidInput("There is no such team, or you are not in it. Nothing was changed.")
        await self._note("question.given", member, entry.id, entry.card.title, team=team_id)
        self._tell()
        return self.summary(await self.require(member, question_id, "see"), member)

    async def mark(self, member: Member, question_id: str, favourite: bool) -> None:
        """Make a question one of somebody's favourites, or not."""
        entry = await self.require(member, question_id, "mark" if favourite else "see")
        await self.store.set_favourite(entry.id, member.id, favourite)

    # -- in and out

    async def export(self, member: Member, ids: Sequence[str]) -> dict[str, dict[str, bytes]]:
        """The files of questions by their folders' names, for an archive.

        Raises:
            NotFound: one of them is not there for this member.
            InvalidInput: they are too much at once.
        """
        found: dict[str, dict[str, bytes]] = {}
        left = MAX_TOTAL * self.max_question_size
        for question_id in dict.fromkeys(ids):
            entry = await self.require(member, question_id, "copy")
            files = await self.store.files(entry.id, entry.revision)
            left -= sum(one.size for one in files.values())
            if left < 0:
                raise InvalidInput("That is too much at once. Please export fewer questions.")
            found[entry.slug] = await self._contents_of(files)
        return found

    async def import_folders(
        self, member: Member, folders: Mapping[str, Mapping[str, bytes]]
    ) -> Import:
        """Keep questions from elsewhere as drafts of a member: all of them, or none.

        Arguments:
            folders: contents by path, by the name of the folder.

        Raises:
            InvalidQuestion: with all that is wrong with any of them.
        """
        languages = set(await self.languages())
        packed = await asyncio.to_thread(imported_folders, folders, languages, self.limits)
        digests = {folder.digest for folder in packed.values()}
        there = await self.store.by_digests(digests, member.id)
        new: list[NewQuestion] = []
        kept: list[str] = []
        for slug, folder in packed.items():
            known = [
                one
                for one in there.get(folder.digest, ())
                if may("see", *_relation(one, member)) and self._shows(one, member)
            ]
            if known:
                kept.append(known[0].id)
            else:
                new.append(NewQuestion(new_id(), slug, member.id, folder))
        await self.store.add(new, datetime.now(UTC))
        if new:
            titles = [one.folder.card.title for one in new]
            await self.audit.note("question.imported", member, titles=titles)
            self._tell()
        models = [self.summary(await self.require(member, one.id, "see"), member) for one in new]
        old = [self.summary(await self.require(member, one, "see"), member) for one in kept]
        return Import(models, old)

    def _shows(self, entry: Entry, member: Member) -> bool:
        """Whether the card of an entry is the one that this member sees."""
        return (entry.revision == WORKING) == sees_working_copy(*_relation(entry, member)) or (
            entry.origin == "example"
        )

    # -- publishing

    async def publish(self, member: Member, question_id: str) -> dict[str, Any]:
        """Check a question, and publish it when it passes; the check as JSON.

        Raises:
            InvalidQuestion: something is wrong with it or missing, so nothing is checked.
            Conflict: just this is published already.
        """
        async with self._lock(question_id):
            entry = await self.require(member, question_id, "publish")
            running = self._publishing.of(question_id)
            if running is not None and running.digest == entry.digest:
                return running.model()
            if entry.digest == entry.published_digest:
                raise Conflict("This question is published just as it is.", "published")
            files = await self.store.files(entry.id, WORKING)
            contents = await self._contents_of(files)
            languages = set(await self.languages())
            folder = await asyncio.to_thread(pack, contents, None, languages, self.limits)
            missing = await asyncio.to_thread(folder.question.missing)
            problems = (*folder.problems, *missing)
            if problems:
                raise InvalidQuestion(problems)
            if folder.digest != entry.digest:
                raise Conflict("The question was changed just now. Please publish it again.")
            await self._publishing.cancel(question_id)
            done = partial(self._checked, member, question_id, folder)
            return self._publishing.begin(question_id, folder.digest, folder.question, done).model()

    async def check(self, member: Member, question_id: str) -> dict[str, Any]:
        """How the check of a question goes or ended, as JSON."""
        return await self._check_model(await self.require(member, question_id, "see"))

    async def stop_check(self, member: Member, question_id: str) -> None:
        """Stop the check of a question; nothing is published."""
        await self.require(member, question_id, "publish")
        await self._publishing.cancel(question_id)

    async def _check_model(self, entry: Entry) -> dict[str, Any]:
        if entry.revision != WORKING:
            return _NO_CHECK
        running = self._publishing.of(entry.id)
        if running is not None:
            return running.model()
        result = await self.store.check(entry.id)
        if result is None or result.digest != entry.digest:
            return _NO_CHECK
        return {
            "state": result.state,
            "fraction": 1.0,
            "message": result.message,
            "reports": result.reports,
        }

    async def _checked(
        self, member: Member, question_id: str, folder: Folder, result: dict[str, Any]
    ) -> None:
        now = datetime.now(UTC)
        state, message, digest = result["state"], result["message"], folder.digest
        if state == "passed":
            number = await self.store.publish(
                question_id, folder.digest, folder.card, member.id, now
            )
            if number is None:
                # The words are for who looks at it as it is now.
                files = await self.store.files(question_id, WORKING)
                state, message, digest = "failed", _CHANGED, digest_of(files)
            else:
                message = f"{message} It is published.".strip()
                title = folder.card.title
                await self._note("question.published", member, question_id, title, number=number)
        await self.store.put_check(
            question_id, CheckResult(digest, state, message, result["reports"]), now
        )
        self._tell()

    # -- what is below

    async def _add(self, member: Member, slug: str, folder: Folder) -> dict[str, Any]:
        new = NewQuestion(new_id(), slug, member.id, folder)
        await self.store.add([new], datetime.now(UTC))
        await self._note("question.created", member, new.id, folder.card.title)
        self._tell()
        return self.summary(await self.require(member, new.id, "see"), member)

    async def _change(
        self,
        member: Member,
        question_id: str,
        change: Callable[[dict[str, StoredFile]], dict[str, bytes]],
    ) -> Folder:
        """Change the working copy.

        Arguments:
            change: changes the files that stay in place, and returns the contents of new ones.
        """
        async with self._lock(question_id):
            entry = await self.require(member, question_id, "edit")
            kept = await self.store.files(entry.id, WORKING)
            contents = change(kept)
            sizes = {path: one.size for path, one in kept.items()}
            sizes |= {path: len(content) for path, content in contents.items()}
            problems = check_files(sizes, self.limits)
            if problems:
                raise InvalidQuestion(problems)
            folder = await self._pack(contents, kept, entry.card)
            if folder.digest != entry.digest:
                await self.store.change(entry.id, entry.digest, folder, datetime.now(UTC))
        return folder

    async def _pack(
        self, contents: Mapping[str, bytes], kept: Mapping[str, StoredFile], before: Any
    ) -> Folder:
        examined = {path: one.sha256 for path, one in kept.items() if is_examined(path)}
        known = await self.store.contents(examined.values())
        read = {path: known[sha256] for path, sha256 in examined.items() if sha256 in known}
        languages = set(await self.languages())
        return await asyncio.to_thread(
            pack, {**read, **contents}, kept, languages, self.limits, before
        )

    async def _contents_of(self, files: Mapping[str, StoredFile]) -> dict[str, bytes]:
        contents = await self.store.contents(one.sha256 for one in files.values())
        return {path: contents[one.sha256] for path, one in files.items()}

    def _lock(self, question_id: str) -> asyncio.Lock:
        return self._locks.setdefault(question_id, asyncio.Lock())

    async def _note(
        self, action: str, member: Member, question_id: str, title: str, **details: Any
    ) -> None:
        await self.audit.note(action, member, question=question_id, title=title, **details)

    def _tell(self) -> None:
        self.events.publish({"type": "questions"})


# What was published stays usable, whatever the limits are now.
_NO_LIMITS: Final = Limits(file=1 << 62, question=1 << 62, files=1 << 30)


def _relation(entry: Entry, member: Member) -> tuple[Any, Any]:
    standing = standing_of(member.role, member.id, entry.author_id)
    if not may_see(member, Owned(entry.team_id, entry.author_id)):
        # What is another team's is to them what an update took away.
        return "gone", standing
    situation = situation_of(entry.origin, entry.published, entry.archived is not None)
    return situation, standing


def _refusal(situation: str, deed: Deed) -> str:
    if situation == "example":
        return "Examples stay as they are. Duplicate it and change your copy."
    if situation == "archived":
        return "This question is archived. Restore it first."
    if deed == "use":
        return "This question is not published yet, so it cannot be used in an interview."
    if deed == "restore":
        return "This question is not archived."
    return "This question is somebody else’s. Duplicate it and change your copy."


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _described() -> dict[str, StarterLanguage]:
    found = {}
    for one in all_languages():
        if one.language is not None:
            language = one.language
            notebook = {
                "kernelspec": {
                    "display_name": language.name,
                    "language": language.kernel_name,
                    "name": kernel_name_of(language.kernel_name),
                },
                "language_info": language.language_info(),
            }
            found[one.kernel_name] = StarterLanguage(
                one.kernel_name, language.name, language.file, notebook
            )
    return found


def _read_example(path: Path, languages: set[str], limits: Limits) -> Folder:
    folder = pack(read_folder(path, limits), None, languages, limits)
    if folder.problems:
        raise InvalidQuestion(folder.problems, path.name)
    return folder
