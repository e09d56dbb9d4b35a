"""A pad in another language than Python, from the form to the output."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from .accessibility import violations
from .people import Interviewer


def coloured(editor: Locator) -> Locator:
    """The words of an editor that have a colour of their own."""
    return editor.locator(".cm-line span[class]")


def test_a_pad_is_made_in_a_language_and_its_file_is_run(interviewer: Interviewer) -> None:
    page = interviewer.page
    interviewer.open_home()
    page.get_by_role("button", name="New pad").first.click()
    form = page.get_by_role("dialog", name="New pad")
    language = form.get_by_label("Language")
    expect(language.get_by_role("option", name="Bash")).to_be_attached()
    expect(language).to_have_value("python")
    assert violations(page, within=".interview-Dialog") == []
    form.get_by_label("Title").fill("Shell, first round")
    language.select_option("Bash")
    form.get_by_text("Both").click()
    form.get_by_role("button", name="Create pad").click()
    row = page.get_by_role("row", name="Shell, first round")
    with interviewer.context.expect_page() as opened:
        row.get_by_role("link", name="Open Shell, first round").click()
    interviewer.page = opened.value
    interviewer.is_in_pad()

    expect(interviewer.source()).to_contain_text('echo "Hello, world!"')
    expect(coloured(interviewer.source()).first).to_be_visible()
    interviewer.run_cell()
    expect(interviewer.output()).to_have_text("Hello, world!")

    interviewer.show("main.sh")
    expect(coloured(interviewer.editor()).first).to_be_visible()
    interviewer.write(interviewer.editor(), "read -p 'Name? ' name; echo \"Hi $name\"; exit 3")
    interviewer.toolbar_button("Run").click()
    expect(interviewer.console()).to_contain_text("Name?")
    interviewer.page.keyboard.type("Grace")
    interviewer.page.keyboard.press("Enter")
    expect(interviewer.console()).to_contain_text("Hi Grace")
    expect(interviewer.console()).to_contain_text("The program ended with exit status 3.")
    assert interviewer.exceptions == []
