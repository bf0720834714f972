"""Numbers written in words or in Roman figures, as in « rue du Huit-Mai » or « Louis XIV »."""

from __future__ import annotations

from collections.abc import Iterator

_SMALL = {
    "zero": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_LETTERS = {str(value): word for word, value in _SMALL.items()}
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "nonante": 90}
_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18", "xix": "19", "xx": "20",
    "xxi": "21", "xxiii": "23",
}  # fmt: skip
_ORDINALS = {"premier": "1", "premiere": "1", "deuxieme": "2", "troisieme": "3", "quatrieme": "4", "cinquieme": "5"}


def with_figures(words: list[str]) -> list[str]:
    """The same words with every written number as figures: « dix neuf mars » gives « 19 mars »."""
    return list(_figures(words))


def in_letters(word: str) -> str:
    """« 3 » as « trois », so that « Tros-Rois » is one letter away from « Trois-Rois »."""
    return _LETTERS.get(word, word)


def _figures(words: list[str]) -> Iterator[str]:
    place = 0
    while place < len(words):
        value, end = _read(words, place)
        if end > place:
            yield str(value)
            place = end
        else:
            yield _ROMAN.get(words[place]) or _ORDINALS.get(words[place]) or words[place]
            place += 1


def _read(words: list[str], start: int) -> tuple[int, int]:
    """The number that starts at this word and where it ends; the same place when there is none."""
    total, last, place = 0, 0, start
    while place < len(words):
        step = _step(words, place, total, last)
        if step is None:
            break
        total, last, place = step
    return total, place


def _step(words: list[str], place: int, total: int, last: int) -> tuple[int, int, int] | None:
    word = words[place].removesuffix("s") if words[place] == "cents" or words[place] == "vingts" else words[place]
    begun = total > 0
    if word == "et" and begun and last >= 20 and words[place + 1 : place + 2] in (["un"], ["une"], ["onze"]):
        value = 11 if words[place + 1] == "onze" else 1
        return total + value, value, place + 2
    if word in ("mille", "mil"):
        return (total or 1) * 1000, 1000, place + 1
    if word == "cent":
        rest = total % 1000 or 1
        return total - total % 1000 + rest * 100, 100, place + 1
    if word == "vingt" and last == 4:
        return total - 4 + 80, 80, place + 1
    if word in _TENS and (not begun or last >= 100):
        return total + _TENS[word], _TENS[word], place + 1
    if word in _SMALL and _may_follow(_SMALL[word], last, begun):
        return total + _SMALL[word], _SMALL[word], place + 1
    if word == "un" and last >= 80:
        return total + 1, 1, place + 1
    return None


def _may_follow(value: int, last: int, begun: bool) -> bool:
    if not begun:
        return True
    if last in (60, 80):
        return True
    if last == 10:
        return 7 <= value <= 9
    return last >= 20 and (value < 10 or last >= 100)
