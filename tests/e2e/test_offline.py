"""The page in an archive plays the interview back, without a server and without a network."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from .people import Interview

PLOT = """import matplotlib.pyplot as plt
plt.plot([1, 4, 9])
plt.show()
print("</script><b>not bold</b>")"""


def test_an_archive_is_played_back_anywhere(
    interview: Interview, tmp_path: Path, results: Path
) -> None:
    candidate, pad, server = interview.candidate, interview.pad, interview.server
    candidate.show("interview.ipynb")
    candidate.write(candidate.source(), PLOT)
    candidate.run_cell()
    expect(candidate.output().locator("img")).to_be_visible()
    expect(candidate.output()).to_contain_text("not bold")
    candidate.write(candidate.source(), "1 / 0")
    candidate.run_cell()
    expect(candidate.output()).to_contain_text("ZeroDivisionError")
    candidate.show("main.py")
    candidate.write(candidate.editor(), "print('from the file')")
    candidate.toolbar_button("Run").click()
    expect(candidate.console()).to_contain_text("from the file")
    interview.interviewer.api("POST", f"pads/{pad.id}/end")

    archive = tmp_path / "interview.zip"
    subprocess.run(
        [
            *(sys.executable, "-m", "interview_ext.startup", "export", pad.id[:8]),
            *(f"--output={archive}", f"--data-dir={server.folder / 'data' / 'interview'}"),
        ],
        check=True,
    )
    with zipfile.ZipFile(archive) as opened:
        opened.extract("playback.html", tmp_path)
    reader = interview.interviewer
    page = reader.new_tab()
    page.context.set_offline(True)
    page.goto((tmp_path / "playback.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(pad.title)

    tabs = page.get_by_role("navigation", name="Documents")
    events = page.get_by_role("complementary", name="What happened")
    runs = events.get_by_role("button").filter(has_text="ran a cell")
    expect(runs).to_have_count(2)
    runs.nth(0).click()
    cell = page.locator(".cell").first
    expect(cell.locator(".source")).to_contain_text("plt.plot")
    expect(cell.locator("img")).to_be_visible()
    assert cell.locator("img").evaluate("image => image.naturalWidth") > 100
    expect(cell.locator(".outputs")).to_contain_text("</script><b>not bold</b>")
    assert "t=00:0" in page.url
    assert (cell.locator(".line").first.get_attribute("title") or "").startswith(candidate.name)
    page.screenshot(path=results.parent / "offline-page.png")

    runs.nth(1).click()
    expect(cell.locator(".outputs")).to_contain_text("ZeroDivisionError")
    expect(cell.locator("img")).to_have_count(0)

    tabs.get_by_role("button", name="main.py").click()
    page.get_by_label("Moment").press("End")
    expect(page.locator(".document")).to_contain_text("from the file")

    # From the beginning, as fast as it goes.
    page.get_by_label("Moment").press("Home")
    tabs.get_by_role("button", name="interview.ipynb").click()
    page.get_by_label("Speed").select_option("32")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(cell.locator(".outputs")).to_contain_text("ZeroDivisionError")
    assert reader.exceptions == []
    assert reader.refusals == []
