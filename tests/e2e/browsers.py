"""Which browser the tests drive.

`python -m tests.e2e.browsers` prints its path, or says what is missing and exits with 1; the
Makefile uses that to install one.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Playwright,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No sandbox: tests are run as root in containers, where Chromium refuses to start with one. The
# rest keeps the browser from talking to anybody but the server under test.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features="
    + ",".join(
        (
            # The attacks' pages call a server of the attacker's, which is on this machine too.
            "LocalNetworkAccessChecks",
            # Pages of the browser's own below its address bar, which nobody sees here: each tab
            # loads them anew, which takes a second of the processor.
            "WebUIOmniboxPopup",
            "WebUIOmniboxAimPopup",
            "WebUIOmniboxFullPopup",
        )
    ),
]


def find(chromium: BrowserType) -> str | None:
    """Return the path of a Chromium to drive, or None.

    `INTERVIEW_BROWSER` wins; then one installed on this machine; then Playwright's own download.
    """
    if chosen := os.environ.get("INTERVIEW_BROWSER"):
        return chosen
    for name in NAMES:
        if path := shutil.which(name):
            return path
    own = chromium.executable_path
    return own if Path(own).exists() else None


def launch(playwright: Playwright) -> Browser:
    """Start the browser, without windows unless `INTERVIEW_HEADED` is set."""
    path = find(playwright.chromium)
    if path is None:
        raise RuntimeError("There is no Chromium on this machine: `make test` installs one.")
    headed = bool(os.environ.get("INTERVIEW_HEADED"))
    return playwright.chromium.launch(executable_path=path, headless=not headed, args=ARGUMENTS)


class Profiles:
    """Browser contexts for one person after the other.

    What the browser has read and compiled of JupyterLab stays, as it does in a browser that comes
    back; a new context spends most of a test's time on that. Nothing stays that a page can see:
    no cookie, no storage, no permission, no tab.
    """

    # https://chromedevtools.github.io/devtools-protocol/tot/Storage/#type-StorageType
    _STORAGE = "cookies,file_systems,indexeddb,local_storage,service_workers,cache_storage"

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}
        self._kinds: dict[BrowserContext, str] = {}

    def take(self, **options: Any) -> BrowserContext:
        """A context with these options that nobody has."""
        kind = repr(sorted(options.items()))
        if free := self._free.get(kind):
            return free.pop()
        context = self._browser.new_context(**options)
        self._kinds[context] = kind
        return context

    def give_back(self, context: BrowserContext) -> None:
        """Make a context as good as new, for the next person."""
        for page in context.pages:
            page.close()
        context.set_offline(False)
        context.clear_permissions()
        context.clear_cookies()
        page = context.new_page()
        context.new_cdp_session(page).send(
            "Storage.clearDataForOrigin", {"origin": "*", "storageTypes": self._STORAGE}
        )
        page.close()
        self._free.setdefault(self._kinds[context], []).append(context)


def main() -> int:
    """Print the browser's path for the Makefile."""
    with sync_playwright() as playwright:
        path = find(playwright.chromium)
    if path is None:
        print(f"No browser found; looked for {', '.join(NAMES)}.", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
