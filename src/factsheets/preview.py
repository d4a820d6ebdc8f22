"""One state's sheet while somebody edits it: always made from the files as they are now."""

from __future__ import annotations

import html
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from factsheets.dataset import load
from factsheets.formats import Format, file_name, render
from factsheets.problems import FactsheetsError
from factsheets.templates import Templates
from factsheets.wording import Sheet, Wording


@dataclass(frozen=True)
class Preview:
    """The sheet of ``state`` from the file ``data`` and the folder ``templates``."""

    state: str
    data: Path
    templates: Path | None = None
    house_style: bool = False

    def sheet(self) -> Sheet:
        """The sheet. Raises FactsheetsError with what is wrong with the state or the wording."""
        dataset = load(self.data)
        if problems := [each for each in dataset.problems if each.state == self.state]:
            raise FactsheetsError(problems)
        wording = Wording(Templates.find(self.templates))
        return wording.compose(dataset, self.state, house_style=self.house_style)

    def content(self, kind: Format) -> bytes:
        """The sheet as the bytes of a file. Raises FactsheetsError as ``sheet`` does."""
        return render(self.sheet(), kind, Templates.find(self.templates))

    def file(self, name: str) -> bytes:
        """The sheet as the file ``name``, such as ``wyoming.pdf``; LookupError for another name."""
        for kind in Format:
            if name == file_name(self.state, kind):
                return self.content(kind)
        raise LookupError(name)

    def changes(self) -> Iterator[None]:
        """Now, and again whenever the data or a template changes, until Ctrl-C."""
        from watchfiles import watch  # noqa: PLC0415 - for --watch only

        data = self.data.resolve()
        folders = [each.resolve() for each in Templates.find(self.templates).folders]
        places = [each for each in (data.parent, *folders) if each.is_dir()]

        def is_ours(_: object, changed: str) -> bool:
            path = Path(changed)
            return path.resolve() == data or any(map(path.is_relative_to, folders))

        yield
        with suppress(KeyboardInterrupt):
            for _ in watch(*places, watch_filter=is_ours):
                yield


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
<p>This page shows the sheet as soon as that is mended.</p></main></body></html>"""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *which: Any) -> None:
        """Say nothing of a browser that goes away before it has its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*which)


class LivePage:
    """A web page on this machine that loads itself anew when it is told of a change.

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
                    self.answer(kind, content + reload * kind.startswith("text/html"))

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
