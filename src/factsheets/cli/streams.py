"""The two streams: results go to standard output, messages to standard error."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import typer

from factsheets.problems import printable

if TYPE_CHECKING:
    from rich.console import Console


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
