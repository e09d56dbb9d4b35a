"""Mail goes out once, or it is said why not; with a real mail server that has bad days."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import pytest
from traitlets import TraitError

from interview_ext.errors import Conflict, InvalidInput
from interview_ext.mail.mailer import Mailer
from interview_ext.mail.message import CalendarPart

from .smtp import PASSWORD, USER, until

GRACE, ADA = "grace@example.com", "ada@example.org"


async def letter(outbox, pad_id, recipient=GRACE):
    return next(one for one in await outbox.of_pad(pad_id) if one.recipient == recipient)


def becomes(outbox, pad_id, state, recipient=GRACE):
    async def look():
        found = await letter(outbox, pad_id, recipient)
        return found if found.state == state else None

    return until(look)


async def test_a_message_arrives_as_it_was_written(server, make_mailer):
    mailer = await make_mailer(server)
    text = "Hallo Grüße,\n\n.a line that begins with a dot\nFrom here on\n" + "x" * 2000 + "\n"
    await mailer.send(GRACE, "Gespräch – 42", text, reply_to=ADA)
    await until(lambda: server.messages)
    (message,) = server.messages
    assert server.envelopes == [("interviews@example.org", [GRACE])]
    assert str(message["From"]) == "Example Interviews <interviews@example.org>"
    assert message["To"] == GRACE
    assert message["Reply-To"] == ADA
    assert message["Subject"] == "Gespräch – 42"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == text


async def test_nobody_learns_of_the_others(server, make_mailer):
    mailer = await make_mailer(server)
    await mailer.send([GRACE, ADA, GRACE], "Interview", "Hello")
    await until(lambda: len(server.messages) >= 2)
    assert sorted(to for _, to in server.envelopes) == [[ADA], [GRACE]]
    for message, (_, [to]) in zip(server.messages, server.envelopes, strict=True):
        assert message["To"] == to
        assert ({GRACE, ADA} - {to}).pop() not in message.as_string()


async def test_a_calendars_entry_goes_along(server, make_mailer):
    mailer = await make_mailer(server)
    file = b"BEGIN:VCALENDAR\r\nSUMMARY:Gr\xc3\xbc\xc3\x9fe\r\nEND:VCALENDAR\r\n"
    await mailer.send(GRACE, "Interview", "Hello", calendar=CalendarPart("REQUEST", file))
    await until(lambda: server.messages)
    (message,) = server.messages
    entry = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert entry["Content-Type"].params["method"] == "REQUEST"
    assert entry.get_payload(decode=True) == file
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "invitation.ics"
    assert attachment.get_content() == file
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Hello"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", "\x00"])
async def test_no_header_can_be_smuggled_in(server, make_mailer, outbox, end):
    mailer = await make_mailer(server)
    bcc = f"{end}Bcc: everybody@example.com"
    for to, subject, reply_to in (
        (GRACE, f"Interview{bcc}", ""),
        (f"{GRACE}{bcc}", "Interview", ""),
        (GRACE, "Interview", f"{ADA}{bcc}"),
    ):
        with pytest.raises(InvalidInput):
            await mailer.send(to, subject, "Hello", reply_to=reply_to)
    assert await outbox.next() is None
    with pytest.raises(TraitError):
        Mailer(sender=f"Interviews{bcc} <interviews@example.org>")


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?=0ABcc:_everybody=40example.com?=",
        "x =?utf-8?b?CkJjYzogZXZlcnlib2R5QGV4YW1wbGUuY29t?= y",
        "What is x=? y",
        "a" * 290,
        "ü" * 290,
        "漢字" * 60,
        "ß and words " * 20,
    ],
)
async def test_a_hostile_subject_stays_one_subject(server, make_mailer, subject):
    mailer = await make_mailer(server)
    await mailer.send(GRACE, subject, "Hello")
    await until(lambda: server.messages)
    (message,) = server.messages
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert message["Subject"].strip() == subject.strip()
    assert server.envelopes == [("interviews@example.org", [GRACE])]


async def test_without_a_mail_server_it_is_said_at_once(outbox):
    mailer = Mailer(outbox=outbox)
    assert not mailer.configured
    with pytest.raises(Conflict) as refusal:
        await mailer.send(GRACE, "Interview", "Hello")
    assert refusal.value.reason == "mail_not_configured"


async def test_an_address_that_is_refused_is_not_tried_again(server, make_mailer, outbox, pad_id):
    server.answers[GRACE] = ["550 5.1.1 No such person"] * 9
    mailer = await make_mailer(server)
    moved: list[str] = []
    mailer.watch(moved.append)
    await mailer.send([GRACE, ADA], "Interview", "Hello", pad_id=pad_id)
    failed = await becomes(outbox, pad_id, "failed")
    assert "550 5.1.1 No such person" in failed.problem
    assert "does not take mail for this address" in failed.problem
    await becomes(outbox, pad_id, "sent", ADA)
    assert server.asked.count(GRACE) == 1
    assert [to for _, to in server.envelopes] == [[ADA]]
    assert moved == [pad_id, pad_id]


async def test_whoever_says_later_is_asked_later(server, make_mailer, outbox, pad_id):
    server.answers[GRACE] = ["451 4.7.1 Greylisted, come back later"] * 3
    mailer = await make_mailer(server)
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    sent = await becomes(outbox, pad_id, "sent")
    assert sent.attempts == 4
    assert sent.problem == ""
    assert server.asked == [GRACE] * 4
    assert len(server.messages) == 1
    assert sent.id in server.messages[0]["Message-ID"]


async def test_while_it_waits_it_says_why(server, make_mailer, outbox, pad_id):
    server.answers[GRACE] = ["451 4.7.1 Greylisted"]
    mailer = await make_mailer(server, pauses=[3600])
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)

    async def tried():
        found = await letter(outbox, pad_id)
        return found if found.attempts else None

    waiting = await until(tried)
    assert waiting.state == "waiting"
    assert "451 4.7.1 Greylisted" in waiting.problem
    assert (waiting.due - waiting.created).total_seconds() >= 3600


async def test_others_do_not_wait_for_who_says_later(server, make_mailer, outbox, pad_id):
    server.answers[GRACE] = ["451 Later"]
    mailer = await make_mailer(server, pauses=[3600])
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    await mailer.send(ADA, "Interview", "Hello", pad_id=pad_id)
    await becomes(outbox, pad_id, "sent", ADA)


async def test_in_the_end_it_is_given_up(server, make_mailer, outbox, pad_id):
    server.answers[GRACE] = ["451 Later"] * 99
    mailer = await make_mailer(server, pauses=[0.01, 0.02])
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    failed = await becomes(outbox, pad_id, "failed")
    assert "451 Later" in failed.problem
    assert server.asked == [GRACE] * 3


async def test_a_message_survives_a_restart(server, make_mailer, outbox, pad_id):
    await server.stop()
    first = await make_mailer(server, pauses=[0.2] * 400)
    await first.send(GRACE, "Interview", "Hello", pad_id=pad_id)

    async def tried():
        found = await letter(outbox, pad_id)
        return found if found.problem else None

    assert "cannot be reached" in (await until(tried)).problem
    await first.stop()
    await server.start()
    await make_mailer(server)
    await becomes(outbox, pad_id, "sent")
    assert len(server.messages) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_server_that_is_killed_sends_nothing_twice(
    server, make_mailer, outbox, pad_id, database, moment
):
    """Killed before the mail server has the message it sends it later; after that, never again."""
    there = asyncio.Event()

    async def never() -> str:
        there.set()
        await asyncio.Event().wait()
        return ""

    original = type(server).handle_RCPT
    if moment == "after":
        server.examine = never
    else:
        type(server).handle_RCPT = lambda *args: never()  # type: ignore[method-assign]
    script = f"""
import asyncio
from interview_ext.db.engine import Database
from interview_ext.mail.mailer import Mailer
from interview_ext.mail.outbox import Outbox

async def main():
    mailer = Mailer(
        outbox=Outbox(Database({str(database.url)!r})), smtp_host="127.0.0.1",
        smtp_port={server.port}, smtp_security="none", sender="interviews@example.org",
    )
    await mailer.start()
    await mailer.send({GRACE!r}, "Interview", "Hello", pad_id={pad_id!r})
    await asyncio.Event().wait()

asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, env=os.environ)
    try:
        await asyncio.wait_for(there.wait(), 60)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()
        type(server).handle_RCPT = original  # type: ignore[method-assign]
    server.examine = None
    taken = len(server.messages)
    assert taken == (1 if moment == "after" else 0)
    mailer = await make_mailer(server)
    # What comes after it in the queue goes out, so the queue has been worked through.
    await mailer.send(ADA, "Interview", "Hello", pad_id=pad_id)
    await becomes(outbox, pad_id, "sent", ADA)
    theirs = [to for _, to in server.envelopes if to == [GRACE]]
    assert len(theirs) == 1
    found = await letter(outbox, pad_id)
    if moment == "after":
        assert found.state == "uncertain"
        assert "may or may not have arrived" in found.problem
    else:
        assert found.state == "sent"


async def test_a_connection_lost_after_the_message_is_said_to_be_uncertain(
    server, make_mailer, outbox, pad_id
):
    async def hang() -> str:
        await asyncio.Event().wait()
        return ""

    server.examine = hang
    mailer = await make_mailer(server, taking_timeout=0.3)
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    uncertain = await becomes(outbox, pad_id, "uncertain")
    assert "did not answer" in uncertain.problem
    assert len(server.messages) == 1


async def test_a_message_the_server_examines_for_long_is_taken(server, make_mailer, outbox, pad_id):
    ticks = 0

    async def examine() -> str:
        nonlocal ticks
        before = ticks
        await until(lambda: ticks > before + 20)
        return "250 Taken"

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    server.examine = examine
    mailer = await make_mailer(server, timeout=0.15)
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    await becomes(outbox, pad_id, "sent")
    ticking.cancel()


async def test_a_server_that_says_nothing_is_left_alone_for_a_while(make_mailer, outbox, pad_id):
    class Silent:
        port = 0

    silent = Silent()
    listener = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    silent.port = listener.sockets[0].getsockname()[1]
    mailer = await make_mailer(silent, timeout=0.2, pauses=[3600])
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)

    async def tried():
        found = await letter(outbox, pad_id)
        return found if found.problem else None

    assert (await until(tried)).problem == "The mail server does not answer."
    listener.close()


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_connection_is_encrypted(
    make_server, make_mailer, outbox, pad_id, tls, certificates, at_once
):
    server = await make_server(tls=tls, at_once=at_once, login=not at_once)
    mailer = await make_mailer(
        server,
        smtp_security="tls" if at_once else "starttls",
        smtp_certificates=certificates,
        **({} if at_once else {"smtp_user": USER, "smtp_password": PASSWORD}),
    )
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    await becomes(outbox, pad_id, "sent")
    assert server.encrypted == [True]


async def tried_once(outbox, pad_id):
    async def tried():
        found = await letter(outbox, pad_id)
        return found if found.attempts else None

    return await until(tried)


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    make_server, make_mailer, outbox, pad_id, tls, at_once
):
    server = await make_server(tls=tls, at_once=at_once)
    mailer = await make_mailer(
        server, smtp_security="tls" if at_once else "starttls", pauses=[3600]
    )
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    assert "cannot be trusted" in (await tried_once(outbox, pad_id)).problem
    assert server.messages == []


async def test_a_password_never_goes_out_unencrypted_where_encryption_is_asked_for(
    make_server, make_mailer, outbox, pad_id
):
    server = await make_server(login=True)
    mailer = await make_mailer(
        server, smtp_security="starttls", smtp_user=USER, smtp_password=PASSWORD, pauses=[3600]
    )
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    assert "Mailer.smtp_security" in (await tried_once(outbox, pad_id)).problem
    assert server.tried_passwords == []
    assert server.messages == []


async def test_a_wrong_password_is_said_and_the_message_is_kept(
    make_server, make_mailer, outbox, pad_id, caplog
):
    server = await make_server(login=True)
    mailer = await make_mailer(
        server, smtp_user=USER, smtp_password="wrong horse", pauses=[0.05] * 400
    )
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    waiting = await tried_once(outbox, pad_id)
    assert "refused the user name or the password" in waiting.problem
    assert "wrong horse" not in waiting.problem + caplog.text
    mailer.smtp_password = PASSWORD
    await becomes(outbox, pad_id, "sent")


async def test_the_password_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("INTERVIEW_SMTP_PASSWORD", "from outside")
    assert Mailer().smtp_password == "from outside"


async def test_nothing_is_kept_of_what_was_sent(server, make_mailer, outbox, pad_id, database):
    mailer = await make_mailer(server)
    await mailer.send(GRACE, "Interview", "Hello", pad_id=pad_id)
    await mailer.send(ADA, "Join us", "https://example.org/join/a-secret")
    await becomes(outbox, pad_id, "sent")
    await until(lambda: len(server.messages) == 2)

    async def rows():
        async with database.reading() as connection:
            found = await connection.exec_driver_sql("SELECT recipient, message FROM outbox")
            return [tuple(row) for row in found]

    async def only_the_first():
        return await rows() == [(GRACE, b"")]

    await until(only_the_first)
