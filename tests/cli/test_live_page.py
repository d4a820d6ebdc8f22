"""The live page: on this machine only, and always as the files are now."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from factsheets.cli.live_page import LivePage
from factsheets.problems import FactsheetsError, Problem

PATIENCE = 30.0  # seconds, for what takes one

Answer = tuple[int, str, str]
Serve = Callable[[Callable[[str], bytes]], LivePage]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that serves what its argument makes, as a live page."""
    pages: list[LivePage] = []

    def serve_it(render: Callable[[str], bytes]) -> LivePage:
        pages.append(LivePage("wyoming.html", render))
        return pages[-1]

    yield serve_it
    for page in pages:
        page.close()


def get(page: LivePage, path: str = "/wyoming.html", host: str = "") -> Answer:
    """The status, the type and the content that the page answers with."""
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{page.port}"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type", ""), answer.read().decode()
    finally:
        connection.close()


def asked_for(name: str) -> bytes:
    return f"<p>{name}</p>".encode()


def not_here(name: str) -> bytes:
    raise LookupError(name)


def broken(name: str) -> bytes:
    raise FactsheetsError(
        [
            Problem("data.yaml", 3, what="<script>alert(1)</script> is not a whole number."),
            Problem("factsheet.md.j2", 7, what="There is no figure “line”."),
        ]
    )


def test_a_live_page_is_what_was_made_and_loads_itself_anew(serve: Serve) -> None:
    page = serve(asked_for)

    status, kind, content = get(page)

    assert page.address == f"http://127.0.0.1:{page.port}/wyoming.html"
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert content.startswith("<p>wyoming.html</p>")
    assert "location.reload()" in content


@pytest.mark.parametrize(
    ("name", "kind"),
    [("wyoming.pdf", "application/pdf"), ("wyoming.txt", "text/plain; charset=utf-8")],
)
def test_a_file_beside_the_live_page_is_as_it_is(serve: Serve, name: str, kind: str) -> None:
    assert get(serve(asked_for), f"/{name}") == (200, kind, f"<p>{name}</p>")


def test_the_version_of_a_live_page_is_another_after_each_change(serve: Serve) -> None:
    page = serve(asked_for)
    versions = []
    for _ in range(3):
        version = get(page, "/version")[2]
        versions.append(version)
        assert f'"{version}"' in get(page)[2]
        page.changed()

    assert len(set(versions)) == 3


def test_a_live_page_shows_every_problem_as_text_and_waits_for_its_end(serve: Serve) -> None:
    status, kind, content = get(serve(broken))

    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert "<h1>The sheet cannot be made</h1>" in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; is not a whole number." in content
    assert "alert(1)</script>" not in content
    assert "There is no figure “line”." in content
    assert "location.reload()" in content


def test_a_live_page_knows_no_other_file(serve: Serve) -> None:
    assert get(serve(not_here), "/other.html")[0] == 404


@pytest.mark.parametrize("host", ["factsheets.example", "factsheets.example:80", "127.0.0.1"])
@pytest.mark.parametrize("path", ["/wyoming.html", "/version"])
def test_a_live_page_refuses_another_host_name(serve: Serve, host: str, path: str) -> None:
    status, _, content = get(serve(asked_for), path, host)

    assert status == 403
    assert "wyoming" not in content


def test_a_live_page_answers_to_localhost(serve: Serve) -> None:
    page = serve(asked_for)

    assert get(page, host=f"localhost:{page.port}")[0] == 200


def test_a_live_page_is_gone_when_it_is_closed() -> None:
    page = LivePage("wyoming.html", asked_for)
    assert get(page)[0] == 200

    page.close()

    with pytest.raises(ConnectionRefusedError):
        get(page)


def test_a_live_page_is_not_for_other_machines(serve: Serve) -> None:
    page = serve(asked_for)
    elsewhere = http.client.HTTPConnection("127.0.0.2", page.port, timeout=PATIENCE)

    with pytest.raises(OSError, match=r"refused|assign|unreachable"):
        elsewhere.request("GET", "/wyoming.html")


def test_a_live_page_says_nothing_in_the_terminal(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    page = serve(asked_for)

    get(page)
    get(page, host="factsheets.example")

    assert capfd.readouterr() == ("", "")


def test_a_live_page_says_nothing_of_a_browser_that_goes_away(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    goes, threads = threading.Event(), []

    def large_file_for_nobody(name: str) -> bytes:
        threads.append(threading.current_thread())
        goes.wait(PATIENCE)
        return b"-" * 50_000_000

    page = serve(large_file_for_nobody)
    with socket.create_connection(("127.0.0.1", page.port), timeout=PATIENCE) as browser:
        browser.sendall(f"GET /a HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\n\r\n".encode())
        end = time.monotonic() + PATIENCE
        while not threads and time.monotonic() < end:
            time.sleep(0.01)
    goes.set()

    threads[0].join(PATIENCE)

    assert not threads[0].is_alive()
    assert capfd.readouterr() == ("", "")


def test_a_live_page_says_what_goes_wrong_in_the_program_itself(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    def divide(name: str) -> bytes:
        return b"-" * (1 // 0)

    page = serve(divide)

    with pytest.raises(http.client.RemoteDisconnected):
        get(page)

    assert "ZeroDivisionError" in capfd.readouterr().err
