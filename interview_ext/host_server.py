"""The server that `jupyter interview` starts: a Jupyter server that runs no code itself."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import webbrowser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.application import JupyterApp
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.log import app_log, gen_log
from tornado.routing import Router
from traitlets import default
from traitlets.config import Config

from .auth.host_authorizer import HostAuthorizer
from .auth.host_policy import exists
from .auth.members import MemberIdentityProvider
from .compression import compress
from .errors import InterviewError
from .garbage import GarbageCollector
from .handlers import InterviewHandlerMixin
from .pages.environment import dress_server

if TYPE_CHECKING:
    from .app import InterviewApp

# All the server extensions that belong on the host, whatever else is installed.
EXTENSIONS = ("interview_ext", "jupyterlab")

# The largest request, in bytes: uploads into pads come through here too.
MAX_BODY = 64 * 1024 * 1024

SWITCH_INTERVAL = 0.0005
"""Seconds until a thread that computes lets the event loop go on; a tenth of Python's own."""


class NoKernels(AsyncMappingKernelManager):
    """Starts nothing: code runs in pads, in a sandbox, never on the host."""

    async def start_kernel(self, *args: Any, **kwargs: Any) -> str:  # type: ignore[override]
        raise web.HTTPError(403, "No code runs here. Open an interview to run code in it.")


class NoKernelSpecs(KernelSpecManager):
    """Offers nothing to run."""

    def find_kernel_specs(self) -> dict[str, str]:
        return {}

    def get_kernel_spec(self, kernel_name: str) -> Any:
        raise NoSuchKernel(kernel_name)

    def get_all_specs(self) -> dict[str, Any]:
        return {}


class HostServer(ServerApp):
    """Serves the members' home page and the control plane; pads are mounted beside them.

    It keeps its files in the application's data directory and takes nothing over from the
    user's own JupyterLab: no extensions, no settings, no files.
    """

    description = "The server of interviews."

    default_services = (  # type: ignore[assignment]
        "api",
        "auth",
        "config",
        "contents",
        "events",
        "kernels",
        "kernelspecs",
        "security",
        "sessions",
    )

    @default("log_level")
    def _default_log_level(self) -> int:
        return 30

    @default("identity_provider_class")
    def _default_identity_provider_class(self) -> type:
        return MemberIdentityProvider

    @default("max_body_size")
    def _default_max_body_size(self) -> int:
        return MAX_BODY

    @default("max_buffer_size")
    def _default_max_buffer_size(self) -> int:
        return MAX_BODY

    @property
    def interview(self) -> InterviewApp:
        """The application this server was started for."""
        app: InterviewApp = self.starter_app
        return app

    def settle(self, data_dir: str) -> None:
        """Keep this server's files below `data_dir`. Called when the application is linked.

        Arguments:
            data_dir: absolute; made if it is not there.
        """
        own = {name: os.path.join(data_dir, name) for name in ("home", "settings", "workspaces")}
        for directory in own.values():
            os.makedirs(directory, mode=0o700, exist_ok=True)
        config = Config()
        config.ServerApp.root_dir = own["home"]
        config.LabApp.user_settings_dir = own["settings"]
        config.LabApp.workspaces_dir = own["workspaces"]
        config.LabApp.news_url = None
        config.LabApp.extension_manager = "readonly"
        config.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
        if "log_level" not in self.config.Application:
            config.LabApp.log_level = self.log_level
        if "cookie_secret_file" not in self.config.ServerApp:
            # Members stay signed in when the server or the machine starts again.
            config.ServerApp.cookie_secret_file = os.path.join(data_dir, "cookie_secret")
        self.update_config(config)

    def find_server_extensions(self) -> None:
        """Nothing is looked for: what is on the host is known."""

    def init_server_extensions(self) -> None:
        self.jpserver_extensions = dict.fromkeys(EXTENSIONS, True)
        # Without its application this would be an ordinary server, open to every member.
        self.reraise_server_extension_failures = True
        super().init_server_extensions()

    def load_server_extensions(self) -> None:
        super().load_server_extensions()
        # Signing in and error pages look like the rest, whichever extension renders them.
        dress_server(self.web_app.settings, self.base_url)

    def init_logging(self) -> None:
        super().init_logging()
        # Jupyter Server hands tornado milliseconds as seconds; its own timer does the pinging.
        for log in (app_log, gen_log):
            log.addFilter(_not_about_ping_timeout)

    def init_configurables(self) -> None:
        # Not left to configuration files, which are meant for the user's own JupyterLab.
        self.kernel_manager_class = NoKernels
        self.kernel_spec_manager_class = NoKernelSpecs
        self.contents_manager_class = AsyncLargeFileManager
        self.authorizer_class = HostAuthorizer
        self.allow_unauthenticated_access = False
        super().init_configurables()

    def init_webapp(self) -> None:
        super().init_webapp()
        compress(self.web_app, self.base_url)

    # -- starting

    def start_app(self) -> None:
        """Begin, but say so only once the pads are open again and the port listens."""
        JupyterApp.start(self)
        if not self.allow_root and hasattr(os, "geteuid") and os.geteuid() == 0:
            self.log.critical(
                "You are root. Interviews are safer under an account of their own; "
                "to start all the same, add --allow-root."
            )
            self.exit(1)
        self.write_server_info_file()

    def _bind_http_server(self) -> None:
        self.io_loop.add_callback(self._bind_when_ready)

    async def _bind_when_ready(self) -> None:
        # Browsers that reconnect after a restart must find their pad, not a 404.
        try:
            await self.interview.ready()
        except InterviewError as error:
            self.log.critical("%s", error.message)
            self.exit(1)
        collector = GarbageCollector(lambda: self.interview.pads.presence.last_active)
        collector.start()
        # A keystroke waits at most so long for what another thread computes, such as a recording.
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._collecting = asyncio.ensure_future(collector.run())
        super()._bind_http_server()
        self.announce()

    def sign_in_address(self) -> str:
        """Where the owner signs in, with the token if it was made for this start."""
        parts = self._get_urlparts(path=url_path_join(self.base_url, "interview"))
        if self.ip in ("", "0.0.0.0", "::"):  # noqa: S104
            parts = parts._replace(netloc=f"localhost:{self.port}")
        if self.custom_display_url:
            return self.public_url
        provider = self.identity_provider
        if provider.token and provider.token_generated:
            parts = parts._replace(query=urlencode({"token": provider.token}))
        return parts.geturl()

    def announce(self) -> None:
        """Say where to sign in, and open that in a browser where there is one."""
        lines = ["", "  Interviews are ready. Sign in at", "", f"    {self.sign_in_address()}", ""]
        if self.identity_provider.token and not self.identity_provider.token_generated:
            lines += ["  with the token that you configured.", ""]
        lines += ["  Keep this address to yourself. Control-C stops the server.", ""]
        print("\n".join(lines), flush=True)
        if self.open_browser and not self.sock:
            self.launch_browser()

    def launch_browser(self) -> None:
        """Open the sign-in address, but in no browser that would take over the terminal."""
        graphical = self.browser or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if os.name == "posix" and os.uname().sysname != "Darwin" and not graphical:
            return
        try:
            browser = webbrowser.get(self.browser or None)
        except webbrowser.Error:
            return
        address = self.sign_in_address()
        if self.identity_provider.token and "token=" not in address:
            address += "?" + urlencode({"token": self.identity_provider.token})
        self.io_loop.run_in_executor(None, browser.open, address)


def _not_about_ping_timeout(record: logging.LogRecord) -> bool:
    return "websocket_ping_timeout" not in str(record.msg)


class HostGate(Router):
    """Stands before the host's handlers: what the policy does not list does not exist.

    JupyterLab brings handlers that build it, install extensions and more, guarded by nothing
    but a sign-in. They are not reached from here.
    """

    def __init__(self, application: web.Application, base_url: str) -> None:
        self._application = application
        self._base_url = base_url

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        status = 404
        if request.path.startswith(self._base_url):
            path = request.path[len(self._base_url) :]
            verdict = exists(request.method or "", path)
            if verdict == "yes":
                return None
            status = 404 if verdict == "no" else 405
            if path.startswith(("interview/api", "api", "lab/api")):
                return self._application.get_handler_delegate(
                    request, NothingHereAPI, {"status": status}
                )
        return self._application.get_handler_delegate(request, NothingHere, {"status": status})


class _NothingHereMixin:
    def initialize(self, status: int) -> None:
        self._status = status

    async def prepare(self) -> None:
        await super().prepare()  # type: ignore[misc]
        raise web.HTTPError(self._status)

    @allow_unauthenticated
    def get(self) -> None:
        """Never reached: `prepare` refuses."""

    head = post = put = patch = delete = options = get


class NothingHere(_NothingHereMixin, JupyterHandler):  # type: ignore[misc]
    """Answers for a page that the host does not have."""


class NothingHereAPI(  # type: ignore[misc]
    _NothingHereMixin, InterviewHandlerMixin, APIHandler
):
    """Answers for a REST address that the host does not have."""
