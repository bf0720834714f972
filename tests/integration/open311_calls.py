"""Calls made up from the OpenAPI description, right and wrong ones, sent to a running server and judged by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SESSION = requests.Session()
Likely = dict[str, list[str | None]]

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def call(document: dict[str, Any], url: str, likely: Likely, times: int) -> dict[str, dict[int, int]]:
    """Send about `times` calls, shared among the operations; return how many got each status, by operation.

    `likely` are values that mean something to the server, by the name of their parameter, None to leave it out:
    half of the calls bear them.

    Raises:
        an exception group of schemathesis: an answer is no part of the description.
    """
    schema = schemathesis.openapi.from_dict(document)
    operations = [result.ok() for result in schema.get_all_operations()]
    share = max(1, times // (len(operations) * len(MODES)))
    counts: dict[str, dict[int, int]] = {}
    for operation in operations:
        statuses = counts.setdefault(operation.label, {})
        for mode in MODES:
            cases = operation.as_strategy(generation_mode=mode).flatmap(lambda case: _with(case, likely))
            _examples(share, cases, lambda case: _judged(case, url, statuses))  # noqa: B023 (used at once)
    return counts


def _with(case: Any, likely: Likely) -> st.SearchStrategy[Any]:
    """The case as it was made up, or with all the likely values in place of the invented ones."""

    def put(choices: dict[str, str | None] | None) -> Any:
        parts = [part for part in (case.path_parameters, case.query, case.body) if isinstance(part, dict)]
        for part in parts if choices else ():
            known = {name: value for name, value in (choices or {}).items() if name in part or part is case.body}
            part.update(known)
            for name in [name for name, value in known.items() if value is None]:
                del part[name]
        return case

    chosen = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in likely.items()})
    return st.one_of(st.none(), chosen).map(put)


def _examples(times: int, cases: st.SearchStrategy[Any], judge: Callable[[Any], None]) -> None:
    @seed(311)
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def send(case: Any) -> None:
        judge(case)

    send()


def _judged(case: Any, url: str, statuses: dict[int, int]) -> None:
    response = case.call(base_url=url, session=SESSION)
    statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
    case.validate_response(response, checks=CHECKS)
