"""What a screen reader or a keyboard would trip over."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")


def violations(page: Page, *, within: str | None = None) -> list[str]:
    """Return the serious and critical findings of axe-core, one line each.

    `within` is a CSS selector: JupyterLab's own widgets have findings that are not ours to mend, so
    a check of a page made of them names the part that is.
    """
    results = Axe().run(page, context=within)
    return [
        f"{finding['id']} ({finding['impact']}): {finding['help']}; {node['html'][:160]}"
        for finding in results.response["violations"]
        if finding["impact"] in SERIOUS
        for node in finding["nodes"]
    ]
