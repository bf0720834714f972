"""Runs in addok's own environment: a case of JSON on each line in, the first answer and its seconds out."""

import contextlib
import json
import sys
import time

from addok.config import config

with contextlib.redirect_stdout(sys.stderr):
    config.load()

from addok.core import search

for line in sys.stdin:
    case = json.loads(line)
    start = time.perf_counter()
    found = search(case["q"], limit=5, lat=case["lat"], lon=case["lon"])
    seconds = time.perf_counter() - start
    first = ["", ""]
    if found:
        street = getattr(found[0], "street", None) or found[0].name
        first = [street[0] if isinstance(street, list) else street, found[0].citycode]
    print(json.dumps([first, seconds]))
