"""The Team page: inviting colleagues, roles, sign-ins, removal, teams, one's own account."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessibility import violations
from .people import NUMBERS, Interviewer, Person
from .server import InterviewServer

PASSWORD = "correct horse battery"
OTHER = "a different long secret"

SCREENS = {"laptop": (1280, 800), "phone": (390, 844)}


def open_team(person: Person) -> Page:
    """Go to the Team page and wait until it knows the people."""
    person.page.goto(person.server.url("lab#team"))
    expect(person.page.get_by_role("heading", name="Team", exact=True)).to_be_visible()
    expect(section(person.page, "People").get_by_role("listitem").first).to_be_visible()
    return person.page


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def row(page: Page, name: str) -> Locator:
    return section(page, "People").get_by_role("listitem").filter(has_text=name)


def sign_in(person: Person, name: str, password: str) -> Page:
    person.page.goto(person.server.url("login"))
    person.page.get_by_label("User name or e-mail address").fill(name)
    person.page.get_by_label("Password or token").fill(password)
    person.page.get_by_role("button", name="Sign in").click()
    return person.page


def join(person: Person, url: str, name: str) -> Page:
    """Accept an invitation, as its page asks."""
    page = person.page
    page.goto(url)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    return page


@pytest.fixture
def address() -> str:
    """An e-mail address that no earlier test has used."""
    return f"colleague{next(NUMBERS)}@example.org"


@pytest.fixture
def invite(interviewer: Interviewer, address: str) -> Callable[[str], str]:
    """Makes an invitation for a role, and returns its link."""

    def make(role: str) -> str:
        body = {"role": role, "email": address}
        return str(interviewer.api("POST", "team/invitations", body)["url"])

    return make


def test_a_colleague_is_invited_with_the_keyboard_alone_and_joins(
    interviewer: Interviewer,
    people: Callable[..., Person],
    server: InterviewServer,
    address: str,
) -> None:
    page = open_team(interviewer)
    interviewer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Invite", exact=True).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Invite a colleague")
    expect(dialog.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type("nonsense@")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type(address)
    page.keyboard.press("Tab")
    page.keyboard.type("Grace Hopper")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_label("Role")).to_have_value("reviewer")
    expect(dialog).to_contain_text("Looks at interviews that have ended")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    ready = page.get_by_role("dialog", name="The invitation is ready")
    expect(ready.get_by_label("Link", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(ready.get_by_role("status")).to_have_text("Copied")
    link = str(page.evaluate("() => navigator.clipboard.readText()"))
    assert link == ready.get_by_label("Link", exact=True).input_value()
    page.keyboard.press("Escape")
    expect(ready).to_be_hidden()
    expect(page.get_by_role("button", name="Invite", exact=True)).to_be_focused()
    invited = section(page, "Invited").get_by_role("listitem").filter(has_text=address)
    expect(invited).to_contain_text("Reviewer")

    colleague = people(Person, server, "colleague")
    colleague.page.goto(link)
    expect(colleague.page.get_by_label("You will sign in with")).to_have_value(address)
    expect(colleague.page.get_by_label("Your name")).to_have_value("Grace Hopper")
    assert violations(colleague.page) == []
    colleague.page.get_by_label("Password", exact=True).fill("short")
    colleague.page.get_by_label("The same password again").fill("short")
    colleague.page.get_by_role("button", name="Join").click()
    expect(colleague.page.get_by_role("alert")).to_contain_text("at least 10 characters")
    expect(colleague.page.get_by_label("Password", exact=True)).to_be_focused()
    assert violations(colleague.page) == []
    join(colleague, link, "Rear Admiral Grace Hopper")

    expect(row(page, "Rear Admiral Grace Hopper")).to_contain_text(address)
    expect(invited).to_have_count(0)
    other = people(Person, server, "somebody else")
    other.page.goto(link)
    expect(other.page.get_by_role("heading")).to_have_text("This invitation doesn’t work any more")

    theirs = open_team(colleague)
    expect(theirs.get_by_role("button", name="Invite", exact=True)).to_have_count(0)
    expect(row(theirs, "Rear Admiral Grace Hopper")).to_contain_text("you")
    expect(section(theirs, "People").get_by_role("button")).to_have_count(0)
    assert interviewer.exceptions == []
    assert colleague.exceptions == []


def test_roles_and_removal_count_at_once(
    interviewer: Interviewer,
    people: Callable[..., Person],
    server: InterviewServer,
    address: str,
    invite: Callable[[str], str],
) -> None:
    colleague = people(Person, server, "colleague")
    name = f"Bea {next(NUMBERS)}"
    join(colleague, invite("interviewer"), name)
    page = open_team(interviewer)
    role = page.get_by_label(f"Role of {name}")
    expect(role).to_have_value("interviewer")
    role.select_option("reviewer")
    expect(section(page, "People")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=f"{name} is: Reviewer")).to_have_count(1)
    refused = colleague.context.request.post(
        server.url("interview/api/pads"),
        data={"title": "X"},
        headers={"X-XSRFToken": cookie(colleague, "_xsrf")},
    )
    assert refused.status == 403

    # Who forgot their password chooses another one by a link from an admin.
    page.get_by_role("button", name=f"New password for {name}").click()
    page.get_by_role("dialog", name=f"New password for {name}?").get_by_role(
        "button", name="Make the link"
    ).click()
    ready = page.get_by_role("dialog", name=f"The link for {name} is ready")
    reset = ready.get_by_label("Link", exact=True).input_value()
    page.keyboard.press("Escape")
    forgetful = people(Person, server, "who forgot")
    forgetful.page.goto(reset)
    expect(forgetful.page.get_by_role("heading")).to_have_text("Choose a new password")
    assert violations(forgetful.page) == []
    forgetful.page.get_by_label("New password", exact=True).fill(OTHER)
    forgetful.page.get_by_label("The same password again").fill(OTHER)
    forgetful.page.get_by_role("button", name="Set the password and sign in").click()
    expect(forgetful.page.get_by_role("navigation", name="Pages")).to_be_visible()

    page.get_by_role("button", name=f"Sign-ins of {name}").click()
    dialog = page.get_by_role("dialog", name=f"Sign-ins of {name}")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    expect(dialog).to_contain_text("127.0.0.1")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Remove {name}").click()
    dialog = page.get_by_role("dialog", name=f"Remove {name}?")
    expect(dialog).to_contain_text("The pads and questions they made stay")
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(row(page, name)).to_have_count(0)
    colleague.page.reload()
    expect(colleague.page.get_by_role("heading", name="Sign in to interview")).to_be_visible()
    sign_in(colleague, address, OTHER)
    expect(colleague.page.get_by_role("alert")).to_contain_text("That didn’t match")
    assert violations(colleague.page) == []
    assert interviewer.exceptions == []


def cookie(person: Person, name: str) -> str:
    return next(one["value"] for one in person.context.cookies() if one["name"] == name)


def test_ones_own_account(
    people: Callable[..., Person],
    server: InterviewServer,
    address: str,
    invite: Callable[[str], str],
) -> None:
    laptop, phone = people(Person, server, "laptop"), people(Person, server, "phone")
    name = f"Cleo {next(NUMBERS)}"
    join(laptop, invite("interviewer"), name)
    sign_in(phone, address, PASSWORD)
    expect(phone.page.get_by_role("navigation", name="Pages")).to_be_visible()
    page = open_team(laptop)
    account = section(page, "Your account")
    expect(account.get_by_role("listitem")).to_have_count(2)
    expect(account.get_by_role("listitem").filter(has_text="this browser")).to_have_count(1)
    account.get_by_role("button", name="Sign out ").click()
    expect(account.get_by_role("listitem")).to_have_count(1)
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="Sign in to interview")).to_be_visible()

    account.get_by_role("button", name="Change password").click()
    dialog = page.get_by_role("dialog", name="Change your password")
    for before, after, again, words in [
        ("wrong password", OTHER, OTHER, "not your password"),
        (PASSWORD, OTHER, OTHER + "x", "differ"),
        (PASSWORD, "password1234", "password1234", "guessed at once"),
    ]:
        dialog.get_by_label("Password until now").fill(before)
        dialog.get_by_label("New password").fill(after)
        dialog.get_by_label("The same again").fill(again)
        dialog.get_by_role("button", name="Change the password").click()
        expect(dialog.get_by_role("alert")).to_contain_text(words)
    dialog.get_by_label("New password").fill(OTHER)
    dialog.get_by_label("The same again").fill(OTHER)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    sign_in(phone, address, OTHER)
    expect(phone.page.get_by_role("navigation", name="Pages")).to_be_visible()

    account.get_by_role("button", name="Change name").click()
    dialog = page.get_by_role("dialog", name="Change your name")
    dialog.get_by_label("Your name").fill(f"{name} King")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(row(page, f"{name} King")).to_have_count(1)
    assert laptop.exceptions == []
    assert phone.exceptions == []


def test_teams_have_people_and_go_away_again(
    interviewer: Interviewer,
    people: Callable[..., Person],
    server: InterviewServer,
    invite: Callable[[str], str],
) -> None:
    colleague = people(Person, server, "colleague")
    name = f"Dora {next(NUMBERS)}"
    join(colleague, invite("interviewer"), name)
    team = f"Data {next(NUMBERS)}"
    page = open_team(interviewer)
    teams = section(page, "Teams")
    teams.get_by_role("button", name="New team").click()
    page.get_by_role("dialog", name="New team").get_by_label("Name").fill(team)
    page.keyboard.press("Enter")
    mine = teams.get_by_role("listitem").filter(has_text=team)
    expect(mine).to_contain_text("Nobody yet")
    mine.get_by_role("button", name=f"Who is in {team}").click()
    dialog = page.get_by_role("dialog", name=f"Who is in {team}")
    dialog.get_by_label(name, exact=True).focus()
    page.keyboard.press("Space")
    expect(dialog.get_by_label(name, exact=True)).to_be_checked()
    page.keyboard.press("Escape")
    expect(mine).to_contain_text(name)
    theirs = open_team(colleague)
    expect(section(theirs, "Teams")).to_contain_text(team)
    expect(section(theirs, "Teams").get_by_role("button")).to_have_count(0)
    mine.get_by_role("button", name=f"Rename {team}").click()
    dialog = page.get_by_role("dialog", name=f"Rename {team}")
    dialog.get_by_label("Name").fill(f"{team} science")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(section(theirs, "Teams")).to_contain_text(f"{team} science")

    # A pad is given to the team where it is made, and to everybody where it is edited.
    pages = page.get_by_role("navigation", name="Pages")
    pages.get_by_role("link", name="Pads").click()
    page.get_by_role("button", name="New pad").first.click()
    form = page.get_by_role("dialog", name="New pad")
    form.get_by_label("Title").fill(f"For {team}")
    form.get_by_label("Team", exact=True).select_option(f"{team} science")
    form.get_by_role("button", name="Create pad").click()
    expect(page.get_by_role("region", name=re.compile("is ready"))).to_be_visible()
    pad = interviewer.api("GET", "pads?limit=1")["pads"][0]
    assert pad["team"]["name"] == f"{team} science"
    interviewer.choose(f"For {team}", "Edit")
    edit = page.get_by_role("dialog", name=re.compile("Edit"))
    expect(edit.get_by_label("Team", exact=True)).to_have_value(pad["team"]["id"])
    edit.get_by_label("Team", exact=True).select_option("The whole organization")
    edit.get_by_role("button", name="Save").click()
    expect(edit).to_be_hidden()
    assert interviewer.api("GET", f"pads/{pad['id']}")["team"] is None

    # A question is given to it on the Questions page.
    title = f"Joins for {team}"
    made = interviewer.api(
        "POST", "questions", {"title": title, "type": "sql", "languages": ["sql"]}
    )
    pages.get_by_role("link", name="Questions").click()
    page.get_by_role("tab", name="Drafts").click()
    page.get_by_role("link", name=title).click()
    page.get_by_role("article", name=title).get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Who sees it…").click()
    dialog = page.get_by_role("dialog", name=f"Who sees “{title}”?")
    expect(dialog.get_by_label("Team", exact=True)).to_have_value("")
    dialog.get_by_label("Team", exact=True).select_option(f"{team} science")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text(f"“{title}” belongs to {team} science now.")).to_be_visible()
    question = f"questions/{made['id']}"
    assert interviewer.api("GET", question)["team"]["name"] == f"{team} science"
    interviewer.api("PATCH", question, {"team_id": None})
    interviewer.api("POST", f"{question}/archive")
    pages.get_by_role("link", name="Team").click()

    mine.get_by_role("button", name=f"Delete the team {team} science").click()
    dialog = page.get_by_role("dialog", name=f"Delete the team {team} science?")
    dialog.get_by_role("button", name="Delete the team").click()
    expect(dialog).to_be_hidden()
    expect(mine).to_have_count(0)
    assert interviewer.exceptions == []


@pytest.mark.parametrize("screen", sorted(SCREENS))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(
    people: Callable[..., Person],
    server: InterviewServer,
    invite: Callable[[str], str],
    screen: str,
    scheme: str,
) -> None:
    width, height = SCREENS[screen]
    link = invite("interviewer")
    visitor = people(
        Person,
        server,
        "visitor",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
    )
    for address in (link, server.url("login"), server.url("interview/join/none-such-as-this")):
        visitor.page.goto(address)
        expect(visitor.page.get_by_role("heading").first).to_be_visible()
        assert violations(visitor.page) == []
        assert fits(visitor.page)
    visitor.page.goto(server.sign_in_address)
    page = open_team(visitor)
    theme = "true" if scheme == "light" else "false"
    expect(page.locator(f"body[data-jp-theme-light={theme}]")).to_have_count(1)
    assert violations(page, within="#interview-team") == []
    assert fits(page)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, within="dialog") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, within="dialog") == []
    assert fits(page)


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways to be read."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
