"""Who mends what beside the town, said in French: « Enedis s’occupe du réseau électrique. »"""

from __future__ import annotations

from datetime import datetime

from bot.knowledge import dates
from bot.knowledge.dates import NBSP
from bot.knowledge.hours import describe_week
from bot.knowledge.words import fold, holds
from bot.territory.operators import Operator, PhoneNumber, is_answered
from bot.territory.territory import Territory


def named_operator(territory: Territory, question: str) -> Operator | None:
    """The operator that the question names, or whose business it is."""
    text = fold(question)
    operators = territory.operators.values()
    return next((item for item in operators if any(holds(text, fold(name)) for name in _names(item))), None)


def describe_operator(territory: Territory, operator: Operator, now: datetime) -> str:
    """What it looks after and how to reach it."""
    lines = [dates.sentence(f"{operator.called or operator.name} s’occupe {operator.does}")]
    lines += [_number(territory, number, now) for number in operator.numbers]
    lines += [f"{link.title}{NBSP}: {link.url}" for link in operator.links]
    return "\n".join(lines)


def _names(operator: Operator) -> tuple[str, ...]:
    return (operator.name, *operator.keywords)


def _number(territory: Territory, number: PhoneNumber, now: datetime) -> str:
    """« 3400 (dépannage), le lundi de 9 h à 17 h ; personne n’y répond en ce moment. »"""
    when = "jour et nuit" if number.hours is None else describe_week(number.hours)
    silent = "" if is_answered(territory, number, now) else f"{NBSP}; personne n’y répond en ce moment"
    return f"{number.number} ({number.use}), {when}{silent}."
