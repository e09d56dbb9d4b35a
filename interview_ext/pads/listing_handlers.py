"""REST for members: finding pads, making many, and taking the list along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tornado import web
from tornado.iostream import StreamClosedError

from ..errors import InvalidInput
from ..handlers import InterviewAPIHandler, for_member
from . import csv
from .bulk import each
from .handlers import NEW_PAD, PadModelMixin, PadsHandler, check_lists
from .life import KINDS, STATES
from .listing import DATES, SORTS, PadQuery
from .pad import Pad
from .store import Member

MAX_LIMIT: Final = 200
MAX_VALUES: Final = 50

AT_ONCE: Final = 100
"""As many pads are read and written at once for a table that is sent piece by piece."""

MOST_TODAY: Final = 200

_FILTERS: Final = frozenset(
    {
        "q", "status", "kind", "interviewer", "question", "language", "team", "knocking", "date",
        "from", "to",
    }
)  # fmt: skip
_ORDER: Final = frozenset({"sort", "descending"})
_PAGE: Final = frozenset({"limit", "cursor"})


class PadQueryHandler(PadModelMixin, InterviewAPIHandler):
    """For all handlers here: reads what the address asks for."""

    def only(self, known: frozenset[str]) -> None:
        """Refuse what the address should not have.

        Raises:
            InvalidInput: with the parameter's name.
        """
        for name in self.request.query_arguments:
            if name not in known:
                raise InvalidInput(f"“{name[:40]}” is not expected here.")

    def query(self, member: Member) -> PadQuery:
        """What is asked for.

        Raises:
            InvalidInput: with the parameter's name.
        """
        interviewers = self._values("interviewer")
        sort = self._one_of("sort", tuple(SORTS), "created")
        query = PadQuery(
            by=member,
            text=self.get_query_argument("q", ""),
            states=self._values("status", STATES),
            kinds=self._values("kind", KINDS),
            mine="me" in interviewers,
            interviewers=[one for one in interviewers if one != "me"],
            questions=self._values("question"),
            languages=self._values("language"),
            teams=self._values("team"),
            knocking=self._yes("knocking", False),
            date=self._one_of("date", tuple(DATES), "created"),
            since=self._instant("from"),
            before=self._instant("to"),
            sort=sort,
            descending=self._yes("descending", sort in ("created", "activity")),
            limit=self._limit(),
        )
        cursor = self.get_query_argument("cursor", "")
        return query.at(cursor) if cursor else query

    async def models(self, member: Member, pads: list[Pad]) -> list[dict[str, Any]]:
        """Pads as a member's browser gets them."""
        models = await self.interview.pads.models_of(pads)
        return [self.outward(model, member) for model in models]

    def _values(self, name: str, known: Sequence[str] = ()) -> list[str]:
        found = [value for value in self.get_query_arguments(name) if value]
        if len(found) > MAX_VALUES:
            raise InvalidInput(f"“{name}” may be there {MAX_VALUES} times at most.")
        if known and not set(found) <= set(known):
            raise InvalidInput(f"“{name}” must be one of {', '.join(known)}.")
        return found

    def _one_of(self, name: str, known: Sequence[str], default: str) -> str:
        value = self.get_query_argument(name, "") or default
        if value not in known:
            raise InvalidInput(f"“{name}” must be one of {', '.join(known)}.")
        return value

    def _yes(self, name: str, default: bool) -> bool:
        value = self.get_query_argument(name, "")
        if value not in ("", "true", "false"):
            raise InvalidInput(f"“{name}” must be true or false.")
        return value == "true" if value else default

    def _instant(self, name: str) -> datetime | None:
        value = self.get_query_argument(name, "")
        if not value:
            return None
        try:
            when = datetime.fromisoformat(value)
            if when.tzinfo is None or not 1970 <= when.year < 9999:
                raise ValueError(value)
        except ValueError:
            raise InvalidInput(
                f"“{name}” must be a time with its zone, such as 2026-01-31T09:00:00Z."
            ) from None
        return when

    def _limit(self) -> int:
        value = self.get_query_argument("limit", "") or "50"
        if not value.isascii() or not value.isdigit() or len(value) > 6:
            value = "0"
        if not 1 <= int(value) <= MAX_LIMIT:
            raise InvalidInput(f"“limit” must be a number from 1 to {MAX_LIMIT}.")
        return int(value)


class ListedPadsHandler(PadQueryHandler, PadsHandler):
    """Finds pads, and makes new ones."""

    @web.authenticated
    @for_member("interview:pads", "read")
    async def get(self, member: Member) -> None:
        self.only(_FILTERS | _ORDER | _PAGE)
        query = self.query(member)
        pads, place, total = await self.interview.listing.find(query)
        self.finish(
            {
                "pads": await self.models(member, pads),
                "next": query.cursor(place) if place is not None else None,
                "total": total,
            }
        )


class PadsBulkHandler(PadQueryHandler):
    """Makes many pads from one form; all of them, or none."""

    @web.authenticated
    @for_member("interview:pads", "write")
    async def post(self, member: Member) -> None:
        alike = {
            key: kind
            for key, kind in NEW_PAD.items()
            if key not in ("candidate_name", "candidate_email")
        }
        body = self.body({}, {**alike, "candidates": list, "count": int})
        check_lists(body)
        candidates, count = body.pop("candidates", None), body.pop("count", None)
        pads = self.interview.pads
        plans = [await pads.maker.prepare(member, **one) for one in each(body, candidates, count)]
        made = await pads.maker.keep(member, plans)
        self.set_status(201)
        self.finish({"pads": await self.models(member, made)})


class PadFiltersHandler(PadQueryHandler):
    """What pads can be filtered by."""

    @web.authenticated
    @for_member("interview:pads", "read")
    async def get(self, member: Member) -> None:
        self.only(_FILTERS)
        listing = self.interview.listing
        counts = await listing.counts(self.query(member))
        options = await listing.options(member)
        languages = await self.interview.questions.languages()
        named = {
            kind: [{"value": value, "name": name} for value, name in found]
            for kind, found in options.items()
        }
        for one in named["languages"]:
            if one["value"] in languages:
                one["name"] = languages[one["value"]].name
        statuses = [{"value": state, "count": counts.get(state, 0)} for state in STATES]
        self.finish({"statuses": statuses, **named})


class PadsTodayHandler(PadQueryHandler):
    """What is scheduled for today, and what is in progress."""

    @web.authenticated
    @for_member("interview:pads", "read")
    async def get(self, member: Member) -> None:
        self.only(frozenset({"zone", "interviewer"}))
        mine = self._one_of("interviewer", ("", "me"), "") == "me"
        begin, end = self._today()
        pads = await self.interview.listing.today(member, begin, end, mine=mine, limit=MOST_TODAY)
        self.finish({"pads": await self.models(member, pads)})

    def _today(self) -> tuple[datetime, datetime]:
        try:
            zone = ZoneInfo(self.get_query_argument("zone", "") or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidInput("“zone” must be a time zone, such as Europe/Berlin.") from None
        day = self.interview.pads.clock.now().astimezone(zone).date()
        begin = datetime.combine(day, time.min, zone)
        return begin, datetime.combine(day + timedelta(days=1), time.min, zone)


class PadsExportHandler(PadQueryHandler):
    """The list as a table for spreadsheets, sent piece by piece."""

    @web.authenticated
    @for_member("interview:pads", "read")
    async def get(self, member: Member) -> None:
        self.only(_FILTERS | _ORDER)
        query = replace(self.query(member), limit=AT_ONCE)
        listing = self.interview.listing
        counts = await listing.counts(query)
        pads, place, _ = await listing.find(query)
        models = await self.models(member, pads)
        total = sum(counts.get(state, 0) for state in query.states or STATES)
        await self.interview.audit.note("export.csv", member, pads=total)
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", 'attachment; filename="pads.csv"')
        self.write(csv.BYTE_ORDER_MARK + csv.head() + csv.lines(models))
        try:
            await self.flush()
            while place is not None:
                pads, place, _ = await listing.find(replace(query, after=place))
                self.write(csv.lines(await self.models(member, pads)))
                await self.flush()
        except StreamClosedError:
            return
        except Exception:
            # A table that only seems to be whole would be worse than a download that fails.
            self.log.exception("A list of pads could not be sent to its end.")
            self.detach().close()
            return
        self.finish()


_PADS: Final = "/interview/api/pads"

# What is added to the application, before what takes any name for a pad's.
default_handlers: list[tuple[str, type[web.RequestHandler]]] = [
    (_PADS, ListedPadsHandler),
    (rf"{_PADS}/bulk", PadsBulkHandler),
    (rf"{_PADS}/filters", PadFiltersHandler),
    (rf"{_PADS}/today", PadsTodayHandler),
    (rf"{_PADS}/export.csv", PadsExportHandler),
]
