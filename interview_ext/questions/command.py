"""`jupyter interview questions`: the question bank from the command line."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyter_core.application import JupyterApp
from traitlets import Unicode

from ..audit.log import AuditLog
from ..audit.store import AuditStore
from ..auth.members import login_name
from ..db.engine import Database
from ..errors import InterviewError, InvalidInput, NotFound
from ..events import Events
from ..pads.pad_app import StoreApp
from ..pads.store import Member, Store, new_id
from ..provisioning.kernelspecs import SandboxedKernelSpecManager
from ..testing.publication import check
from ..testing.tester import Tester
from .exporting import put_folder
from .importing import (
    find_questions,
    imported_folders,
    read_archive,
    read_folder,
    within,
)
from .manager import QuestionManager
from .paths import is_slug, numbered
from .problem import InvalidQuestion
from .question import Question
from .store import Query, QuestionStore


class BankApp(StoreApp):
    """What the commands about questions share."""

    author = Unicode(
        help="""User name of the member whose questions they are. Default: the account's name on
        this machine, which is the member who signs in by token.""",
    ).tag(config=True)

    aliases = {**StoreApp.aliases, "author": "BankApp.author"}

    def configured(self) -> list[Any]:
        return [*super().configured(), QuestionManager, Tester]

    def start(self) -> None:
        """Do what the command is for, and exit."""
        super().start()
        try:
            status = asyncio.run(self.run())
        except InvalidQuestion as error:
            for problem in error.problems:
                self._say(str(problem))
            self._say(self.nothing_done)
            status = self.NOT_DONE
        except InterviewError as error:
            self._say(error.message)
            status = self.NOT_DONE
        except OSError as error:
            self._say(f"{error.filename or ''}: {error.strerror or error}.")
            self._say(self.nothing_done)
            status = self.NOT_DONE
        self.exit(status)

    nothing_done = "Nothing was changed."

    async def run(self) -> int:
        """Do it; returns the exit status."""
        raise NotImplementedError

    def manager(self, database: Database | None = None) -> QuestionManager:
        """A question manager with the server's configuration."""
        more: dict[str, Any] = {}
        if database is not None:
            more["store"] = QuestionStore(database)
            more["audit"] = AuditLog(store=AuditStore(database))
        return QuestionManager(config=self.config, checker=_no_checks, events=Events(), **more)

    def data_folder(self) -> Path:
        """The server's data directory."""
        return Path(self._installation().data_dir)

    def database(self) -> Database:
        """The server's database, not opened yet."""
        return Database(self._installation().db_url)

    def _installation(self) -> Any:
        from ..app import InterviewApp

        return InterviewApp(config=self.config)

    async def member(self, store: Store) -> Member:
        """The member whose questions they are; made where there is none of this name."""
        name = self.author or login_name()
        found = await store.member_named(name)
        if found is None:
            if self.author:
                raise NotFound(f"There is no member “{name}” here. They have to sign in once.")
            new = Member(new_id(), name[:255], name[:255], "admin")
            found = await store.keep_member(new, datetime.now(UTC))
        return found

    def read(self, manager: QuestionManager) -> dict[str, dict[str, bytes]]:
        """The folders of questions that the arguments name, by their names."""
        if not self.extra_args:
            raise InvalidInput("Which questions? Give folders that hold some, or zip archives.")
        folders: dict[str, dict[str, bytes]] = {}

        def put(name: str, files: dict[str, bytes]) -> None:
            number, free = 2, name
            while free in folders:
                free = numbered(name, number)
                number += 1
            folders[free] = files

        for argument in self.extra_args:
            path = Path(argument)
            if path.is_dir():
                for folder in find_questions(path.resolve()):
                    try:
                        put(folder.name, read_folder(folder, manager.limits))
                    except InvalidQuestion as error:
                        raise InvalidQuestion(
                            [within(folder.name, problem) for problem in error.problems]
                        ) from error
            else:
                with path.open("rb") as source:
                    for name, files in read_archive(source, manager.limits).items():
                        put(name, files)
        return folders


async def _no_checks(question: Question, progress: Any) -> dict[str, Any]:
    raise InvalidInput("Questions are published in the browser.")


class QuestionsImportApp(BankApp):
    """Takes questions in; it works while the server runs."""

    name = "jupyter-interview-questions-import"
    description = """
    Take questions into the bank: folders in the format of docs/question-format.md, folders that
    hold such folders, as a git checkout does, and zip archives. All of them are taken in, or none.

    They become drafts. A question that is in the bank already with the same content stays as it
    is. The exit status is 0 if all are in the bank, and 2 if nothing was changed.
    """
    examples = """
    jupyter interview questions import ~/our-questions
    jupyter interview questions import questions.zip --author=ada
    """
    nothing_done = "Nothing was imported."

    async def run(self) -> int:
        database = self.database()
        manager = self.manager(database)
        folders = await asyncio.to_thread(self.read, manager)
        self.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        await database.open()
        try:
            member = await self.member(Store(database))
            done = await manager.import_folders(member, folders)
        finally:
            await database.close()
        for one in done.imported:
            self._say(f"{one['slug']}: “{one['title']}” is a draft now.")
        for one in done.there:
            self._say(f"{one['slug']}: “{one['title']}” is here already with the same content.")
        return 0


class QuestionsExportApp(BankApp):
    """Writes an archive of questions; it works while the server runs."""

    name = "jupyter-interview-questions-export"
    description = """
    Put questions into a zip archive, a folder for each: those named by their folders' names, or
    all that the member may see. What is in the archive is what that member sees: their own
    questions as they are now, others' as they are published.

    The exit status is 0 if all is in the archive, and 2 if there is none.
    """
    examples = """
    jupyter interview questions export --output=questions.zip
    jupyter interview questions export revenue-by-week --output=revenue.zip
    """
    aliases = {**BankApp.aliases, "output": "QuestionsExportApp.output"}
    nothing_done = "Nothing was written."

    output = Unicode("questions.zip", help="The file to write.").tag(config=True)

    async def run(self) -> int:
        target = Path(self.output)
        if target.exists():
            raise InvalidInput(f"{target} exists already. Name another file with --output.")
        database = self.database()
        if database.url.get_backend_name() == "sqlite" and not os.path.exists(
            database.url.database or ""
        ):
            raise NotFound(
                f"There are no questions in {self.data_folder()}. Name the server's data directory "
                "with --data-dir, or its configuration file with --config."
            )
        await database.open()
        # Under another name until it is complete.
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            manager = self.manager(database)
            member = await self.member(Store(database))
            ids = await _ids_of(manager.store, member, self.extra_args)
            with await asyncio.to_thread(_new_archive, part) as archive:
                for question_id in ids:
                    for name, files in (await manager.export(member, [question_id])).items():
                        await asyncio.to_thread(put_folder, archive, name, files)
            os.rename(part, target)
        finally:
            part.unlink(missing_ok=True)
            await database.close()
        number = len(ids)
        self._say(f"{number} question{'s are' if number != 1 else ' is'} in {target}.")
        return 0


def _new_archive(path: Path) -> zipfile.ZipFile:
    # Hidden tests and solutions are in it: for nobody else on this machine.
    path.touch(mode=0o600, exist_ok=False)
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)


async def _ids_of(store: QuestionStore, member: Member, slugs: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for tab in ("mine", ""):
        offset = 0
        while True:
            query = Query(member.id, member.role == "admin", tab=tab, limit=500, offset=offset)
            entries, total = await store.find(query)
            found |= {entry.slug: entry.id for entry in entries}
            offset += len(entries)
            if not entries or offset >= total:
                break
    wanted = list(slugs)
    for slug in wanted:
        if slug not in found:
            raise NotFound(f"There is no question “{slug}” in the bank.")
    return [found[slug] for slug in wanted] if wanted else list(found.values())


class QuestionsCheckApp(BankApp):
    """Says whether questions could be published, without a bank."""

    name = "jupyter-interview-questions-check"
    description = """
    Check folders of questions, or archives of them, as publishing does: that they are written as
    docs/question-format.md says, and that in the sandbox each one's solution passes its tests. No
    server and no bank are needed, so that it can be done wherever questions are kept.

    The exit status is 0 if all pass, 1 if one does not, and 2 if nothing could be checked.
    """
    examples = """
    jupyter interview questions check question_bank
    jupyter interview questions check ~/our-questions/revenue-by-week
    """
    nothing_done = "Nothing was checked."

    async def run(self) -> int:
        manager = self.manager()
        folders = await asyncio.to_thread(self.read, manager)
        languages = set(await manager.languages())
        failed = 0
        with tempfile.TemporaryDirectory(prefix="interview-check-") as directory:
            tester = Tester(
                config=self.config,
                folder=Path(directory) / "testing",
                kernel_specs=SandboxedKernelSpecManager(config=self.config),
            )
            await tester.start()
            for name, files in folders.items():
                try:
                    packed = imported_folders({name: files}, languages, manager.limits)
                except InvalidQuestion as error:
                    said = [str(problem) for problem in error.problems]
                else:
                    (folder,) = packed.values()
                    said = await self._check(name, folder.question, tester)
                if not is_slug(name):
                    said.append(f"{name}/: The folder's name must be small letters, digits and -.")
                failed += bool(said)
                self._say(f"{name}: {'passed' if not said else 'failed'}")
                for words in said:
                    for line in words.splitlines():
                        self._say(f"  {line}")
        number = len(folders)
        fine = number - failed
        self._say(f"{fine} of {number} question{'s' if number != 1 else ''} passed.")
        return 1 if failed else 0

    async def _check(self, name: str, question: Question, tester: Tester) -> list[str]:
        missing = [str(within(name, problem)) for problem in question.missing()]
        if missing:
            return missing

        def progress(fraction: float, words: str) -> None:
            if sys.stdout.isatty():
                line = f"{name}: {fraction:4.0%} {words}"[:78]
                print(f"\r\x1b[K{line}", end="", flush=True)

        result = await check(question, tester, progress)
        if sys.stdout.isatty():
            print("\r\x1b[K", end="", flush=True)
        return [] if result.passed else [result.message]


class QuestionsApp(JupyterApp):
    """Only leads to its subcommands."""

    name = "jupyter-interview-questions"
    description = "Take questions in, put them into an archive, and check them."
    aliases: dict[str, Any] = {}
    flags: dict[str, Any] = {}
    subcommands = {
        "import": (QuestionsImportApp, "Take questions into the bank."),
        "export": (QuestionsExportApp, "Put questions of the bank into an archive."),
        "check": (QuestionsCheckApp, "Say whether questions could be published."),
    }

    def start(self) -> None:
        """Start the subcommand, or say which there are."""
        super().start()
        self.print_help()
        self.exit(StoreApp.NOT_DONE if self.extra_args else 0)
