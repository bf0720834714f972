"""What a long work says of itself while it goes, in French, one line a step."""

import sys
import time

_STARTED = time.monotonic()


def report(sentence: str) -> None:
    """To stderr, so that the output of a command stays its own."""
    print(f"[{time.monotonic() - _STARTED:6.1f} s] {sentence}", file=sys.stderr, flush=True)
