"""REST for administrators: reading the audit log. There is no way to write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from tornado import web
from tornado.iostream import StreamClosedError

from ..errors import InvalidInput
from ..handlers import InterviewAPIHandler, for_member
from ..pads.model import iso
from ..pads.store import Member
from .export import csv_head, csv_lines, json_lines
from .line import AuditLine
from .store import AuditQuery

MAX_LIMIT: Final = 200
MAX_VALUES: Final = 50

_FORMATS: Final = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}
_FILTERS: Final = frozenset({"pad", "member", "action", "from", "to"})


class AuditAPIHandler(InterviewAPIHandler):
    """What reading and exporting share: what the address asks for."""

    def query(self, *more: str) -> AuditQuery:
        """The lines that are asked for.

        Arguments:
            more: other parameters that may be there.

        Raises:
            InvalidInput: with the parameter's name.
        """
        for name in self.request.query_arguments:
            if name not in _FILTERS and name not in more:
                raise InvalidInput(f"“{name[:40]}” is not expected here.")
        before = self.get_query_argument("before", "") if "before" in more else ""
        if before and not re.fullmatch(r"[0-9]{1,9}", before, re.ASCII):
            raise InvalidInput("“before” must be the number of a line.")
        return AuditQuery(
            before=int(before) if before else None,
            pad_id=self._text("pad"),
            member_ids=self._texts("member"),
            actions=self._texts("action"),
            since=self._time("from"),
            until=self._time("to"),
        )

    def limit(self) -> int:
        """How many lines are asked for."""
        text = self.get_query_argument("limit", "") or "50"
        if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) or not 1 <= int(text) <= MAX_LIMIT:
            raise InvalidInput(f"“limit” must be a number from 1 to {MAX_LIMIT}.")
        return int(text)

    def _text(self, name: str) -> str:
        text: str = self.get_query_argument(name, "")
        if "\x00" in text:
            raise InvalidInput(f"“{name}” has characters that nothing is called.")
        return text

    def _texts(self, name: str) -> list[str]:
        found = [value for value in self.get_query_arguments(name) if value]
        if len(found) > MAX_VALUES:
            raise InvalidInput(f"“{name}” may be there {MAX_VALUES} times at most.")
        if any("\x00" in value for value in found):
            raise InvalidInput(f"“{name}” has characters that nothing is called.")
        return found

    def _time(self, name: str) -> datetime | None:
        text = self.get_query_argument(name, "")
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise InvalidInput(f"“{name}” must be a time such as 2026-05-01T00:00:00Z.")


class AuditHandler(AuditAPIHandler):
    """Lines of the audit log, newest first."""

    @web.authenticated
    @for_member("interview:audit", "read")
    async def get(self, member: Member) -> None:
        query, limit = self.query("before", "limit"), self.limit()
        lines, following = await self.interview.audit.page(member, query, limit)
        self.finish({"lines": [model(line) for line in lines], "next": following})


class AuditFiltersHandler(InterviewAPIHandler):
    """What the audit log can be filtered by."""

    @web.authenticated
    @for_member("interview:audit", "read")
    async def get(self, member: Member) -> None:
        actions, people = await self.interview.audit.filters(member)
        members = [{"id": id, "name": name} for id, name in people]
        self.finish({"actions": actions, "members": members})


class AuditExportHandler(AuditAPIHandler):
    """The audit log as a file, sent while it is read."""

    @web.authenticated
    @for_member("interview:audit", "read")
    async def get(self, member: Member) -> None:
        query, format = self.query("format"), self.get_query_argument("format", "csv")
        if format not in _FORMATS:
            raise InvalidInput("“format” must be csv or jsonl.")
        audit = self.interview.audit
        # Also the export itself is in it, as the newest line.
        await audit.note("audit.exported", member, format=format)
        self.set_header("Content-Type", _FORMATS[format])
        self.set_header("Content-Disposition", f'attachment; filename="audit-log.{format}"')
        if format == "csv":
            self.write(csv_head())
        try:
            async for lines in audit.parts(member, query):
                models = [model(line) for line in lines]
                self.write(csv_lines(models) if format == "csv" else json_lines(models))
                await self.flush()
        except StreamClosedError:
            self.log.debug("Nobody waits for the audit log any more.")
            return
        self.finish(set_content_type=_FORMATS[format])


def model(line: AuditLine) -> dict[str, Any]:
    """A line as JSON."""
    by = {"id": line.member_id, "name": line.member_name} if line.member_id else None
    return {
        "id": line.id,
        "at": iso(line.at),
        "action": line.action,
        "member": by,
        "pad": {"id": line.pad_id, "title": line.pad_title} if line.pad_id else None,
        "details": dict(line.details),
    }


default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (r"/interview/api/audit", AuditHandler),
    (r"/interview/api/audit/filters", AuditFiltersHandler),
    (r"/interview/api/audit/export", AuditExportHandler),
]
