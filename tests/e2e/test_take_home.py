"""A take-home from its link to Reviewed, and what happens at its deadline and beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from .accessibility import violations
from .people import Candidate, Interviewer, Pad, Person
from .server import InterviewServer, until

BANK = Path(__file__).parents[2] / "question_bank"
SOLUTION = (BANK / "expiring-cache" / "solution" / "main.py").read_text()
TITLES = ("A cache that forgets", "Timesheet totals")
LIGHT = 60_000
"""How many bytes the page with the rules may weigh with everything it loads."""

GRACE = "--PadManager.take_home_grace=1"


def in_seconds(seconds: float) -> str:
    """The time in so many seconds, as the API has it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def question_ids(interviewer: Interviewer, *titles: str) -> list[str]:
    """The ids of example questions, which a new server brings in after its start."""
    found: dict[str, str] = {}

    def there() -> bool:
        for title in titles:
            answer = interviewer.api("GET", f"questions?tab=examples&q={title.split()[-1]}")
            found.update({each["title"]: each["id"] for each in answer["questions"]})
        return set(titles) <= set(found)

    until(there, "the examples are there")
    return [found[title] for title in titles]


def new_take_home(interviewer: Interviewer, **more: Any) -> Pad:
    """Make a take-home through the API."""
    body = {"title": "Take-home", "kind": "take_home", "time_limit": 90} | more
    return Pad(interviewer.server, interviewer.api("POST", "pads", body))


def state(interviewer: Interviewer, pad: Pad) -> str:
    return str(interviewer.api("GET", f"pads/{pad.id}")["state"])


def start(candidate: Candidate, pad: Pad) -> None:
    """Read the rules, say who they are, and start."""
    candidate.page.goto(pad.url)
    candidate.page.get_by_label("Your name").fill(candidate.name)
    candidate.page.get_by_role("button", name="Start", exact=True).click()
    candidate.is_in_pad()


def submit(candidate: Candidate) -> Locator:
    """Press Submit take-home; the question that it asks."""
    candidate.page.get_by_role("button", name="Submit take-home").click()
    question = candidate.page.get_by_role("dialog")
    expect(question).to_contain_text("Submit your take-home?")
    return question


def is_kept(candidate: Candidate, name: str, text: str) -> None:
    """Wait until the server has what somebody typed in a file."""
    address = candidate.page.url.rpartition("/lab")[0]

    def arrived() -> bool:
        answer = candidate.context.request.get(f"{address}/api/contents/{name}?content=1")
        assert answer.ok, f"{answer.status} {answer.text()}"
        return text in answer.json()["content"]

    until(arrived, f"{name} has {text!r} on the server")


def was_handed_in(interviewer: Interviewer, pad: Pad, text: str) -> None:
    """See that a member reads this in the file at the end of the recording."""
    interviewer.page.goto(pad.url)
    slider = interviewer.page.get_by_role("slider", name="Position in the recording")
    slider.press("End")
    file = interviewer.page.locator("#jp-main-dock-panel .cm-content").first
    expect(file).to_contain_text(text)


@pytest.fixture
def hasty_server(tmp_path: Path) -> Iterator[InterviewServer]:
    """A server that hands in a second after the deadline, to be killed and started again."""
    server = InterviewServer(tmp_path / "server", GRACE)
    server.folder.mkdir()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def pair(
    people: Callable[..., Person], hasty_server: InterviewServer
) -> tuple[Interviewer, Candidate]:
    interviewer = people(Interviewer, hasty_server, "interviewer")
    candidate = people(Candidate, hasty_server, "Ada Lovelace")
    assert isinstance(interviewer, Interviewer)
    assert isinstance(candidate, Candidate)
    interviewer.sign_in()
    return interviewer, candidate


def test_from_the_link_to_reviewed(interviewer: Interviewer, candidate: Candidate) -> None:
    pad = new_take_home(
        interviewer,
        title="Caches and timesheets",
        questions=question_ids(interviewer, *TITLES),
        language="python",
        start_with="nothing",
    )
    page = candidate.page
    page.goto(pad.url)
    expect(candidate.headline).to_have_text("Caches and timesheets")
    expect(page.get_by_text("1 hour 30 minutes", exact=True)).to_be_visible()
    expect(page.locator("dl.facts")).to_contain_text(re.compile(r"Tasks\s*2"))
    assert state(interviewer, pad) == "not_started"

    start(candidate, pad)
    # The same calm pad, without what is the interviewer's.
    expect(page.get_by_role("timer", name=re.compile("Time left"))).to_contain_text("1:29:")
    expect(page.get_by_text("Saved as you type")).to_be_visible()
    expect(page.get_by_role("button", name="End interview")).to_have_count(0)
    expect(page.get_by_role("tab", name="Waiting room")).to_have_count(0)
    expect(page.get_by_role("tab", name="Tasks", exact=True)).to_have_count(0)
    assert violations(page, within="#interview-top-bar") == []
    assert violations(page, within="#interview-footer") == []

    # All tasks are there, and the candidate goes from one to the other.
    tasks = page.get_by_role("navigation", name="Tasks")
    expect(tasks.get_by_role("button")).to_have_count(2)
    shown = page.get_by_role("region", name="Instructions")
    expect(shown.get_by_role("heading", name=TITLES[0])).to_be_visible()
    expect(shown.get_by_text(re.compile(r"Step \d of \d")).last).to_be_visible()
    candidate.write(candidate.editor(), SOLUTION)
    shown.get_by_role("button", name="Run tests").click()
    expect(shown.get_by_text(re.compile(r"All \d+ tests passed"))).to_be_visible()
    tasks.get_by_role("button", name=TITLES[1]).click()
    expect(shown.get_by_role("heading", name=TITLES[1])).to_be_visible()
    expect(page.locator("#jp-main-dock-panel").get_by_role("tab", selected=True)).to_have_attribute(
        "title", re.compile("timesheet-totals/")
    )
    assert violations(page, within="#interview-instructions") == []

    # It asks once, and says what is sent.
    question = submit(candidate)
    for folder in ("expiring-cache/", "timesheet-totals/"):
        expect(question.get_by_role("listitem").filter(has_text=folder)).to_be_visible()
    expect(question).to_contain_text("You have 89 minutes left.")
    question.get_by_role("button", name="Go on working").click()
    expect(question).to_be_hidden()
    assert state(interviewer, pad) == "in_progress"
    submit(candidate).get_by_role("button", name="Submit take-home").click()
    expect(candidate.headline).to_have_text("Your take-home is handed in")
    assert violations(page) == []

    # The candidate is out.
    page.goto(f"{pad.url}/lab")
    expect(candidate.headline).to_have_text("Your take-home is handed in")
    assert candidate.exceptions == []

    # A member looks at it, and finishes.
    model = interviewer.api("GET", f"pads/{pad.id}")
    assert (model["state"], model["submitted_by"]) == ("ready_for_review", "candidate")
    interviewer.page.goto(pad.url)
    expect(interviewer.page.get_by_role("slider").first).to_be_visible()
    interviewer.api("POST", f"pads/{pad.id}/review")
    assert state(interviewer, pad) == "reviewed"
    candidate.page.reload()
    expect(candidate.headline).to_have_text("Your take-home is handed in")


def test_it_submits_by_itself_with_the_browser_closed(
    pair: tuple[Interviewer, Candidate],
) -> None:
    interviewer, candidate = pair
    pad = new_take_home(interviewer, start_with="file")
    start(candidate, pad)
    candidate.write(candidate.editor(), "answer = 42\n")
    is_kept(candidate, "main.py", "answer = 42")
    candidate.page.close()
    interviewer.api("PATCH", f"pads/{pad.id}", {"due": in_seconds(2)})
    until(lambda: state(interviewer, pad) == "ready_for_review", "it was handed in")
    assert interviewer.api("GET", f"pads/{pad.id}")["submitted_by"] == "deadline"
    was_handed_in(interviewer, pad, "answer = 42")


def test_the_page_counts_down_says_so_and_ends_by_itself(
    pair: tuple[Interviewer, Candidate],
) -> None:
    interviewer, candidate = pair
    pad = new_take_home(interviewer, start_with="file")
    start(candidate, pad)
    said = candidate.page.locator("#interview-top-bar").get_by_role("status")
    expect(said.filter(has_text="left")).to_have_count(0)
    interviewer.api("PATCH", f"pads/{pad.id}", {"due": in_seconds(400)})
    expect(said.filter(has_text="Less than 10 minutes left")).to_be_visible()
    interviewer.api("PATCH", f"pads/{pad.id}", {"due": in_seconds(20)})
    expect(said.filter(has_text="Less than a minute left")).to_be_visible()
    candidate.write(candidate.editor(), "last = 'word'\n")
    expect(candidate.headline).to_have_text("Time’s up, and your take-home is handed in")
    assert candidate.exceptions == []


def test_the_server_restarts_across_the_deadline(pair: tuple[Interviewer, Candidate]) -> None:
    interviewer, candidate = pair
    server = interviewer.server
    pad = new_take_home(interviewer, start_with="file")
    start(candidate, pad)
    candidate.write(candidate.editor(), "before = 'the power cut'\n")
    is_kept(candidate, "main.py", "before = 'the power cut'")
    deadline = datetime.now(UTC) + timedelta(seconds=10)
    interviewer.api("PATCH", f"pads/{pad.id}", {"due": deadline.isoformat()})
    server.kill()
    assert datetime.now(UTC) < deadline, "it is killed before the deadline"
    until(lambda: datetime.now(UTC) > deadline + timedelta(seconds=2), "the deadline is over")
    server.start()

    until(lambda: state(interviewer, pad) == "ready_for_review", "it was handed in")
    model = interviewer.api("GET", f"pads/{pad.id}")
    assert model["submitted_by"] == "deadline"
    # When it was due, and not when the server came back.
    submitted = datetime.fromisoformat(model["submitted"])
    assert submitted - deadline < timedelta(seconds=1.5)
    expect(candidate.headline).to_have_text("Time’s up, and your take-home is handed in")
    was_handed_in(interviewer, pad, "before = 'the power cut'")


def test_going_on_in_a_second_browser(
    interviewer: Interviewer, candidate: Candidate, people: Callable[..., Person]
) -> None:
    pad = new_take_home(interviewer, start_with="file")
    start(candidate, pad)
    candidate.write(candidate.editor(), "first = 1\n")
    other = people(Candidate, candidate.server, "the same person elsewhere")
    assert isinstance(other, Candidate)
    other.page.goto(pad.url)
    expect(other.headline).to_have_text("You’re in on another device")
    assert violations(other.page) == []
    other.page.get_by_role("button", name="Go on here").click()
    other.is_in_pad()
    expect(other.editor()).to_contain_text("first = 1")
    # The first browser is told, kindly, and may have it back.
    expect(candidate.headline).to_have_text("You’re in on another device")
    here = other.page.get_by_role("list", name="Who is here").get_by_role("listitem")
    expect(here).to_have_count(1)
    expect(here).to_contain_text("Ada Lovelace (you)")


def test_a_practice_pad_leaves_no_trace(interviewer: Interviewer, candidate: Candidate) -> None:
    pad = new_take_home(interviewer, start_with="both")
    page = candidate.page
    page.goto(pad.url)
    page.get_by_role("button", name="Try a practice pad").click()
    expect(candidate.editor()).to_contain_text("Your code goes here")
    practice = page.url
    expect(page.locator("#interview-top-bar").get_by_text("Practice", exact=True)).to_be_visible()
    expect(page.get_by_role("timer")).not_to_contain_text("left")
    # An example is there to try, with its steps and its tests.
    shown = page.get_by_role("region", name="Instructions")
    expect(shown.get_by_role("heading", name="Warm-up, greet everybody")).to_be_visible()
    expect(shown.get_by_text("Step 2 of 2")).to_be_visible()
    candidate.write(candidate.editor(), "print('only practice')")
    candidate.toolbar_button("Run").click()
    expect(candidate.console()).to_contain_text("only practice")
    shown.get_by_role("button", name="Run tests").click()
    expect(shown.get_by_text("0 of 2 tests passed")).to_be_visible()
    expect(page.get_by_role("button", name="Submit take-home")).to_have_count(0)
    assert [each["id"] for each in interviewer.api("GET", "pads")["pads"]] == [pad.id]
    assert state(interviewer, pad) == "not_started"

    # Back by the link in its instructions, and for real.
    link = page.get_by_role("link", name="go back to your take-home")
    expect(link).to_have_attribute("href", re.compile(re.escape(pad.path)))
    second = Candidate.__new__(Candidate)
    second.__dict__.update(candidate.__dict__)
    second.page = candidate.new_tab()
    start(second, pad)
    expect(candidate.headline).to_have_text("The practice pad is closed")
    page.goto(practice)
    expect(candidate.headline).to_have_text("The practice pad is closed")
    page.get_by_role("link", name="Back to the take-home").click()
    candidate.is_in_pad()
    assert state(interviewer, pad) == "in_progress"


def test_a_public_link_makes_a_take_home_of_ones_own(
    interviewer: Interviewer, candidate: Candidate
) -> None:
    link = interviewer.api("POST", "take-home-links", {"title": "Open to all", "time_limit": 60})
    page = candidate.page
    page.goto(link["url"])
    expect(candidate.headline).to_have_text("Open to all")
    assert violations(page) == []
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("This page is yours alone.")).to_be_visible()
    own = page.url
    expect(page.locator("#own-address")).to_have_text(own)
    (model,) = [
        each
        for each in interviewer.api("GET", "pads")["pads"]
        if each["candidate_email"] == "ada@example.org"
    ]
    assert own.endswith(model["id"])
    page.goto(link["url"])
    expect(candidate.headline).to_have_text("Welcome back")
    page.get_by_role("link", name="Go to my take-home").click()
    expect(page.get_by_label("Your name")).to_have_value("Ada Lovelace")
    page.get_by_role("button", name="Start", exact=True).click()
    candidate.is_in_pad()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_can_be_used_by_everybody(
    scheme: str,
    width: int,
    people: Callable[..., Person],
    server: InterviewServer,
    interviewer: Interviewer,
) -> None:
    due = datetime.now(UTC) + timedelta(days=2)
    pad = new_take_home(interviewer, title="Count the words", due=due.isoformat())
    link = interviewer.api("POST", "take-home-links", {"title": "Open to all"})
    height = 800 if width > 1000 else 844
    candidate = people(
        Candidate,
        server,
        "Ada Lovelace",
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        timezone_id="Asia/Tokyo",
    )
    assert isinstance(candidate, Candidate)
    page = candidate.page

    def sound(headline: str) -> None:
        expect(candidate.headline).to_have_text(headline)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(link["url"])
    sound("Open to all")
    page.goto(pad.url)
    sound("Count the words")
    # The time is the reader's own.
    expect(page.locator("time")).to_contain_text("GMT+9")
    start(candidate, pad)
    interviewer.api("POST", f"pads/{pad.id}/end")
    sound("This take-home has ended")


def test_the_rules_are_light_and_need_no_script(
    interviewer: Interviewer, candidate: Candidate, people: Callable[..., Person]
) -> None:
    pad = new_take_home(interviewer, title="Count the words", due=in_seconds(200_000))
    loaded: list[Response] = []
    page = candidate.page
    page.on("response", lambda response: loaded.append(response))
    page.goto(pad.url, wait_until="networkidle")
    expect(candidate.headline).to_have_text("Count the words")
    weights = {response.url: len(response.body()) for response in loaded}
    assert sum(weights.values()) < LIGHT, weights

    plain = people(Candidate, candidate.server, "Grace Hopper", java_script_enabled=False)
    plain.page.goto(pad.url)
    plain.page.get_by_label("Your name").fill("Grace Hopper")
    plain.page.get_by_role("button", name="Start", exact=True).click()
    expect(plain.page.get_by_role("button", name="Continue")).to_be_visible()
    assert state(interviewer, pad) == "in_progress"


def test_everything_works_with_the_keyboard(interviewer: Interviewer, candidate: Candidate) -> None:
    pad = new_take_home(interviewer, start_with="file")
    page = candidate.page
    page.goto(pad.url)
    tab_to(page, "name")
    page.keyboard.type("Ada Lovelace")
    page.keyboard.press("Enter")
    candidate.is_in_pad()
    expect(page.get_by_role("button", name="Submit take-home")).to_be_enabled()
    page.get_by_role("button", name="Submit take-home").focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog")
    expect(question.get_by_role("button", name="Go on working")).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    page.get_by_role("button", name="Submit take-home").focus()
    page.keyboard.press("Enter")
    expect(question.get_by_role("button", name="Go on working")).to_be_focused()
    page.keyboard.press("Tab")
    expect(question.get_by_role("button", name="Submit take-home")).to_be_focused()
    page.keyboard.press("Enter")
    expect(candidate.headline).to_have_text("Your take-home is handed in")


def tab_to(page: Page, identifier: str) -> None:
    """Walk with Tab until the control with this id has the focus."""
    field = page.locator(f"#{identifier}")
    for _ in range(20):
        if field.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach #{identifier}")
