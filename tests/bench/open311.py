"""`python -m tests.bench.open311 [CALLS]`: 10,000 generated calls at the Open311 door, none of them badly answered."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.logs import set_up_logs
from tests.integration.open311_door import besiege

CALLS = 10_000


def main() -> None:
    """Make the calls and print what they got; schemathesis raises at the first answer that breaks the description."""
    set_up_logs("ERROR")
    times = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS
    start, busy = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        counts = asyncio.run(besiege(Path(folder), times))
    total: Counter[int] = Counter()
    for operation, statuses in counts.items():
        total.update(statuses)
        print(f"{operation:<48} {dict(sorted(statuses.items()))}")
    seconds, cpu = time.monotonic() - start, time.process_time() - busy
    print(f"{sum(total.values())} calls, {dict(sorted(total.items()))}, {seconds:.0f} s ({cpu:.0f} s of CPU)")


if __name__ == "__main__":
    main()
