"""Whoever is invited hears of it, of each new time, and that it will not take place."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta

import pytest
import vobject

from .smtp import until

GRACE, ADA, EDSGER = "grace@example.com", "ada@example.org", "edsger@example.net"
WHEN = "2030-11-24T13:00:00Z"


@pytest.fixture
def mailing(make_host, server, jp_asyncio_loop):
    """A host that mails to the server."""
    return jp_asyncio_loop.run_until_complete(
        make_host(
            **{
                "Mailer.smtp_host": "127.0.0.1",
                "Mailer.smtp_port": server.port,
                "Mailer.smtp_security": "none",
                "Mailer.sender": "Example Interviews <interviews@example.org>",
            }
        )
    )


async def scheduled(host, member, **fields):
    """A pad with a time and a candidate who can be written to."""
    return await host.new_pad(
        member,
        **{
            "title": "Backend",
            "candidate_name": "Grace",
            "candidate_email": GRACE,
            "starts_at": WHEN,
            "duration": 60,
            "time_zone": "Europe/Berlin",
            **fields,
        },
    )


def entry(message):
    """The calendar's entry of a message, as another program reads it."""
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    return vobject.readOne(io.StringIO(part.get_payload(decode=True).decode("utf-8")))


def plain(message):
    """What a message says."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def mailed(member, pad, state):
    async def look():
        model = (await member.ok("GET", f"pads/{pad['id']}"))["mailed"]
        return model if model is not None and model["state"] == state else None

    return until(look)


async def test_a_candidate_is_invited(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    assert pad["mailed"] is None
    answer = await member.api("POST", f"pads/{pad['id']}/invite", {"message": "Bring tea."})
    assert (answer.status, answer.body) == (202, {"to": [GRACE]})
    await mailed(member, pad, "sent")
    (message,) = server.messages
    assert message["To"] == GRACE
    assert message["Subject"] == "Interview: Backend, Nov 24, 2030, 14:00 CET"
    text = plain(message)
    assert text.startswith("Hello Grace,\n\nyou are invited to an interview: Backend.\n\n")
    assert "When:  Sunday, November 24, 2030, 14:00–15:00 (Europe/Berlin, UTC+01:00)\n" in text
    assert f"Where: {pad['url']}\n" in text
    assert "Bring tea." in text
    calendar = entry(message)
    assert calendar.method.value == "REQUEST"
    assert calendar.vevent.url.value == pad["url"]
    assert calendar.vevent.dtstart.value == datetime(2030, 11, 24, 13, tzinfo=UTC)
    assert calendar.vevent.attendee.value == f"mailto:{GRACE}"


async def test_those_who_hold_it_are_told_what_they_need(mailing, server):
    colleague = await mailing.colleague("interviewer", "Bea")
    member = await mailing.member()
    members = (await member.ok("GET", "members"))["members"]
    (bea,) = (one["id"] for one in members if one["name"] == "Bea")
    await until(lambda: len(server.messages) == 1)  # that invited Bea to the team
    pad = await scheduled(mailing, member, interviewers=[bea])
    assert await member.ok("POST", f"pads/{pad['id']}/invite", {}) == {
        "to": [GRACE, "bea@example.org"]
    }
    await mailed(member, pad, "sent")
    (message,) = (one for one in server.messages[1:] if one["To"] == "bea@example.org")
    assert message["Subject"].startswith("Interview: Backend – Grace, ")
    text = plain(message)
    assert text.startswith("Hello,\n\nyou hold an interview: Backend.\n\n")
    assert "Candidate: Grace\n" in text
    assert "Sign in there as the interviewer" in text
    (theirs,) = (one for one in server.messages[1:] if one["To"] == GRACE)
    assert "bea@example.org" not in theirs.as_string()
    # Whoever invites is answered, where their address is known.
    await colleague.ok("POST", f"pads/{pad['id']}/invite", {"to": [GRACE]})
    await until(lambda: len(server.messages) == 4)
    assert server.messages[3]["Reply-To"] == "bea@example.org"


async def test_who_may_invite(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    reviewer = await mailing.colleague("reviewer", "Rex")
    answer = await reviewer.api("POST", f"pads/{pad['id']}/invite", {})
    assert answer.status == 403
    assert (await member.ok("GET", f"pads/{pad['id']}"))["mailed"] is None


async def test_it_is_said_in_the_language_of_who_invites(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    await member.api(
        "POST", f"pads/{pad['id']}/invite", {}, headers={"Accept-Language": "de-AT,de;q=0.9"}
    )
    await member.ok("PATCH", f"pads/{pad['id']}", {"duration": 90})
    await until(lambda: len(server.messages) == 2)
    first, second = server.messages
    assert first["Subject"] == "Interview: Backend, 24.11.2030, 14:00 CET"
    text = plain(first)
    assert text.startswith("Guten Tag Grace,\n\nwir laden Sie zu einem Interview ein: Backend.")
    assert "Sonntag, 24. November 2030, 14:00–15:00 (Europe/Berlin, UTC+01:00)" in text
    assert second["Subject"].startswith("Neuer Termin: Backend")
    assert "14:00–15:30" in plain(second)


async def test_a_new_time_is_said_to_those_who_were_invited(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    await member.ok("POST", f"pads/{pad['id']}/invite", {"to": [GRACE, EDSGER]})
    await mailed(member, pad, "sent")
    await member.ok("PATCH", f"pads/{pad['id']}", {"title": "Backend II"})
    await member.ok("PATCH", f"pads/{pad['id']}", {"starts_at": "2030-07-01T08:00:00Z"})
    await until(lambda: len(server.messages) == 4)
    assert sorted(message["To"] for message in server.messages[2:]) == [EDSGER, GRACE]
    before, after = entry(server.messages[0]), entry(server.messages[3])
    assert after.method.value == "REQUEST"
    assert after.vevent.uid.value == before.vevent.uid.value
    assert int(after.vevent.sequence.value) > int(before.vevent.sequence.value)
    assert after.vevent.dtstart.value == datetime(2030, 7, 1, 8, tzinfo=UTC)
    text = plain(server.messages[3])
    assert "this interview has a new time: Backend II." in text
    assert "10:00–11:00 (Europe/Berlin, UTC+02:00)" in text
    assert pad["url"] in text


async def test_without_a_time_any_more_it_is_cancelled_once(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    await member.ok("POST", f"pads/{pad['id']}/invite", {})
    await mailed(member, pad, "sent")
    await member.ok("PATCH", f"pads/{pad['id']}", {"starts_at": None})
    await until(lambda: len(server.messages) == 2)
    assert entry(server.messages[1]).method.value == "CANCEL"
    # Who was told that it is off hears of a new time when somebody invites them again.
    await member.ok("PATCH", f"pads/{pad['id']}", {"starts_at": WHEN})
    await member.ok("PATCH", f"pads/{pad['id']}", {"duration": 45})
    await member.ok("POST", f"pads/{pad['id']}/invite", {})
    await until(lambda: len(server.messages) == 3)
    assert server.messages[2]["Subject"].startswith("Interview: Backend")


async def test_deleting_an_interview_cancels_it(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    await member.ok("POST", f"pads/{pad['id']}/invite", {})
    await mailed(member, pad, "sent")
    await member.ok("DELETE", f"pads/{pad['id']}")
    await until(lambda: len(server.messages) == 2)
    first, last = map(entry, server.messages)
    assert last.method.value == "CANCEL"
    assert last.vevent.status.value == "CANCELLED"
    assert last.vevent.uid.value == first.vevent.uid.value
    assert int(last.vevent.sequence.value) > int(first.vevent.sequence.value)
    assert server.messages[1]["To"] == GRACE
    assert "will not take place" in plain(server.messages[1])

    async def nothing_is_left():
        async with mailing.app.database.reading() as connection:
            return not (await connection.exec_driver_sql("SELECT id FROM outbox")).all()

    await until(nothing_is_left)


@pytest.mark.parametrize("state", ["never invited", "never reached", "over", "ended"])
async def test_who_needs_no_cancellation_gets_none(mailing, server, state):
    member = await mailing.member()
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    pad = await scheduled(mailing, member, **({"starts_at": past} if state == "over" else {}))
    if state == "never reached":
        server.answers[GRACE] = ["550 No such person"]
    if state != "never invited":
        await member.ok("POST", f"pads/{pad['id']}/invite", {})
        await mailed(member, pad, "failed" if state == "never reached" else "sent")
    if state == "ended":
        await mailing.knock(pad["id"])
        await mailing.decide(member, pad["id"], "admit")
        await member.ok("POST", f"pads/{pad['id']}/end")
    before = len(server.messages)
    await member.ok("DELETE", f"pads/{pad['id']}")
    # What is sent after it arrives, so nothing was on its way.
    await mailing.app.mailer.send(ADA, "Other", "Hello")
    await until(lambda: server.messages[-1:] and server.messages[-1]["To"] == ADA)
    assert len(server.messages) == before + 1


async def test_a_failure_is_said_on_the_pad_and_to_those_who_look_on(mailing, server):
    server.answers[GRACE] = ["550 5.1.1 No such person"]
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    socket = await member.socket("/interview/api/events")
    await member.ok("POST", f"pads/{pad['id']}/invite", {"to": [GRACE, ADA]})
    told = await socket.until(
        lambda message: (
            message["type"] == "pad"
            and message["pad"]["mailed"] is not None
            and message["pad"]["mailed"]["state"] == "failed"
        )
    )
    model = told["pad"]["mailed"]
    assert model["to"] == [GRACE, ADA]
    assert model["message"].startswith(f"{GRACE}: The mail server does not take mail for this")
    socket.close()
    await member.ok("POST", f"pads/{pad['id']}/invite", {"to": [ADA]})
    await mailed(member, pad, "sent")


async def test_a_file_for_a_calendar(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member, title='A "B"; C, D')
    response = await member.fetch("GET", f"/interview/api/pads/{pad['id']}/invitation.ics")
    assert response.code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="interview.ics"'
    event = vobject.readOne(io.StringIO(response.body.decode("utf-8"))).vevent
    assert event.summary.value == 'Interview: A "B"; C, D'
    assert event.url.value == pad["url"]
    unplanned = await mailing.new_pad(member)
    answer = await member.api("GET", f"pads/{unplanned['id']}/invitation.ics")
    assert (answer.status, answer.body["reason"]) == (409, "not_scheduled")


async def test_without_a_mail_server_files_are_there_and_mail_is_refused(host):
    member = await host.member()
    assert await member.ok("GET", "mail") == {"configured": False}
    pad = await scheduled(host, member)
    response = await member.fetch("GET", f"/interview/api/pads/{pad['id']}/invitation.ics")
    assert response.code == 200
    answer = await member.api("POST", f"pads/{pad['id']}/invite", {})
    assert (answer.status, answer.body["reason"]) == (409, "mail_not_configured")
    assert (await member.ok("GET", f"pads/{pad['id']}"))["mailed"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"to": ["grace@example.com\nBcc: everybody@example.com"]},
        {"to": ["nobody"]},
        {"to": []},
        {"to": [7]},
        {"to": [f"n{number}@example.org" for number in range(21)]},
        {"message": "\x00"},
        {"message": "x" * 5000},
    ],
)
async def test_what_cannot_be_sent_is_sent_to_nobody(mailing, server, body):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    answer = await member.api("POST", f"pads/{pad['id']}/invite", body)
    assert answer.status == 400
    assert (await member.ok("GET", f"pads/{pad['id']}"))["mailed"] is None
    assert server.messages == []


async def test_nobody_is_invited_to_what_is_over(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    await mailing.knock(pad["id"])
    await mailing.decide(member, pad["id"], "admit")
    await member.ok("POST", f"pads/{pad['id']}/end")
    answer = await member.api("POST", f"pads/{pad['id']}/invite", {})
    assert answer.status == 409
    assert "over" in answer.body["message"]


async def test_many_at_once_leave_one_pad_with_all_its_letters(mailing, server):
    member = await mailing.member()
    pad = await scheduled(mailing, member)
    people = [f"n{number}@example.org" for number in range(5)]
    await asyncio.gather(
        *(member.ok("POST", f"pads/{pad['id']}/invite", {"to": [one]}) for one in people),
        member.ok("PATCH", f"pads/{pad['id']}", {"duration": 45}),
    )
    await mailed(member, pad, "sent")

    def told_the_length():
        newest = {message["To"]: entry(message) for message in server.messages}
        return set(newest) == set(people) and all(
            one.vevent.dtend.value - one.vevent.dtstart.value == timedelta(minutes=45)
            for one in newest.values()
        )

    await until(told_the_length)
