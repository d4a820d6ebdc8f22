"""The two streams: results go to standard output, messages to standard error."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import typer

from factsheets.problems import printable

if TYPE_CHECKING:
    from rich.console import Console

_SOON = 2.0  # seconds, in which an opener says that it cannot


def print_result(result: object) -> None:
    """Print what the command was asked for, to standard output."""
    typer.echo(printable(str(result)))


def print_message(message: object) -> None:
    """Print what a person should know besides, to standard error."""
    typer.echo(printable(str(message)), err=True)


def console(*, stderr: bool = False) -> Console:
    """A console of Rich's that prints words as they stand."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def open_outside(address: str) -> bool:
    """Whether the desktop's own program for the file or page at ``address`` could be started."""
    if sys.platform in ("darwin", "win32"):
        return typer.launch(address) == 0
    opener = shutil.which("xdg-open")
    if opener is None:
        return False
    started = subprocess.Popen(  # noqa: S603 - the address is our own file or page
        [opener, address],  # typer's own would show what each program that it tries has to say
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C here does not end it
    )
    try:
        return started.wait(_SOON) == 0
    except subprocess.TimeoutExpired:  # it is at work: wait for it elsewhere
        threading.Thread(target=started.wait, daemon=True).start()
        return True


def open_streams() -> list[io.TextIOWrapper]:
    """Standard output and standard error, made UTF-8 whatever the machine's settings say."""
    streams = [each for each in (sys.stdout, sys.stderr) if isinstance(each, io.TextIOWrapper)]
    for stream in streams:
        stream.reconfigure(encoding="utf-8", errors="replace")
    return streams


def give_up(stream: io.TextIOWrapper) -> None:
    """Drop what ``stream`` still holds if it cannot be written, since Python would try again."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
