"""The frame that outputs may run script in, when somebody asks to see it: nothing gets out."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Frame, expect

from ...e2e.server import until
from .stage import Stage

# Reports what a script in the frame managed to do, into its own page.
PROBES = """
<p id="report">begun</p>
<script>
const found = [];
const attempt = (what, how) => {{ try {{ if (how()) found.push(what); }} catch {{}} }};
attempt("an origin", () => origin !== "null");
attempt("cookies", () => document.cookie);
attempt("storage", () => localStorage);
attempt("the page above", () => parent.document);
attempt("the address above", () => top.location.href);
attempt("a mark above", () => {{ top.owned = "frame"; return true; }});
attempt("a window", () => open("{canary}-window"));
attempt("a dialog", () => confirm("frame") || alert("frame"));
attempt("the place of the page above", () => {{ top.location = "{canary}-top"; }});
new Image().src = "{canary}-image";
navigator.sendBeacon("{canary}-beacon", "x");
const form = document.createElement("form");
form.action = "{canary}-form";
document.body.append(form);
const link = document.createElement("link");
link.rel = "stylesheet";
link.href = "{canary}-link";
document.body.append(link);
const nested = document.createElement("iframe");
nested.src = "{canary}-nested";
document.body.append(nested);
const heights = [-1, 1e9, Infinity, NaN, "1000", {{}}, null].map(height => ({{height}}));
for (const message of [...heights, null, 1, "x", [], {{html: "x"}}]) {{
  parent.postMessage(message, "*");
}}
Promise.allSettled([
  fetch("{canary}-fetch", {{mode: "no-cors"}}).then(() => found.push("a request elsewhere")),
  fetch("{api}", {{credentials: "include"}}).then(() => found.push("a request home")),
  new Promise((resolve, reject) => {{
    const socket = new WebSocket("{api}".replace("http", "ws"));
    socket.onopen = () => {{ found.push("a socket"); resolve(); }};
    socket.onerror = reject;
  }}),
  import("{canary}-import").then(() => found.push("a module")),
]).then(() => {{
  document.getElementById("report").textContent = "found: " + found.join(", ");
  try {{ form.submit(); }} catch {{}}
}});
</script>
"""


def frame_of(stage: Stage) -> Frame:
    """The frame, once the interviewer has asked for it."""
    stage.output.get_by_role("button", name="Show interactive output").click()
    element = stage.output.locator("iframe").element_handle()
    frame = element.content_frame()
    assert frame is not None
    return frame


def test_script_runs_only_when_asked_for_and_reaches_nothing(stage: Stage) -> None:
    canary = f"{stage.canary.url}/frame"
    stage.html(PROBES.format(canary=canary, api=f"{stage.pad.url}/api/interview/pad"))
    expect(stage.output).to_contain_text("begun")
    stage.settle()
    expect(stage.output).to_contain_text("begun")
    frame = frame_of(stage)
    expect(frame.locator("#report")).to_have_text("found: ")
    stage.unharmed("frame")
    height = stage.output.locator("iframe").evaluate("frame => frame.offsetHeight")
    assert 40 <= height <= 610
    stage.output.get_by_role("button", name="Hide interactive output").click()
    expect(stage.output.locator("iframe")).to_have_count(0)


def test_the_frame_cannot_take_itself_elsewhere(stage: Stage) -> None:
    canary = f"{stage.canary.url}/leaves"
    stage.html(f"<p>begun</p><script>location = '{canary}'</script>")
    stage.output.get_by_role("button", name="Show interactive output").click()
    stage.settle()
    stage.unharmed("leaves")
    stage.reopen()


def test_what_is_meant_to_be_seen_is_seen(stage: Stage) -> None:
    chart = (
        "<div id='chart'></div><style>#chart { height: 150px }</style><script>"
        "const canvas = document.createElement('canvas'); canvas.width = 90;"
        "new Function('canvas', 'canvas.title = 1 + 1')(canvas);"
        "document.getElementById('chart').append(canvas)</script>"
    )
    stage.html(chart)
    frame = frame_of(stage)
    expect(frame.locator("canvas")).to_have_attribute("title", "2")
    until(
        lambda: 150 < stage.output.locator("iframe").evaluate("f => f.offsetHeight") < 250,
        "the frame is as high as the chart",
    )
    stage.show({"application/javascript": "element.textContent = '</' + 'script> drawn'"})
    expect(frame_of(stage).locator("#output")).to_have_text("</script> drawn")


def test_the_page_of_the_frame_is_shut_off_when_opened_by_itself(stage: Stage) -> None:
    page = stage.interviewer.new_tab()
    response = page.goto(stage.server.url("interview/static/output.html"))
    assert response is not None
    assert page.evaluate("origin") == "null"
    page.evaluate(
        "html => window.postMessage({html}, '*')",
        f"<script>{stage.script('alone')}</script><p>{quote('shown')}</p>",
    )
    expect(page.get_by_text("shown")).to_be_visible()
    stage.settle()
    assert stage.traces("alone", page) == set()
