"""The figures as one page that needs nothing else: tables, and plots drawn in SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from nlu.evaluation.measures import Figures

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .6rem;border-bottom:1px solid #ccc;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}svg{max-width:28rem;display:block}
"""
_SIDE = 260


def page(figures: Figures) -> str:
    parts = [f"<p>Modèle : {escape(str(figures['model']))}</p>"]
    if "held_out" in figures:
        parts += ["<h2>Messages écrits à part</h2>", *_section(figures["held_out"])]
    if "cross_validation" in figures:
        parts += ["<h2>Validation croisée par familles</h2>", *_section(figures["cross_validation"])]
    if "curve" in figures:
        parts += ["<h2>Justesse selon le nombre d’exemples</h2>", _curve(figures["curve"])]
    title = "Évaluation de la compréhension"
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{''.join(parts)}</body></html>"
    )


def _section(figures: Figures) -> list[str]:
    return [
        _table(("Mesure", "Valeur"), _summary(figures)),
        "<h3>Confiance annoncée et justesse</h3>",
        _reliability(figures["calibration"]["bins"]),
        "<h3>Lieux, moments et coordonnées</h3>",
        _table(("Entité", "Précision", "Rappel", "F1", "Attendues"), _scores(figures["entities"])),
        "<h3>Libellés</h3>",
        _table(("Libellé", "Précision", "Rappel", "F1", "Attendus"), _scores(figures["labels"])),
        "<h3>Confusions les plus fréquentes</h3>",
        _table(("Attendu", "Compris", "Fois", "Exemple"), _confusions(figures["confusions"])),
        "<h3>Dangers manqués</h3>",
        _list(figures["danger"]["missed_texts"]),
        "<h3>Fausses alertes</h3>",
        _list(figures["danger"]["false_alarm_texts"]),
    ]


def _summary(figures: Figures) -> list[tuple[object, ...]]:
    danger, requests = figures["danger"], figures["requests"]
    return [
        ("Messages", figures["messages"]),
        ("Bon libellé", percent(figures["top1"])),
        ("Bon libellé parmi les trois premiers", percent(figures["top3"])),
        ("Bonne intention", percent(figures["intent"])),
        ("Dangers manqués", f"{danger['missed']} sur {danger['messages']}"),
        ("Fausses alertes", f"{danger['false_alarms']} ({percent(danger['false_alarm_share'])})"),
        ("Erreur de calibration", percent(figures["calibration"]["error"])),
        ("Bon nombre de demandes (messages qui en ont plusieurs)", percent(requests["right_number"])),
        ("Messages simples coupés à tort", percent(requests["simple_split"])),
        ("Lecture d’un message (médiane, 95 %)", f"{figures['latency']['p50']} ms, {figures['latency']['p95']} ms"),
    ]


def percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _scores(figures: dict[str, Figures]) -> list[tuple[object, ...]]:
    return [
        (name, percent(each["precision"]), percent(each["recall"]), percent(each["f1"]), each["expected"])
        for name, each in figures.items()
    ]


def _confusions(figures: Sequence[Figures]) -> list[tuple[object, ...]]:
    return [(each["expected"], each["said"], each["times"], each["text"]) for each in figures]


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _list(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def _reliability(bins: Sequence[Figures]) -> str:
    """Said against right: a model that means what it says follows the diagonal."""
    points = [(each["confidence"], each["right"], each["messages"]) for each in bins if each["messages"]]
    dots = "".join(
        f'<circle cx="{_x(said)}" cy="{_y(right)}" r="5"><title>{percent(said)} annoncés, {percent(right)} justes,'
        f" {count} messages</title></circle>"
        for said, right, count in points
    )
    diagonal = f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999"/>'
    return _plot("Justesse selon la confiance annoncée", diagonal + dots)


def _curve(points: Sequence[Figures]) -> str:
    most = max(point["messages"] for point in points)
    places = [(_x(point["messages"] / most), _y(point["top1"])) for point in points]
    line = " ".join(f"{x},{y}" for x, y in places)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="4"/>' for x, y in places)
    plot = _plot("Justesse selon le nombre d’exemples", f'<polyline points="{line}" fill="none" stroke="#333"/>{dots}')
    rows = [(point["messages"], percent(point["top1"]), percent(point["top3"])) for point in points]
    return plot + _table(("Exemples appris", "Bon libellé", "Parmi trois"), rows)


def _plot(title: str, drawing: str) -> str:
    size = _SIDE + 40
    frame = f'<rect x="20" y="20" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#333"/>'
    return f'<svg viewBox="0 0 {size} {size}" role="img" aria-label="{escape(title)}">{frame}{drawing}</svg>'


def _x(share: float) -> float:
    return round(20 + _SIDE * share, 1)


def _y(share: float) -> float:
    return round(20 + _SIDE * (1 - share), 1)
