"""Outputs and texts that a candidate wrote: none runs with the interviewer's powers.

Each payload is seen to work on a page that does not protect itself. Then it arrives in the pad, in
a cell marked as trusted, the interviewer touches all of it, and nothing comes of it.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from ...e2e.server import until
from .canary import Unprotected, payload
from .stage import Stage

ARRIVED = "it has arrived"
ALL = frozenset({"mark", "word", "dialog", "interview"})


@dataclass
class Attack:
    """One payload.

    Arguments:
        html: makes the payload of a script and the address of the canary.
        shows: the traces it leaves where nothing protects.
        click: selector of what has to be clicked there.
        data: the media types it comes as; HTML where there are none.
        markdown: makes the text of a Markdown cell, in the place of an output.
        metadata: of the output.
        arrives: what the interviewer sees of it.
        leaves: whether it has the browser ask to leave the page.
    """

    html: Callable[[str, str], str]
    shows: frozenset[str] = ALL
    click: str = ""
    data: Callable[[str, str], dict[str, Any]] | None = None
    markdown: Callable[[str, str], str] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    arrives: str = ARRIVED
    leaves: bool = False


def attribute(text: str) -> str:
    return html.escape(text, quote=True)


def svg(script: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20" '
        f'onload="{attribute(script)}"><script>{html.escape(script)}</script>'
        f"<text y='15'>{ARRIVED}</text></svg>"
    )


BEACON = frozenset({"word"})

ATTACKS = {
    "script-tag": Attack(lambda js, _: f"<p>{ARRIVED}</p><script>{js}</script>"),
    "script-from-elsewhere": Attack(
        lambda _, canary: f"<p>{ARRIVED}</p><script src='{canary}.js'></script>", BEACON
    ),
    "event-handler-attributes": Attack(
        lambda js, _: (
            f'<p>{ARRIVED}</p><img src=\'data:,x\' onerror="{js}"><button onclick="{js}">x</button>'
            f'<details open ontoggle="{js}"><summary>more</summary></details>'
            f'<p onmouseover="{js}" onfocus="{js}" tabindex=0 autofocus>here</p>'
        )
    ),
    "javascript-address": Attack(
        lambda js, _: (
            f'<a href="javascript:{attribute(js)}">{ARRIVED}</a> '
            f'<a href="java\tscript:{attribute(js)}">more</a>'
        ),
        click="a",
    ),
    "data-address": Attack(
        lambda js, _: (
            f'<a href="data:text/html,{quote(f"<script>{js}</script>")}">{ARRIVED}</a>'
            f'<iframe src="javascript:{attribute(js)}"></iframe>'
        )
    ),
    "svg-in-html": Attack(lambda js, _: f"<p>{ARRIVED}</p>{svg(js)}"),
    "svg-output": Attack(
        lambda js, _: svg(js),
        data=lambda js, _: {"image/svg+xml": svg(js), "text/plain": "no picture"},
        arrives="img",
    ),
    "frame-with-srcdoc": Attack(
        lambda js, _: f'<p>{ARRIVED}</p><iframe srcdoc="<script>{js}</script>"></iframe>',
    ),
    "object-and-embed": Attack(
        lambda _, canary: (
            f"<p>{ARRIVED}</p><object data='{canary}-object'>x</object><embed src='{canary}-embed'>"
        ),
        BEACON,
    ),
    "meta-refresh": Attack(
        lambda _, canary: (
            f"<p>{ARRIVED}</p><meta http-equiv='refresh' content='0; url={canary}'>"
            f"<base href='{canary}'>"
        ),
        BEACON,
    ),
    "form": Attack(
        lambda _, canary: (
            f"<form action='{canary}' method='post'><button>{ARRIVED}</button>"
            f"<input type='submit' formaction='{canary}'></form>"
        ),
        BEACON,
        click="button",
        leaves=True,
    ),
    "remote-pictures": Attack(
        lambda _, canary: (
            f"<p>{ARRIVED}</p><img src='{canary}-img'><img srcset='{canary}-srcset 1x'>"
            f"<div style='background: url({canary}-css); height: 9px'></div>"
            f"<video poster='{canary}-poster' src='{canary}-video'></video>"
            f"<link rel=stylesheet href='{canary}-link'><style>@import '{canary}-import';</style>"
            f"<table background='{canary}-table'><td>x</table>"
        ),
        BEACON,
    ),
    "picture-in-markdown": Attack(
        lambda _, canary: f"<p>{ARRIVED}</p><img src='{canary}'>",
        BEACON,
        data=lambda _, canary: {"text/markdown": f"{ARRIVED} ![x]({canary}) <img src='{canary}'>"},
    ),
    "picture-in-svg": Attack(
        lambda _, canary: (
            "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20'>"
            f"<image href='{canary}' width='9' height='9'/></svg>"
        ),
        BEACON,
        data=lambda _, canary: {
            "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20'>"
            f"<style>@import url({canary});</style>"
            f"<image href='{canary}' width='9' height='9'/></svg>"
        },
        arrives="img",
    ),
    "isolated-html": Attack(
        lambda js, _: f"<p>{ARRIVED}</p><script>{js}</script><img src='data:,x' onerror='{js}'>",
        metadata={"isolated": True, "text/html": {"isolated": True}},
        arrives="iframe",
    ),
    "javascript-output": Attack(
        lambda js, _: f"<script>{js}</script>",
        data=lambda js, _: {"application/javascript": js, "text/plain": "no script"},
        arrives="button",
    ),
    "widget-view": Attack(
        lambda js, _: f"<script>{js}</script>",
        data=lambda js, _: {
            "application/vnd.jupyter.widget-view+json": {
                "model_id": "a" * 32,
                "version_major": 2,
                "version_minor": 0,
                "html": f"<script>{js}</script>",
            },
            "text/plain": ARRIVED,
        },
    ),
    "chart-specification": Attack(
        lambda js, _: f"<script>{js}</script>",
        data=lambda js, canary: {
            "application/vnd.vegalite.v5+json": {
                "data": {"url": f"{canary}.json"},
                "mark": "point",
                "usermeta": {"embedOptions": {"sourceHeader": f"<script>{js}</script>"}},
                "transform": [{"calculate": f"constructor.constructor('{js}')()", "as": "x"}],
            },
            "text/plain": ARRIVED,
        },
    ),
    "latex": Attack(
        lambda js, _: f'<a href="javascript:{attribute(js)}">{ARRIVED}</a>',
        click="a",
        data=lambda js, canary: {
            "text/latex": r"$\href{javascript:window.owned=1}{x} \href{javascript:alert(1)}{y}"
            rf"\href{{data:text/html,x}}{{z}} \require{{html}} \cssId{{main}}{{q}}"
            rf"\class{{jp-Dialog}}{{u}} \style{{background:url({canary})}}{{v}}"
            r"\unicode[x;position:fixed]{x41}$"
        },
        arrives="mjx-container",
    ),
    "markdown-cell": Attack(
        lambda js, _: f"<p>{ARRIVED}</p><script>{js}</script>",
        markdown=lambda js, canary: (
            f"# {ARRIVED}\n\n<script>{js}</script>\n<img src='data:,x' onerror='{js}'>\n\n"
            f"[link](javascript:{js.replace(' ', '%20')}) <javascript:{js.replace(' ', '%20')}>\n\n"
            f"[data](data:text/html,{quote(f'<script>{js}</script>')}) ![x]({canary})\n\n"
            f"<a href='javascript:{js}'>anchor</a> $\\href{{javascript:{quote(js)}}}{{math}}$\n"
        ),
    ),
    "diagram-in-markdown": Attack(
        lambda js, _: f'<a href="javascript:{attribute(js)}">{ARRIVED}</a>',
        click="a",
        markdown=lambda js, canary: (
            f"# {ARRIVED}\n\n```mermaid\n%%{{init: {{'securityLevel': 'loose'}} }}%%\ngraph TD\n"
            f'A["<img src={canary} onerror={js}>"] --> B\nclick A href "javascript:{js}"\n```\n'
        ),
    ),
    "commands-in-attributes": Attack(
        lambda js, _: f'<button onclick="{js}">{ARRIVED}</button>',
        click="button",
        data=lambda js, _: {
            "text/html": f"<button data-commandlinker-command='notebook:delete-cell'>{ARRIVED}"
            "</button><a href='#' data-commandlinker-command='application:reset-layout'>x</a>"
        },
    ),
}


def test_the_detection_sees_what_a_script_does(stage: Stage) -> None:
    """On a page of the interview's own origin, with the interviewer's cookies."""
    page = stage.interviewer.new_tab()
    address = stage.server.url("interview/unprotected")
    body = f"<!DOCTYPE html><body><script>{stage.script('seen')}</script>"
    page.route(address, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(address, wait_until="commit")
    until(lambda: stage.traces("seen", page) == ALL, "it left all its traces")


@pytest.mark.parametrize("name", ATTACKS)
def test_it_works_where_nothing_protects(unprotected: Unprotected, name: str) -> None:
    attack = ATTACKS[name]
    body = attack.html(payload(name, unprotected.url), f"{unprotected.url}/{name}")
    unprotected.show(name, body, attack.click)
    # Nobody is there to see a dialog; that those are seen, see above.
    until(lambda: unprotected.traces(name) >= attack.shows - {"dialog"}, "it left its traces")


@pytest.mark.parametrize("name", ATTACKS)
def test_it_does_nothing_in_a_pad(stage: Stage, name: str) -> None:
    attack = ATTACKS[name]
    script, canary = stage.script(name), f"{stage.canary.url}/{name}"
    if attack.markdown is not None:
        stage.show(markdown=attack.markdown(script, canary))
        expect(stage.cells.first).to_contain_text(ARRIVED)
        if not stage.output.is_visible():
            stage.interviewer.run_cell()
    elif attack.data is not None:
        stage.show(attack.data(script, canary), **attack.metadata)
    else:
        stage.html(attack.html(script, canary), **attack.metadata)
    if attack.arrives == ARRIVED:
        expect(stage.output).to_contain_text(ARRIVED)
    else:
        expect(stage.output.locator(attack.arrives).first).to_be_visible()
    stage.provoke()
    stage.unharmed(name)
    if attack.leaves:
        stage.reopen()
