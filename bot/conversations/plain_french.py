"""The check of what residents read: short, plain, well-set French, with vouvoiement.

`python -m bot.conversations.plain_french` (part of `make lint`) refuses a domain with a fault, each told
in one line. A full stop, a question mark or an exclamation mark ends a sentence; a semicolon does not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from bot.conversations.sentences import texts

MOST_WORDS = 25
FAULTS = {
    "le tutoiement": re.compile(r"\b(?:tu|toi|te|ton|ta|tes)\b|\bt’", re.IGNORECASE),
    "un mot du métier": re.compile(
        r"\b(?:ticket|back.?office|bot|chatbot|intent|slot|formulaire|workflow|process|usagers?|administrés?"
        r"|susmentionnée?|diligenter|procéder à|dans les meilleurs délais|prise en charge|requête|géolocali\w+"
        r"|items?|clôtur\w+|traitement de votre demande|interlocuteur|nonobstant|afférent\w*)\b",
        re.IGNORECASE,
    ),
    "une espace ordinaire à la place d’une insécable": re.compile(r" [;:!?»%€]|« |\d h |\d h$|(?<=\d) (?=\d{2,3}\b)"),
    "une apostrophe droite": re.compile("'"),
    "un accent oublié": re.compile(
        r"\b(?:deja|tres|apres|numeros?|problemes?|reponses?|telephones?|etes|etait|meme|ecri\w+|repond\w+|regle[ers]?"
        r"|bientot|cote|evenements?|etre|preci[sz]\w+|demarches? a|voila|plutot|ca|francais|mairie a|etat|interet"
        r"|necessaire|securite|proprete|propriete|voirie a|eclairage|ecoles?|adresse a|a l’|a la|a votre|a vous)\b"
        r"|(?-i:\b(?:A|Ecrivez|Etes|Etat|Ecoles?) )",
        re.IGNORECASE,
    ),
}


def faults(text: str) -> Iterator[str]:
    """What is wrong with a text that a resident reads, each fault in a few words; nothing for a good one."""
    for sentence in re.split(r"(?<=[.!?…])\s+", text):
        if len(sentence.split()) > MOST_WORDS:
            yield f"une phrase de plus de {MOST_WORDS} mots"
    for name, pattern in FAULTS.items():
        found = pattern.search(text)
        if found:
            yield f"{name} (« {found[0].strip()} »)"


def main() -> int:
    """Tell every fault of the domain; the exit status, 1 when there is one."""
    told = [f"{name} : {fault}, dans « {text} »" for name, text in texts() for fault in faults(text)]
    print(*told, sep="\n", file=sys.stderr, end="\n" if told else "")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
