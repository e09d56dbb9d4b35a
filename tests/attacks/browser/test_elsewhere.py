"""Files, names and styles that a candidate makes up."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from ...e2e.people import Candidate, Interviewer
from ...e2e.server import until
from .canary import Unprotected, payload
from .stage import Stage

NAMES = ("page.html", "page.xhtml", "page.svg", "page.xml", "page.js", "page.pdf", "page")


def document(script: str, name: str) -> str:
    """A file that runs script if a browser takes it for what its name says."""
    if name.endswith((".xhtml", ".svg", ".xml")):
        body = script.replace("&", "&amp;").replace("<", "&lt;")
        root = "html" if name.endswith(".xhtml") else "svg"
        space = "1999/xhtml" if root == "html" else "2000/svg"
        return f'<{root} xmlns="http://www.w3.org/{space}"><script>{body}</script></{root}>'
    return script if name.endswith(".js") else f"<p>it has arrived</p><script>{script}</script>"


@pytest.mark.parametrize("name", ["file.html", "name"])
def test_it_works_where_nothing_protects(unprotected: Unprotected, name: str) -> None:
    unprotected.show(name, document(payload(name, unprotected.url), name))
    until(lambda: unprotected.traces(name) == {"mark", "word", "interview"}, "it left its traces")


@pytest.mark.parametrize("file", NAMES)
def test_a_file_opened_by_its_address_runs_nothing(stage: Stage, file: str) -> None:
    name = f"opened-{file}"
    stage.put_file(name, document(stage.script(name), file))
    page = stage.interviewer.new_tab()
    address = stage.file_url(name)
    got = stage.interviewer.context.request.get(address)
    assert name in got.text(), "it has arrived"
    if got.headers["content-type"] == "application/octet-stream":
        with page.expect_download():
            page.evaluate("url => { location.href = url }", address)
    else:
        page.goto(address)
        assert page.evaluate("origin") == "null"
    stage.settle()
    assert stage.traces(name, page) == set()


def test_a_file_is_no_script_of_the_page(stage: Stage) -> None:
    stage.put_file("loaded.js", stage.script("loaded"))
    refused = stage.page.evaluate(
        """url => new Promise(resolve => {
            const script = document.createElement("script");
            script.src = url;
            script.onload = () => resolve(false);
            script.onerror = () => resolve(true);
            document.head.append(script);
        })""",
        stage.file_url("loaded.js"),
    )
    assert refused
    stage.unharmed("loaded")


@pytest.mark.parametrize("file", ["shown.html", "shown.svg", "shown.md"])
def test_a_file_opened_in_the_pad_runs_nothing(stage: Stage, file: str) -> None:
    script = stage.script(file)
    stage.put_file(file, document(script, file) + f"\n\n<img src='data:,x' onerror='{script}'>")
    page = stage.page
    if not page.get_by_role("region", name="Files").is_visible():
        page.locator('[data-id="interview-files"]').click()
    files = page.get_by_role("region", name="Files")
    files.get_by_text(file, exact=True).click()
    tab = page.locator("#jp-main-dock-panel").get_by_role("tab", name=file)
    expect(tab).to_be_visible()
    if file.endswith(".md"):
        page.locator(".jp-FileEditor:visible .cm-content").click(button="right")
        page.get_by_role("menuitem", name="Show Markdown Preview").click()
        expect(page.locator(".jp-MarkdownViewer")).to_contain_text("it has arrived")
        stage.provoke(page.locator(".jp-MarkdownViewer"))
    else:
        expect(page.locator(".jp-Document:visible").last).to_be_visible()
    stage.interviewer.show("interview.ipynb")
    stage.unharmed(file)
    stage.reopen()


def test_a_files_name_runs_nothing(stage: Stage) -> None:
    script = stage.script("file-name").replace("/", "&sol;")
    name = f"<img src=x onerror='{script}'>.py"[:200]
    stage.put_file(name, "print('it has arrived')")
    page = stage.page
    page.reload()
    stage.reopen()
    page.locator('[data-id="interview-files"]').click()
    files = page.get_by_role("region", name="Files")
    expect(files.get_by_text("<img src=x")).to_be_visible()
    files.get_by_text("<img src=x").click()
    expect(page.get_by_role("tab", name="<img src=x")).to_be_visible()
    stage.interviewer.show("interview.ipynb")
    stage.unharmed("file-name")


def test_a_candidates_name_runs_nothing(stage: Stage, browser: Browser) -> None:
    name = "<img src=x onerror=alert(`called`)>{{7*7}}"
    context = browser.new_context(locale="en-US")
    pad = stage.interviewer.make_pad()
    home = stage.interviewer.new_tab()
    home.goto(stage.server.url("lab"))
    expect(home.get_by_role("button", name="New pad").first).to_be_visible()
    Candidate(context, stage.server, name).knock(pad)
    expect(home.get_by_role("alert").filter(has_text=name)).to_be_visible()
    inside = stage.interviewer.new_tab()
    inside.goto(pad.url)
    expect(inside.get_by_role("alert").filter(has_text=name)).to_be_visible()
    inside.locator('[data-id="interview-waiting-room"]').click()
    expect(inside.get_by_role("region", name="Waiting room")).to_contain_text(name)
    stage.unharmed("called")
    context.close()


def test_nothing_lies_over_the_page(stage: Stage) -> None:
    over = "position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:2147483647;background:red"
    hits = """() => {
        const button = [...document.querySelectorAll("button")].find(
            button => button.textContent === "End interview");
        const box = button.getBoundingClientRect();
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return button === hit || button.contains(hit);
    }"""
    cover = f"<div style='{over}' class='covers'>it has arrived</div>"
    # Where nothing keeps it in its place, it does lie over the button.
    stage.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", cover)
    assert stage.page.evaluate(hits) is False
    stage.page.evaluate("document.querySelector('.covers').remove()")
    for html in (
        cover,
        cover.replace("fixed", "absolute"),
        "<div class='jp-Dialog lm-Widget jp-ThemedContainer'>it has arrived</div>",
        "<div style='margin: 900px -900px -900px 900px; position: relative; z-index: 9999; "
        "width: 3000px; height: 3000px'>it has arrived</div>",
        "<div style='transform: scale(99); transform-origin: 0 0'>it has arrived</div>",
    ):
        stage.html(html)
        expect(stage.output).to_contain_text("it has arrived")
        assert stage.page.evaluate(hits) is True, html
    stage.unharmed("over")


def test_a_picture_does_not_sign_the_interviewer_out(stage: Stage) -> None:
    def signed_in(who: Interviewer) -> bool:
        return who.context.request.get(stage.server.url("interview/api/me")).ok

    path = quote("/logout")
    stage.html(f"<p>it has arrived</p><img src='{path}'><img src='../../../..{path}'>")
    expect(stage.output).to_contain_text("it has arrived")
    stage.settle()
    assert signed_in(stage.interviewer)
    stage.show(markdown=f"it has arrived ![]({path}) ![](../../../..{path})")
    expect(stage.cells.first).to_contain_text("it has arrived")
    stage.settle()
    assert signed_in(stage.interviewer)

    # In a browser beside the stage's, which stays signed in.
    context = stage.interviewer.context.browser.new_context()
    other = Interviewer(context, stage.server, "control")
    other.sign_in()
    assert signed_in(other)
    other.page.route(
        "**/interview/control-out",
        lambda route: route.fulfill(content_type="text/html", body="<img src='/logout'>"),
    )
    other.page.goto(stage.server.url("interview/control-out"))
    assert not signed_in(other), "where nothing protects, it does"
    assert signed_in(stage.interviewer)
    context.close()
