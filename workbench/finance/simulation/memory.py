"""Freed arrays used again at once, instead of new pages for each."""

from functools import cache

import numpy as np

HELD = 31 * 1024 * 1024
"""Bytes; the C library of Linux never keeps single arrays of more than 32 MB."""


@cache
def hold() -> None:
    """Have what is freed kept by the process, up to about twice `HELD`.

    The C library of Linux gives pages back until something as large has been freed;
    asking for them anew costs a third of a simulation. Does nothing elsewhere.
    """
    np.empty(HELD, dtype=np.uint8)
