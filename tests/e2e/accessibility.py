"""What a screen reader or a keyboard would trip over."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

SERIOUS = ("serious", "critical")

# As many controls as one page has before the one that is looked for.
MOST_TABS = 150

# Whether one sees where the focus is: at the control, or at what frames it.
SEES_FOCUS = """node => {
  if (!node.matches(':focus-visible')) {
    return false;
  }
  for (let each = node, up = 0; each && up < 3; each = each.parentElement, up++) {
    const { boxShadow, outlineStyle, outlineWidth } = getComputedStyle(each);
    if (boxShadow !== 'none' || (outlineStyle !== 'none' && outlineWidth !== '0px')) {
      return true;
    }
  }
  return false;
}"""


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


def looks_accessible(page: Page, within: str) -> None:
    """Nothing serious for axe-core in light and in dark, as the page's buttons choose it."""
    body = page.locator("body")
    assert violations(page, within=within) == []
    page.get_by_role("button", name="Dark theme").click()
    expect(body).to_have_attribute("data-jp-theme-light", "false")
    assert violations(page, within=within) == []
    page.get_by_role("button", name="Light theme").click()
    expect(body).to_have_attribute("data-jp-theme-light", "true")


def tab_to(target: Locator, key: str = "Tab") -> None:
    """Go to a control with the Tab key alone, and see that one is there.

    Arguments:
        key: `Shift+Tab` to go back.
    """
    for _ in range(MOST_TABS):
        target.page.keyboard.press(key)
        if target.evaluate("node => node === document.activeElement"):
            break
    expect(target).to_be_focused()
    assert target.evaluate(SEES_FOCUS), "nobody sees that the focus is there"
