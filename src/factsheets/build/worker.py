"""What the processes that render have in common: imported once, by the server they come from."""

import gc

gc.disable()  # nothing can be collected yet, and looking for it takes a sixth of the time

import factsheets.render.pdf  # noqa: E402
import factsheets.render.text  # noqa: E402, F401

gc.freeze()  # all this stays
gc.enable()
