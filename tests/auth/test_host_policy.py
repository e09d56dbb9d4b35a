"""The host serves what its policy lists, and nothing else."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import interview_ext
from interview_ext.auth.host_policy import GRANTS, allowed, exists

PURE = [
    "text", "pads.life", "pads.pad", "waiting.admission", "auth.host_policy", "auth.participant",
]  # fmt: skip


@pytest.mark.parametrize("module", PURE)
def test_what_is_pure_imports_nothing_impure(module):
    path = Path(interview_ext.__file__).parent / f"{module.replace('.', '/')}.py"
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            assert node.module in ("errors", "text", "participant", "life"), node.module
    assert imported <= set(sys.stdlib_module_names)


def test_unknown_roles_resources_and_actions_are_refused():
    assert allowed("interviewer", "interview:pads", "write")
    for asked in [
        ("candidate", "interview:pads", "read"),
        ("", "interview:pads", "read"),
        ("interviewer", "terminals", "read"),
        ("admin", "kernels", "write"),
        ("admin", "kernels", "execute"),
        ("admin", "contents", "write"),
        ("admin", "interview:pads", "execute"),
    ]:
        assert not allowed(*asked), asked
    assert set(GRANTS) == {"admin", "interviewer", "reviewer"}


NOTHING_THERE = [
    "lab/api/build", "lab/api/extensions", "lab/api/plugins", "lab/api/licenses/",
    "lab/api/listings/x", "lab/api/news", "lab/api/update", "api/terminals", "api/shutdown",
    "api/nbconvert", "files/x", "view/x", "terminals/1", "nbconvert/html/x", "metrics",
    "edit/x", "notebooks/x", "tree", "custom/custom.css", "api/kernels/x/channels",
    "api/kernels/x", "api/sessions/x", "api/spec.yaml", "kernelspecs/python3/logo.png",
]  # fmt: skip


async def test_what_is_not_listed_does_not_exist_for_anybody(host):
    member, stranger = await host.member(), await host.stranger()
    for path in NOTHING_THERE:
        for browser in (member, stranger):
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                response = await browser.fetch(method, f"/{path}")
                assert response.code in (404, 405), (method, path)
        assert exists("GET", path) == "no"


async def test_no_code_runs_on_the_host(host):
    member = await host.member()
    for method, path in [
        ("POST", "/api/kernels"),
        ("POST", "/api/sessions"),
        ("PUT", "/api/contents/x.ipynb"),
        ("POST", "/api/contents"),
        ("DELETE", "/api/contents/x"),
    ]:
        assert (await member.fetch(method, path, {})).code == 405, path
    specs = await member.fetch("GET", "/api/kernelspecs")
    assert specs.code == 200
    assert b'"kernelspecs": {}' in specs.body
    with pytest.raises(Exception, match="No code runs here"):
        await host.server.kernel_manager.start_kernel()


async def test_strangers_see_only_what_is_public(host):
    """Every listed path, asked for without signing in."""
    pad = await host.new_pad()
    stranger = await host.stranger()
    public = {
        "login": 200,
        "interview/api/openapi.yaml": 200,
        f"interview/pads/{pad['id']}": 200,
        f"interview/api/pads/{pad['id']}/knock": 200,
        # To where one signs in.
        "": 302, "lab": 302, "interview": 302, "lab/tree/x": 302,
    }  # fmt: skip
    for path, status in public.items():
        response = await stranger.fetch("GET", f"/{path}")
        assert response.code == status, path
        if status == 302:
            assert "/login" in response.headers["Location"] or path == ""
    for path in [
        "api/me", "api/status", "api/kernelspecs", "api/kernels", "api/sessions", "api/contents",
        "api/config/notebook", "api/events/subscribe", "lab/api/settings", "lab/api/workspaces",
        "interview/api/me", "interview/api/languages", "interview/api/pads", "interview/api/events",
        f"interview/api/pads/{pad['id']}", f"interview/api/pads/{pad['id']}/admissions",
        f"interview/pads/{pad['id']}/lab", f"interview/pads/{pad['id']}/api/contents",
    ]:  # fmt: skip
        response = await stranger.fetch("GET", f"/{path}")
        assert response.code in (302, 403), (path, response.code)


async def test_files_and_settings_of_the_owners_own_jupyterlab_are_not_used(host):
    data = host.directory / "interview"
    assert host.server.root_dir == str(data / "home")
    lab = host.server.extension_manager.extension_points["lab"].app
    assert lab.user_settings_dir == str(data / "settings")
    assert lab.workspaces_dir == str(data / "workspaces")
    assert host.server.cookie_secret_file == str(data / "cookie_secret")
    assert set(host.server.extension_manager.extensions) == {"interview_ext", "jupyterlab"}
    for directory in (data / "home", data / "settings"):
        assert directory.stat().st_mode & 0o077 == 0
