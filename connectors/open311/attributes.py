"""The answers to a service's questions, `attribute[CODE]=value`, checked against the catalogue."""

from __future__ import annotations

import math
import re

from bot.territory.catalogue import Question, Service
from connectors.open311.errors import ParameterInvalid
from connectors.open311.form import Form
from connectors.open311.parameters import read_moment

LONGEST_ANSWER = 1000
CALLERS_NUMBERS = ("external_id", "fixmystreet_id")
"""Attributes of no service: how clients give their own number of the request."""
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,64})\](?:\[\])?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_attributes(form: Form, service: Service) -> dict[str, str]:
    """The answers by code of question; those that are empty count as missing.

    Raises:
        ParameterInvalid: an answer that is required is missing, or one cannot be taken.
    """
    given = _given(form)
    questions = {question.code: question for question in service.questions}
    for code in given:
        if code not in questions and code not in CALLERS_NUMBERS:
            raise ParameterInvalid(f"L’attribut «\u00a0{code}\u00a0» n’existe pas pour ce type de demande.")
    for question in service.questions:
        if question.required and question.code not in given:
            raise ParameterInvalid(f"L’attribut «\u00a0{question.code}\u00a0» manque\u00a0: {question.text}")
        if question.code in given:
            _check(question, given[question.code])
    return {code: given[code] for code in questions if code in given}


def callers_number(form: Form) -> str | None:
    """The caller's own number of the request, which tells a repeated call from another request."""
    given = _given(form)
    return next((given[name] for name in CALLERS_NUMBERS if name in given), None)


def _given(form: Form) -> dict[str, str]:
    found = ((_ATTRIBUTE.fullmatch(name), value.strip()) for name, value in form.fields)
    return {match[1]: value for match, value in found if match and value}


def _check(question: Question, value: str) -> None:
    if len(value) > LONGEST_ANSWER:
        raise _wrong(question, f"compte {LONGEST_ANSWER} caractères au plus")
    if question.datatype == "number" and not _is_number(value):
        raise _wrong(question, "doit être un nombre")
    if question.datatype == "datetime" and not _DAY.fullmatch(value):
        read_moment(f"attribute[{question.code}]", value)
    if question.values and value not in {choice.key for choice in question.values}:
        choices = ", ".join(choice.key for choice in question.values)
        raise _wrong(question, f"doit être l’un de\u00a0: {choices}")


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def _wrong(question: Question, reason: str) -> ParameterInvalid:
    return ParameterInvalid(f"L’attribut «\u00a0{question.code}\u00a0» {reason}.")
