"""The JupyterLab page of an interview: calm, the same every time, and with no word too many.

`LabHandler` fills one page configuration that all requests share. The hook of this module
gives each request a copy: which page it is, what the person may do there, which plugins are
left out (listed with their reasons in `lab_plugins.toml`), and nothing about the machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join

from .pages.assets import asset_url

Mode = Literal["home", "pad", "playback"]

LAB_PAGE_SETTING = "interview_lab_page"
"""The tornado setting that holds what describes the page of a request."""


@dataclass(frozen=True)
class LabPage:
    """Which page a request gets.

    Arguments:
        mode: "home" for the Pads page, "pad" for the inside of a pad, "playback" for what
            members see of a pad that has ended.
        pad_id: the pad's id; empty on the Pads page.
        address: where the pad's one address is, for when the page has to be left.
        role: the participant's role in the pad; empty on the Pads page.
        read_only: whether nothing in the pad can be changed or run from this page.
        host_url: where the host is, for the pages of members; empty on those of others.
        handed_in: whether it is the work of a take-home, which is reviewed.
        static_server: base URL of the server that hands out JupyterLab's own files; one for all
            pads lets a browser keep them from one pad to the next. Empty: the page's own server.
    """

    mode: Mode
    pad_id: str = ""
    address: str = ""
    role: str = ""
    read_only: bool = False
    static_server: str = ""
    host_url: str = ""
    handed_in: bool = False


def lab_page_settings(describe: Callable[[JupyterHandler], LabPage]) -> dict[str, Any]:
    """The tornado settings that turn a server's JupyterLab into an interview's page.

    Called where a pad's server and the host's application are put together.

    Arguments:
        describe: says for a request, whose `current_user` is known, which page it gets.
    """
    return {"page_config_hook": page_config_hook, LAB_PAGE_SETTING: describe}


def page_config_hook(handler: JupyterHandler, page_config: dict[str, Any]) -> dict[str, Any]:
    """The page configuration for one request. Called by JupyterLab's page handler.

    The configuration given is shared by all requests and stays as it is. Where the server's
    settings say nothing of an interview, the copy is an ordinary JupyterLab's.
    """
    config = deepcopy(page_config)
    describe = handler.settings.get(LAB_PAGE_SETTING)
    if describe is None:
        return config
    page: LabPage = describe(handler)
    if page.mode != "home":
        config = {key: value for key, value in config.items() if key in _PAD_KEYS}
    for key in config:
        if key.endswith(("Dir", "Path")) and key != "treePath":
            config[key] = [] if isinstance(config[key], list) else ""
    config.pop("extensionManager", None)
    config.update(_QUIET)
    config["preferredPath"] = "/"
    config["interviewMode"] = page.mode
    config["interviewRole"] = page.role
    config["interviewPadId"] = page.pad_id
    config["interviewAddress"] = page.address
    config["interviewHostUrl"] = page.host_url
    config["interviewOutputFrame"] = asset_url(page.static_server, "output.html")
    config["interviewHandedIn"] = "true" if page.handed_in else "false"
    config["interviewReadOnly"] = "true" if page.read_only else "false"
    if page.static_server:
        config["fullStaticUrl"] = url_path_join(page.static_server, "static/lab")
        config["fullLabextensionsUrl"] = url_path_join(page.static_server, "lab/extensions")
    config["federated_extensions"] = [
        extension
        for extension in config.get("federated_extensions", ())
        if extension["name"] in _plugins()["federated_extensions"]
    ]
    config["disabledExtensions"] = disabled_extensions(page.mode, config.get("disabledExtensions"))
    return config


def disabled_extensions(
    mode: Mode, already: list[str] | dict[str, bool] | None = None
) -> list[str]:
    """The plugins and packages that a page goes without, sorted.

    Arguments:
        mode: which page.
        already: what the administrator or other extensions have disabled.
    """
    if isinstance(already, dict):
        already = [name for name, off in already.items() if off]
    disabled = set(already or ())
    for group in _plugins()["off"]:
        if mode in group["pages"]:
            disabled.update(group["plugins"])
    return sorted(disabled)


@cache
def _plugins() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("lab_plugins.toml").read_text("utf-8"))


# All that a pad's page needs to know of its server. What a later version adds, or another
# extension puts in, does not reach a candidate's browser by accident.
_PAD_KEYS = frozenset(
    {
        "appName",
        "appNamespace",
        "appUrl",
        "appVersion",
        "baseUrl",
        "cacheFiles",
        "disabledExtensions",
        "federated_extensions",
        "fullAppUrl",
        "fullLabextensionsUrl",
        "fullListingsUrl",
        "fullSettingsUrl",
        "fullStaticUrl",
        "fullThemesUrl",
        "fullTranslationsApiUrl",
        "fullTreeUrl",
        "fullWorkspacesApiUrl",
        "ignorePlugins",
        "labextensionsUrl",
        "listingsUrl",
        "notebookVersion",
        "settingsUrl",
        "store_id",
        "themesUrl",
        "translationsApiUrl",
        "treeUrl",
        "workspacesApiUrl",
        "wsUrl",
    }
)

# Said on every page, whatever the server was started with.
_QUIET: dict[str, Any] = {
    "allow_hidden_files": False,
    "buildAvailable": False,
    "buildCheck": False,
    "devMode": False,
    "disableRTC": False,
    "exposeAppInBrowser": False,
    "fullMathjaxUrl": "",
    "mathjaxConfig": "",
    "news": {"disabled": True},
    "notebookStartsKernel": False,
    "quitButton": False,
    "rootUri": "",
    "serverRoot": "",
    "serverSideExecution": False,
    "terminalsAvailable": False,
    "token": "",
    "virtualDocumentsUri": "",
}
