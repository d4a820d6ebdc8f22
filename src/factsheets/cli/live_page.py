"""A web page on this machine that loads itself again when what it shows has changed."""

from __future__ import annotations

import html
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from factsheets.problems import FactsheetsError

# The page asks for its version again and again; an error page does so too, and so recovers.
_RELOAD = """
<script>
setInterval(async () => {
  const answer = await fetch("/version").catch(() => null);
  if (answer && await answer.text() !== "VERSION") location.reload();
}, 300);
</script>
"""
_ERROR_PAGE = """<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>A problem</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 48rem; }</style>
</head><body><main><h1>The sheet cannot be made</h1><ul>PROBLEMS</ul>
<p>This page shows the sheet as soon as that is corrected.</p></main></body></html>"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *which: Any) -> None:
        """Say nothing about a browser that goes away before it has its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*which)


class LivePage:
    """A web page on this machine that loads itself again when it is told of a change.

    Serves what ``render`` gives for a file's name, ``name`` first, at ``address`` until it is
    closed; on 127.0.0.1 only, and for no other host name. ``render`` raises FactsheetsError where
    a file cannot be made, which the page then shows, and LookupError where there is no such file.
    """

    def __init__(self, name: str, render: Callable[[str], bytes]) -> None:
        self.version = 0
        self._server = _Server(("127.0.0.1", 0), self._handler(render))
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}/{name}"
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

    def changed(self) -> None:
        """Make the page in the browser load again."""
        self.version += 1

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, render: Callable[[str], bytes]) -> type[BaseHTTPRequestHandler]:
        live = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                port = live.port
                if self.headers.get("Host") not in (f"127.0.0.1:{port}", f"localhost:{port}"):
                    self.send_error(HTTPStatus.FORBIDDEN)
                elif self.path == "/version":
                    self.answer("text/plain", str(live.version).encode())
                else:
                    self.answer_with_file(self.path.removeprefix("/"))

            def answer_with_file(self, name: str) -> None:
                reload = _RELOAD.replace("VERSION", str(live.version)).encode()
                try:
                    content = render(name)
                except LookupError:
                    self.send_error(HTTPStatus.NOT_FOUND)
                except FactsheetsError as error:
                    items = "".join(f"<li>{html.escape(str(each))}" for each in error.problems)
                    page = _ERROR_PAGE.replace("PROBLEMS", items).encode()
                    self.answer("text/html; charset=utf-8", page + reload)
                else:
                    kinds = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
                    kind = kinds.get(name.rpartition(".")[2], "text/plain; charset=utf-8")
                    if kind.startswith("text/html"):
                        content += reload
                    self.answer(kind, content)

            def answer(self, kind: str, content: bytes) -> None:
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the terminal is for problems."""

        return Handler
