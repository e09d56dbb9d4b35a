"""The end of an interview: for both at once, for good until it is reopened, and for no other."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import expect

from .people import Candidate, HeldSocket, Interview, Person
from .server import until
from .test_pad import NOTEBOOK


def test_the_end(interview: Interview) -> None:
    interviewer, candidate = interview.interviewer, interview.candidate
    interviewer.show(NOTEBOOK)
    candidate.show(NOTEBOOK)
    candidate.write(candidate.source(), "print('begun')\nwhile True: pass")
    candidate.run_cell()
    expect(interviewer.output()).to_contain_text("begun")
    assert interview.server.kernels() != []

    interviewer.page.get_by_role("button", name="End interview").click()
    question = interviewer.page.get_by_role("dialog")
    expect(question).to_contain_text("End this interview?")
    sockets = [
        HeldSocket(candidate, f"{interview.pad.path}/api/interview/events"),
        HeldSocket(candidate, f"{interview.pad.path}/api/collaboration/room/json:pad:pad"),
    ]
    with interviewer.page.expect_request("**/api/interview/end*"):
        question.get_by_role("button", name="End interview").click()
    ended = time.monotonic()
    expect(candidate.headline).to_have_text("This interview has ended")
    seen = time.monotonic() - ended
    until(lambda: interview.server.kernels() == [], "the kernels are dead")
    until(lambda: all(socket.closed_at for socket in sockets), "the sockets are closed")
    closed = [socket.closed_at and socket.closed_at - ended for socket in sockets]
    print(f"The candidate saw the end after {seen:.2f} s, sockets closed after {closed}")
    assert all(after and after < 5 for after in closed), closed
    assert seen < 15, "Going to the page that says so took too long"
    [listed] = [
        each for each in interviewer.api("GET", "pads")["pads"] if each["id"] == interview.pad.id
    ]
    assert listed["state"] == "ended"

    # The candidate is shut out, and a reload changes nothing.
    answer = candidate.context.request.get(f"{interview.pad.url}/api/contents")
    assert answer.status in (401, 403)
    candidate.page.reload()
    expect(candidate.headline).to_have_text("This interview has ended")

    # The member sees it read-only, with all that was written by the end.
    expect(interviewer.page.get_by_text("This interview has ended. Read-only.")).to_be_visible()
    interviewer.page.goto(interview.pad.url)
    interviewer.is_in_pad()
    expect(interviewer.page.get_by_text("This interview has ended. Read-only.")).to_be_visible()
    interviewer.page.get_by_role("slider", name="Position in the recording").press("End")
    interviewer.show(NOTEBOOK)
    expect(interviewer.source()).to_contain_text("while True: pass")
    expect(interviewer.output()).to_contain_text("begun")
    interviewer.source().click()
    interviewer.page.keyboard.type("changed")
    expect(interviewer.source()).not_to_contain_text("changed")
    expect(interviewer.page.get_by_role("button", name="End interview")).to_be_hidden()

    # Reopened, it goes on where it was: the candidate's page by itself, and a member who looks
    # back is not taken away from that.
    interviewer.api("POST", f"pads/{interview.pad.id}/reopen")
    candidate.is_in_pad()
    interviewer.page.get_by_role("button", name="Open again").click()
    interviewer.is_in_pad()
    interviewer.show(NOTEBOOK)
    interviewer.write(interviewer.source(), "print('again')")
    interviewer.run_cell()
    expect(interviewer.output()).to_contain_text("again")


def test_ending_one_interview_leaves_the_other_alone(
    interview: Interview, people: Callable[..., Person]
) -> None:
    interviewer = interview.interviewer
    other = interviewer.make_pad()
    neighbour = people(Candidate, interview.server, "Grace Hopper")
    assert isinstance(neighbour, Candidate)
    neighbour.knock(other)
    interviewer.admit_by_api(other)
    neighbour.is_in_pad()
    neighbour.show(NOTEBOOK)
    neighbour.write(neighbour.source(), "kept = 'still here'\nprint('ready')")
    neighbour.run_cell()
    expect(neighbour.output()).to_contain_text("ready")

    socket = HeldSocket(neighbour, f"{other.path}/api/interview/events")
    interview.candidate.show(NOTEBOOK)
    interview.candidate.write(interview.candidate.source(), "print('here too')")
    interview.candidate.run_cell()
    expect(interview.candidate.output()).to_contain_text("here too")
    interviewer.api("POST", f"pads/{interview.pad.id}/end")
    expect(interview.candidate.headline).to_have_text("This interview has ended")

    assert socket.closed_at is None
    socket.close()
    neighbour.write(neighbour.source(), "print(kept)")
    neighbour.run_cell()
    expect(neighbour.output()).to_contain_text("still here")
