"""Tickets work once, for one pad, for a minute."""

from __future__ import annotations

import pytest

from interview_ext.auth.tickets import LIFETIME, Claim, Tickets
from interview_ext.errors import TicketRefused


class Clock:
    def __init__(self):
        self.now = 5.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tickets(clock):
    return Tickets(clock)


GRACE = Claim("pad", admission_id="grace")


def test_a_ticket_lets_in_once(tickets):
    ticket = tickets.issue(GRACE)
    assert tickets.redeem("pad", ticket) == GRACE
    with pytest.raises(TicketRefused):
        tickets.redeem("pad", ticket)


def test_a_ticket_lives_a_minute(tickets, clock):
    ticket = tickets.issue(GRACE)
    clock.now += LIFETIME - 0.001
    assert tickets.redeem("pad", ticket) == GRACE
    ticket = tickets.issue(GRACE)
    clock.now += LIFETIME
    with pytest.raises(TicketRefused):
        tickets.redeem("pad", ticket)


def test_a_ticket_shown_at_another_pad_is_spent(tickets):
    ticket = tickets.issue(GRACE)
    with pytest.raises(TicketRefused):
        tickets.redeem("other", ticket)
    with pytest.raises(TicketRefused):
        tickets.redeem("pad", ticket)


@pytest.mark.parametrize("rubbish", ["", "x", "\ud800", "a" * 100_000])
def test_rubbish_is_refused(tickets, rubbish):
    tickets.issue(GRACE)
    with pytest.raises(TicketRefused):
        tickets.redeem("pad", rubbish)
    assert len(tickets) == 1


def test_only_hashes_are_kept(tickets):
    ticket = tickets.issue(GRACE)
    assert ticket not in repr(vars(tickets))


def test_who_is_removed_loses_their_tickets_and_nobody_else_does(tickets):
    lost = tickets.issue(GRACE)
    kept = tickets.issue(Claim("pad", member_id="ada"))
    tickets.revoke(GRACE)
    with pytest.raises(TicketRefused):
        tickets.redeem("pad", lost)
    assert tickets.redeem("pad", kept).member_id == "ada"


def test_the_end_of_a_pad_voids_its_tickets(tickets):
    lost = tickets.issue(GRACE)
    kept = tickets.issue(Claim("other", member_id="ada"))
    tickets.revoke_pad("pad")
    with pytest.raises(TicketRefused):
        tickets.redeem("pad", lost)
    assert tickets.redeem("other", kept).member_id == "ada"


def test_expired_tickets_are_forgotten(tickets, clock):
    for _ in range(100):
        tickets.issue(GRACE)
    clock.now += LIFETIME
    tickets.issue(GRACE)
    assert len(tickets) == 1
