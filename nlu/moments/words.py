"""The French words of time, folded as `nlu.spelling.fold` does."""

from datetime import timedelta

WEEKDAYS = {"lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6}
MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
    "janv": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "trente": 30, "quarante": 40, "cinquante": 50,
}  # fmt: skip
# Not the "huit" of "lundi en huit", nor the "sept" that may be short for September after a day.
WORDY = r"(?<!en )(?<!\d )\b(?:" + "|".join(NUMBERS) + r")\b"
UNITS: dict[str, timedelta | int] = {
    "minute": timedelta(minutes=1), "min": timedelta(minutes=1),
    "heure": timedelta(hours=1), "h": timedelta(hours=1),
    "jour": timedelta(days=1), "nuit": timedelta(days=1), "semaine": timedelta(weeks=1),
    "quinzaine": timedelta(days=15),
    "moi": 1, "mois": 1, "an": 12, "annee": 12,
}  # fmt: skip
"""A length of time, or a number of months."""

DAY_PARTS = {
    "matin": (6, 6), "mat": (6, 6), "matinee": (6, 6), "midi": (12, 2), "aprem": (12, 6), "apres midi": (12, 6),
    "apresmidi": (12, 6), "soir": (18, 5), "soiree": (18, 5), "nuit": (22, 8), "du matin": (6, 6), "du soir": (18, 5),
}  # fmt: skip
"""The hour each part of the day begins, and how many hours it lasts."""
