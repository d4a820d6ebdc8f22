"""What the processes that render have in common."""

from __future__ import annotations

import subprocess
import sys


def test_all_that_a_sheet_needs_is_there_and_garbage_is_collected_again() -> None:
    code = (
        "import gc, sys, factsheets.build.worker\n"
        "needed = ('factsheets.render.text', 'factsheets.render.html', "
        "'factsheets.render.pdf', 'weasyprint')\n"
        "print(all(name in sys.modules for name in needed), gc.isenabled(), "
        "gc.get_freeze_count() > 10_000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "True True True\n"
