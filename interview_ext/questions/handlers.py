"""REST for members: the question bank."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from tornado import web

from ..errors import InvalidInput
from ..handlers import InterviewAPIHandler, for_member
from ..pads.store import Member
from ..sizes import MiB, in_words
from .exporting import write_archive
from .folder import StoredFile
from .importing import MAX_QUESTIONS, read_archive
from .problem import InvalidQuestion
from .store import Query

MAX_LIMIT: Final = 200
MAX_VALUES: Final = 50

# What is held in memory of an archive that is being sent; the rest is in a temporary file.
_IN_MEMORY: Final = 4 * MiB
_THROWN_AWAY: Final = 256 * MiB

_QUESTION = r"/interview/api/questions/(?P<question_id>[^/]+)"


class QuestionAPIHandler(InterviewAPIHandler):
    """For all handlers here: says what is wrong with a question, and who somebody is."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, InvalidQuestion):
            self.clear()
            self.set_status(400)
            self.set_header("Content-Type", "application/json")
            problems = [problem.model() for problem in error.problems]
            self.finish(
                json.dumps({"message": error.message, "reason": error.reason, "problems": problems})
            )
        else:
            super().write_error(status_code, **kwargs)

    def query(self, member: Member) -> Query:
        """What the address asks for.

        Raises:
            InvalidInput: with the parameter's name.
        """
        known = {
            "tab", "q", "type", "language", "difficulty", "label", "author", "favourite",
            "archived", "sort", "limit", "cursor",
        }  # fmt: skip
        for name in self.request.query_arguments:
            if name not in known:
                raise InvalidInput(f"“{name[:40]}” is not expected here.")

        def values(name: str) -> list[str]:
            found = [value for value in self.get_query_arguments(name) if value]
            if len(found) > MAX_VALUES:
                raise InvalidInput(f"“{name}” may be there {MAX_VALUES} times at most.")
            return found

        return Query(
            member_id=member.id,
            admin=member.role == "admin",
            tab=self.get_query_argument("tab", ""),
            text=self.get_query_argument("q", ""),
            types=values("type"),
            languages=values("language"),
            difficulties=values("difficulty"),
            labels=values("label"),
            authors=values("author"),
            favourite=self._yes("favourite"),
            archived=self._yes("archived"),
            sort=self.get_query_argument("sort", ""),
            limit=self._number("limit", 50, 1, MAX_LIMIT),
            offset=self._number("cursor", 0, 0, 10_000_000),
        )

    def _yes(self, name: str) -> bool:
        value = self.get_query_argument(name, "")
        if value not in ("", "true", "false"):
            raise InvalidInput(f"“{name}” must be true or false.")
        return value == "true"

    def _number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.get_query_argument(name, "")
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) or not least <= int(value) <= most:
            raise InvalidInput(f"“{name}” must be a number from {least} to {most}.")
        return int(value)


class QuestionsHandler(QuestionAPIHandler):
    """Finds questions, and makes new ones."""

    @web.authenticated
    @for_member("interview:questions", "read")
    async def get(self, member: Member) -> None:
        self.finish(await self.interview.questions.find(member, self.query(member)))

    @web.authenticated
    @for_member("interview:questions", "write")
    async def post(self, member: Member) -> None:
        body = self.body({"title": str, "type": str}, {"languages": list})
        languages = body.get("languages", [])
        if len(languages) > 20 or not all(isinstance(name, str) for name in languages):
            raise InvalidInput("“languages” must be a list of at most 20 names.")
        model = await self.interview.questions.create(
            member, body["title"], body["type"], languages
        )
        self.set_status(201)
        self.finish(model)


class FiltersHandler(QuestionAPIHandler):
    """What questions can be filtered by."""

    @web.authenticated
    @for_member("interview:questions", "read")
    async def get(self, member: Member) -> None:
        self.finish(await self.interview.questions.filters(member, self.query(member)))


class QuestionHandler(QuestionAPIHandler):
    """One question with its texts and the names of its files, and whose it is."""

    @web.authenticated
    @for_member("interview:questions", "read")
    async def get(self, member: Member, question_id: str) -> None:
        self.finish(await self.interview.questions.model(member, question_id))

    @web.authenticated
    @for_member("interview:questions", "write")
    async def patch(self, member: Member, question_id: str) -> None:
        team_id = self.body({"team_id": (str, type(None))})["team_id"]
        self.finish(await self.interview.questions.give(member, question_id, team_id))


@web.stream_request_body
class StreamedHandler(QuestionAPIHandler):
    """Takes a body that is no JSON; who may not send it is refused before it is read."""

    _body: Any = None
    _size = 0
    _most = 0

    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        if self._finished or self.request.method not in ("POST", "PUT"):
            return
        connection: Any = self.request.connection
        if self.current_user is None:
            connection.set_max_body_size(_IN_MEMORY)
            return
        await self.require("interview:questions", "write")
        # What is too large is read and thrown away, or the refusal would not arrive.
        connection.set_max_body_size(_THROWN_AWAY + self.most())
        self._body = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._most = self.most()

    def most(self) -> int:
        """How many bytes may be sent."""
        return self.interview.questions.max_file_size

    def data_received(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size <= self._most:
            self._body.write(chunk)

    def received(self) -> Any:
        """What was sent, as a file at its beginning.

        Raises:
            InvalidInput: it was too much.
        """
        if self._size > self._most:
            raise InvalidInput(
                f"That is too large: at most {in_words(self._most)} can be sent here. Nothing was "
                "changed.",
                "too_large",
            )
        self._body.seek(0)
        return self._body

    def on_finish(self) -> None:
        super().on_finish()
        if self._body is not None:
            self._body.close()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        if self._body is not None:
            self._body.close()


class FileHandler(StreamedHandler):
    """A file of a question."""

    def compute_etag(self) -> str | None:
        """Tornado's own would be another one."""
        return None

    @web.authenticated
    @for_member("interview:questions", "read")
    async def get(self, member: Member, question_id: str, path: str) -> None:
        file, content = await self.interview.questions.file(member, question_id, path)
        name = path.rpartition("/")[2]
        self.set_header("ETag", f'"{file.sha256}"')
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        kind = "text/plain; charset=UTF-8" if file.text else "application/octet-stream"
        self.finish(content, set_content_type=kind)

    @web.authenticated
    @for_member("interview:questions", "write")
    async def put(self, member: Member, question_id: str, path: str) -> None:
        content = await asyncio.to_thread(self.received().read)
        file = await self.interview.questions.put_file(
            member, question_id, path, content, self._matches()
        )
        self.set_header("ETag", f'"{file.sha256}"')
        self.finish(
            {"path": path, "size": file.size, "text": file.text, "etag": f'"{file.sha256}"'}
        )

    @web.authenticated
    @for_member("interview:questions", "write")
    async def delete(self, member: Member, question_id: str, path: str) -> None:
        await self.interview.questions.delete_file(member, question_id, path, self._matches())
        self.done()

    def _matches(self) -> Callable[[StoredFile | None], bool]:
        wanted = _tags(self.request.headers.get("If-Match"))
        unwanted = _tags(self.request.headers.get("If-None-Match"))

        def matches(file: StoredFile | None) -> bool:
            has = {f'"{file.sha256}"', "*"} if file is not None else set()
            return (wanted is None or bool(wanted & has)) and not (unwanted or set()) & has

        return matches


def _tags(header: str | None) -> set[str] | None:
    if header is None:
        return None
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


class RenameHandler(QuestionAPIHandler):
    """Renames a file, or a folder with all in it."""

    @web.authenticated
    @for_member("interview:questions", "write")
    async def post(self, member: Member, question_id: str) -> None:
        body = self.body({"path": str, "to": str})
        await self.interview.questions.rename_file(member, question_id, body["path"], body["to"])
        self.done()


class DuplicateHandler(QuestionAPIHandler):
    """Makes a draft of one's own of a question."""

    @web.authenticated
    @for_member("interview:questions", "write")
    async def post(self, member: Member, question_id: str) -> None:
        self.body()
        model = await self.interview.questions.duplicate(member, question_id)
        self.set_status(201)
        self.finish(model)


class ArchiveHandler(QuestionAPIHandler):
    """Puts a question away."""

    @web.authenticated
    @for_member("interview:questions", "write")
    async def post(self, member: Member, question_id: str) -> None:
        self.body()
        self.finish(await self.interview.questions.archive(member, question_id))


class RestoreHandler(QuestionAPIHandler):
    """Brings a question back."""

    @web.authenticated
    @for_member("interview:questions", "write")
    async def post(self, member: Member, question_id: str) -> None:
        self.body()
        self.finish(await self.interview.questions.restore(member, question_id))


class FavouriteHandler(QuestionAPIHandler):
    """Marks a question as a favourite of who asks."""

    @web.authenticated
    @for_member("interview:questions", "write")
    async def put(self, member: Member, question_id: str) -> None:
        self.body()
        await self.interview.questions.mark(member, question_id, True)
        self.done()

    @web.authenticated
    @for_member("interview:questions", "write")
    async def delete(self, member: Member, question_id: str) -> None:
        await self.interview.questions.mark(member, question_id, False)
        self.done()


class PublishHandler(QuestionAPIHandler):
    """Checks a question, and publishes it when it passes."""

    @web.authenticated
    @for_member("interview:questions", "write")
    async def post(self, member: Member, question_id: str) -> None:
        self.body()
        model = await self.interview.questions.publish(member, question_id)
        self.set_status(202)
        self.finish(model)


class CheckHandler(QuestionAPIHandler):
    """How the check of a question goes."""

    @web.authenticated
    @for_member("interview:questions", "read")
    async def get(self, member: Member, question_id: str) -> None:
        self.finish(await self.interview.questions.check(member, question_id))

    @web.authenticated
    @for_member("interview:questions", "write")
    async def delete(self, member: Member, question_id: str) -> None:
        await self.interview.questions.stop_check(member, question_id)
        self.done()


class ExportsHandler(QuestionAPIHandler):
    """Several questions as an archive."""

    @web.authenticated
    @for_member("interview:questions", "read")
    async def get(self, member: Member) -> None:
        ids = self.get_query_arguments("id")
        if not 1 <= len(ids) <= MAX_QUESTIONS:
            raise InvalidInput(f"Name 1 to {MAX_QUESTIONS} questions, each by “id”.")
        await self.send(member, ids)

    async def send(self, member: Member, ids: list[str]) -> None:
        """Send questions as an archive."""
        folders = await self.interview.questions.export(member, ids)
        archive = await asyncio.to_thread(write_archive, folders)
        name = next(iter(folders)) if len(folders) == 1 else "questions"
        self.set_header("Content-Disposition", f'attachment; filename="{name}.zip"')
        self.finish(archive, set_content_type="application/zip")


class ExportHandler(ExportsHandler):
    """One question as an archive."""

    @web.authenticated
    @for_member("interview:questions", "read")
    async def get(self, member: Member, question_id: str) -> None:
        await self.send(member, [question_id])


class ImportHandler(StreamedHandler):
    """Takes in the questions of an archive: all of them, or none."""

    def most(self) -> int:
        return self.interview.questions.max_question_size * 2

    @web.authenticated
    @for_member("interview:questions", "write")
    async def post(self, member: Member) -> None:
        questions = self.interview.questions
        folders = await asyncio.to_thread(read_archive, self.received(), questions.limits)
        done = await questions.import_folders(member, folders)
        self.finish({"imported": done.imported, "there": done.there})


default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/questions", QuestionsHandler),
    (r"/interview/api/questions/filters", FiltersHandler),
    (r"/interview/api/questions/export", ExportsHandler),
    (r"/interview/api/questions/import", ImportHandler),
    (_QUESTION, QuestionHandler),
    (rf"{_QUESTION}/files/(?P<path>[^?]+)", FileHandler),
    (rf"{_QUESTION}/rename", RenameHandler),
    (rf"{_QUESTION}/duplicate", DuplicateHandler),
    (rf"{_QUESTION}/archive", ArchiveHandler),
    (rf"{_QUESTION}/restore", RestoreHandler),
    (rf"{_QUESTION}/favourite", FavouriteHandler),
    (rf"{_QUESTION}/publish", PublishHandler),
    (rf"{_QUESTION}/check", CheckHandler),
    (rf"{_QUESTION}/export", ExportHandler),
]
