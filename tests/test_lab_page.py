"""The page configuration of an interview's JupyterLab."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jupyterlab
import pytest
from jupyter_core.paths import jupyter_path

from interview_ext.lab_page import (
    LabPage,
    disabled_extensions,
    lab_page_settings,
    page_config_hook,
)

SHARED: dict[str, Any] = {
    "appName": "JupyterLab",
    "appSettingsDir": "/srv/secret/lab/settings",
    "baseUrl": "/interview/pads/abc/",
    "buildCheck": True,
    "devMode": True,
    "disabledExtensions": ["@jupyterlab/notebook-extension:cell-executor"],
    "exposeAppInBrowser": True,
    "extensionManager": {"install_path": "/srv/secret/venv"},
    "federated_extensions": [
        {"name": "interview-labextension", "load": "a.js"},
        {"name": "@jupyter/docprovider-extension", "load": "b.js"},
        {"name": "somebody-elses-assistant", "load": "c.js"},
    ],
    "fullMathjaxUrl": "https://cdn.example.org/mathjax.js",
    "labextensionsPath": ["/srv/secret/share/jupyter/labextensions"],
    "news": {"disabled": False},
    "preferredPath": "/srv/secret/root",
    "rootUri": "file:///srv/secret/root",
    "serverRoot": "/srv/secret/root",
    "somethingNew": "/srv/secret/new",
    "terminalsAvailable": True,
    "token": "very-secret",
    "userSettingsDir": "/srv/secret/settings",
    "virtualDocumentsUri": "file:///srv/secret/root/.virtual_documents",
    "workspacesDir": "/srv/secret/workspaces",
}

PAD = LabPage("pad", "abc", "/interview/pads/abc", "candidate", read_only=True)
HOME = LabPage("home")
PLAYBACK = LabPage("playback", "abc", "/interview/pads/abc", "observer", read_only=True)


def config_for(page: LabPage, shared: dict[str, Any] = SHARED) -> dict[str, Any]:
    handler: Any = SimpleNamespace(settings=lab_page_settings(lambda _handler: page))
    return page_config_hook(handler, shared)


def test_says_which_page_it_is_and_what_the_person_may_do_there() -> None:
    config = config_for(PAD)
    assert config["interviewMode"] == "pad"
    assert config["interviewPadId"] == "abc"
    assert config["interviewAddress"] == "/interview/pads/abc"
    assert config["interviewRole"] == "candidate"
    assert config["interviewReadOnly"] == "true"
    assert config_for(HOME)["interviewMode"] == "home"
    assert config_for(HOME)["interviewReadOnly"] == "false"


@pytest.mark.parametrize("page", [PAD, HOME, PLAYBACK])
def test_the_configuration_that_all_requests_share_stays_as_it_is(page: LabPage) -> None:
    shared = deepcopy(SHARED)
    config = config_for(page, shared)
    config["federated_extensions"][0]["name"] = "changed"
    assert shared == SHARED


def test_an_ordinary_jupyterlab_is_left_alone() -> None:
    handler: Any = SimpleNamespace(settings={})
    assert page_config_hook(handler, SHARED) == SHARED


@pytest.mark.parametrize("page", [PAD, PLAYBACK])
def test_a_pads_page_says_nothing_of_the_machine_and_asks_nobody_else(page: LabPage) -> None:
    text = json.dumps(config_for(page))
    assert "/srv/secret" not in text
    assert "very-secret" not in text
    assert "https://" not in text


def test_the_interviews_page_names_no_directory_token_or_other_server() -> None:
    config = config_for(HOME)
    left = {key for key, value in config.items() if "/srv/secret" in json.dumps(value)}
    assert left == {"somethingNew"}
    assert config["token"] == ""
    assert config["fullMathjaxUrl"] == ""


@pytest.mark.parametrize("page", [PAD, HOME, PLAYBACK])
def test_only_the_extensions_of_an_interview_load(page: LabPage) -> None:
    names = [extension["name"] for extension in config_for(page)["federated_extensions"]]
    assert names == ["interview-labextension", "@jupyter/docprovider-extension"]


def test_what_an_administrator_disabled_stays_disabled() -> None:
    for already in (["theirs:plugin"], {"theirs:plugin": True, "not:this": False}):
        disabled = disabled_extensions("pad", already)
        assert "theirs:plugin" in disabled
        assert "not:this" not in disabled


def test_nothing_that_connects_to_a_live_document_is_on_the_page_of_playback() -> None:
    disabled = disabled_extensions("playback")
    assert "@jupyter/docprovider-extension" in disabled
    assert "@jupyter/collaboration-extension" in disabled
    assert "@jupyterlab/docmanager-extension" in disabled


@pytest.mark.parametrize("mode", ["pad", "home", "playback"])
def test_every_plugin_left_out_exists(mode: Any) -> None:
    """A renamed plugin would come back unseen; this makes an upgrade say so."""
    static = Path(jupyterlab.__file__).parent / "static"
    folders = [static, *(Path(path) / "lab" / "static" for path in jupyter_path())]
    folders += [Path(path) / "labextensions" / "@jupyter" for path in jupyter_path()]
    code = "".join(file.read_text("utf-8") for folder in folders for file in folder.rglob("*.js"))
    unknown = [
        name
        for name in disabled_extensions(mode)
        if f'"{name}"' not in code
        and f"'{name}'" not in code
        and (":" in name or f"{name}:" not in code)
    ]
    assert unknown == []
