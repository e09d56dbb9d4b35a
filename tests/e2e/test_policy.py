"""The policy of the pages keeps nothing from working that people do in an interview."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .people import Candidate, Interview, Interviewer
from .test_pad import FILE, NOTEBOOK

OUTPUTS = r"""
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import JSON, SVG, Latex, Markdown, display
plt.plot([1, 2, 3])
plt.show()
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><circle r="9"/></svg>'))
display(pd.DataFrame({"price": [41.5]}))
display(Latex(r"$\int_0^1 x^2\,dx = \frac{1}{3}$"))
display(Markdown("**bold** and `code`\n\n```python\nx = 1\n```"))
display(JSON({"depth": [1, 2]}))
print("\x1b[31mred\x1b[0m https://example.org/")
"""


def test_an_interview_meets_no_refusal(interview: Interview) -> None:
    interviewer, candidate = interview.both
    for person in interview.both:
        person.show(NOTEBOOK)
    candidate.write(candidate.source(), OUTPUTS)
    candidate.run_cell()
    for person in interview.both:
        output = person.output()
        expect(output).to_contain_text("https://example.org/")
        expect(output.locator("img")).to_have_count(2)
        expect(output.get_by_role("cell", name="41.5")).to_be_visible()
        expect(output.locator("mjx-container")).to_be_visible()
        expect(output.locator("strong")).to_have_text("bold")
        for picture in output.locator("img").all():
            assert picture.evaluate("picture => picture.complete && picture.naturalWidth > 0")

    # Help while typing, and another kind of cell.
    candidate.write(candidate.source(), "sorted")
    candidate.page.keyboard.press("Shift+Tab")
    expect(candidate.page.locator(".jp-Tooltip")).to_contain_text("iterable")
    candidate.page.keyboard.press("Escape")
    candidate.source().click()
    candidate.page.keyboard.press("Escape")
    candidate.page.keyboard.press("m")
    candidate.write(candidate.source(), "# Title\n\n$x^2$ and a [link](main.py)")
    candidate.run_cell()
    expect(candidate.cell().locator("mjx-container")).to_be_visible()

    for person in interview.both:
        person.show(FILE)
    candidate.write(candidate.editor(), "open('new.csv', 'w').write('a,b\\n1,2')\nprint('done')")
    candidate.toolbar_button("Run").click()
    expect(interviewer.console()).to_contain_text("done")
    interviewer.page.get_by_role("tab", name=re.compile("^Files")).click()
    interviewer.page.get_by_role("region", name="Files").get_by_text("new.csv").click()
    expect(interviewer.page.locator(".jp-CSVViewer")).to_be_visible()
    for person in interview.both:
        person.page.get_by_role("button", name=re.compile("dark|theme", re.IGNORECASE)).click()
        expect(person.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")

    interviewer.page.get_by_role("button", name="End interview").click()
    interviewer.page.get_by_role("dialog").get_by_role("button", name="End interview").click()
    expect(candidate.headline).to_have_text("This interview has ended")
    expect(interviewer.page.get_by_text("This interview has ended. Read-only.")).to_be_visible()
    for person in interview.both:
        assert person.refusals == []


def test_the_interviews_page_meets_no_refusal(interviewer: Interviewer) -> None:
    interviewer.open_home()
    interviewer.page.get_by_role("button", name="New pad").first.click()
    interviewer.page.get_by_role("dialog").get_by_role("textbox").first.fill("Data scientist")
    interviewer.page.keyboard.press("Enter")
    expect(interviewer.page.get_by_text("“Data scientist” is ready")).to_be_visible()
    assert interviewer.refusals == []


def test_the_waiting_room_meets_no_refusal(interviewer: Interviewer, candidate: Candidate) -> None:
    pad = interviewer.make_pad()
    candidate.knock(pad)
    candidate.page.get_by_role("button", name="Leave").click()
    expect(candidate.headline).to_have_text("You’ve left the waiting room")
    assert candidate.refusals == []
