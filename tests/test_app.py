"""The command line, the wiring, and starting badly."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from traitlets import TraitError

from interview_ext.app import InterviewApp
from interview_ext.host_server import HostServer

from .hosts import TOKEN, Browser

COMMAND = [str(Path(sys.executable).with_name("jupyter-interview"))]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def shown(capsys, argument: str) -> str:
    with pytest.raises(SystemExit) as end:
        InterviewApp.launch_instance([argument])
    assert end.value.code in (0, None)
    return capsys.readouterr().out


def test_help_documents_every_trait(own_jupyter_dirs, capsys):
    everything = shown(capsys, "--help-all")
    for name, trait in InterviewApp.class_own_traits(config=True).items():
        assert f"--InterviewApp.{name}=" in everything, name
        assert len(trait.help) > 30, name
    for trait in ("ServerApp.port", "PadManager.idle_after", "MemberIdentityProvider.token"):
        assert f"--{trait}=" in everything, trait
    assert "--no-browser" in shown(capsys, "--help")
    # Subcommands are typed as the application is.
    assert "`jupyter interview cmd [args]`" in everything


def test_version(own_jupyter_dirs, capsys):
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", shown(capsys, "--version").strip())


def test_a_database_that_cannot_be_opened_is_said_in_words(own_jupyter_dirs, tmp_path):
    (tmp_path / "file").write_text("in the way")
    failed = run(
        "--allow-root", "--no-browser", "--port=0",
        f"--InterviewApp.data_dir={tmp_path / 'data'}",
        f"--InterviewApp.db_url=sqlite:///{tmp_path / 'file' / 'interview.db'}",
    )  # fmt: skip
    assert failed.returncode == 1
    assert "database cannot be reached" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert "Sign in at" not in failed.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="not root")
def test_root_is_warned(own_jupyter_dirs, tmp_path):
    refused = run("--no-browser", f"--InterviewApp.data_dir={tmp_path / 'data'}")
    assert refused.returncode == 1
    assert "--allow-root" in refused.stderr


def test_a_trait_that_makes_no_sense_is_refused(own_jupyter_dirs, tmp_path):
    refused = run(
        "--InterviewApp.max_candidates=0", "--allow-root", "--no-browser",
        f"--InterviewApp.data_dir={tmp_path / 'data'}",
    )  # fmt: skip
    assert refused.returncode != 0
    assert "max_candidates" in refused.stderr
    assert "Sign in at" not in refused.stdout


def test_a_public_address_is_a_whole_address():
    with pytest.raises(TraitError, match="http"):
        InterviewApp(public_url="example.org")


async def test_the_one_address_signs_in_and_leads_home(make_host, capsys):
    host = await make_host(owner_name="Ada")
    provider = host.server.identity_provider
    host.server.open_browser = False
    host.server.announce()
    said = capsys.readouterr().out
    assert len(re.findall(r"https?://", said)) == 1
    assert TOKEN not in said
    assert "the token that you configured" in said
    provider.token_generated = True
    host.server.announce()
    (address,) = re.findall(r"https?://\S+", capsys.readouterr().out)
    browser = Browser(host)
    path = re.sub(r"https?://[^/]+", "", address)
    response = await browser.fetch("GET", path)
    assert (response.code, response.headers["Location"]) == (302, "/lab")
    assert (await browser.fetch("GET", "/lab")).code == 200
    assert (await browser.ok("GET", "me"))["name"] == "Ada"


async def test_nobody_gets_in_with_a_wrong_token(host):
    browser = Browser(host)
    assert "/login" in (await browser.fetch("GET", "/interview?token=x")).headers["Location"]
    answer = await browser.api("GET", "me", headers={"Authorization": f"token {TOKEN}x"})
    assert answer.status == 403


async def test_a_locked_database_is_said_in_words_and_passes(host, monkeypatch):
    member = await host.member()
    await member.ok("GET", "me")
    monkeypatch.setattr("interview_ext.db.engine.BUSY_TIMEOUT", 50)
    await host.app.database.close()
    await host.app.questions.examples_are_there()  # who writes now would be waited for
    path = host.app.database.url.database
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # In a thread, so that who writes meanwhile comes to an end.
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    answer = await member.api("POST", "pads", {"title": "Backend"})
    assert (answer.status, answer.body["reason"]) == (503, "unavailable")
    assert "Nothing was changed" in answer.body["message"]
    other.execute("ROLLBACK")
    other.close()
    assert (await member.api("POST", "pads", {"title": "Backend"})).status == 201


async def test_errors_of_the_api_are_json_for_unknown_addresses(host):
    stranger = await host.stranger()
    for path in ("/interview/api/nothing", "/api/nothing", "/lab/api/build"):
        response = await stranger.fetch("GET", path)
        assert response.code == 404
        assert set(json.loads(response.body)) == {"message", "reason"}


def test_the_host_is_a_server_of_its_own():
    assert HostServer.__mro__[1].__name__ == "ServerApp"
    assert not {"terminals", "nbconvert", "shutdown", "files", "view"} & set(
        HostServer.default_services
    )
