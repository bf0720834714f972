"""Official sheets made up for the tests, in the co-marquage format."""

from __future__ import annotations

from pathlib import Path

HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="{code}"'
    ' type="{kind}" spUrl="https://sheets.example/{code}">\n<dc:title>{title}</dc:title>\n'
    "<dc:date>modified 2026-03-02</dc:date>\n<Audience>{audience}</Audience>\n"
    '<Theme ID="N1"><Titre>Papiers</Titre></Theme>\n'
)
LOST = """
<DossierPere ID="N9"><Titre>Carte d’identité</Titre></DossierPere>
<Introduction><Texte><Paragraphe>Vous avez <MiseEnEvidence>perdu</MiseEnEvidence> votre
 <LienInterne>carte</LienInterne>
.</Paragraphe></Texte></Introduction>
<ListeSituations affichage="onglet">
<Situation><Titre>Vous êtes majeur</Titre><Texte>
  <Chapitre><Titre><Paragraphe>Déclaration</Paragraphe></Titre>
  <Paragraphe>Déclarez la perte au guichet, avec :</Paragraphe>
  <Liste type="puce"><Item><Paragraphe>une photo</Paragraphe></Item>
    <Item><Paragraphe>un timbre :</Paragraphe>
      <Liste><Item><Paragraphe>en ligne</Paragraphe></Item></Liste></Item></Liste>
  </Chapitre>
  <Chapitre><Titre>Coût</Titre><Paragraphe>Le timbre fiscal coûte 25 €.</Paragraphe></Chapitre>
  <OuSAdresser ID="R1" type="Local"><Titre>Mairie</Titre><PivotLocal>mairie</PivotLocal></OuSAdresser>
</Texte></Situation>
<Situation><Titre>Vous êtes mineur</Titre><Texte>
  <Chapitre><Titre>Déclaration</Titre><Paragraphe>Un parent déclare la perte.</Paragraphe></Chapitre>
  <OuSAdresser ID="R1" type="Local"><Titre>Mairie</Titre><PivotLocal>mairie</PivotLocal></OuSAdresser>
</Texte></Situation>
</ListeSituations>
<ServiceEnLigne ID="R2" URL="https://services.example/perte"><Titre>Pré-demande</Titre></ServiceEnLigne>
<Reference type="Texte" URL="https://law.example/55"><Titre>Décret n°55-1397</Titre></Reference>
"""
STOLEN = """
<DossierPere ID="N9"><Titre>Carte d’identité</Titre></DossierPere>
<Texte><Paragraphe>Portez plainte à la police.</Paragraphe>
<Tableau><Titre>Prix</Titre><Rangée type="header"><Cellule><Paragraphe>Pour</Paragraphe></Cellule>
<Cellule><Paragraphe>Prix</Paragraphe></Cellule></Rangée><Rangée type="normal">
<Cellule><Paragraphe>Majeur</Paragraphe></Cellule><Cellule><Paragraphe>25 €</Paragraphe></Cellule></Rangée></Tableau>
</Texte>
"""
DOG = "<Texte><Paragraphe>Le chien est tenu en laisse en ville.</Paragraphe></Texte>"
FOLDER = '<Fiche ID="F1">Carte perdue</Fiche><Fiche ID="F2">Carte volée</Fiche>'


def publication(
    code: str, title: str, body: str, kind: str = "Fiche d'information", audience: str = "Particuliers"
) -> str:
    return HEADER.format(code=code, title=title, kind=kind, audience=audience) + body + "</Publication>"


def write_sheets(folder: Path) -> Path:
    """A folder of four sheets and one file that is none."""
    folder.mkdir(parents=True)
    files = {
        "F1": publication("F1", "Carte perdue", LOST, "Fiche d'information conditionnée"),
        "F2": publication("F2", "Carte volée", STOLEN),
        "F3": publication("F3", "Peut-on promener son chien sans laisse ?", DOG, "Fiche Question-réponse"),
        "N9": publication("N9", "Carte d’identité", FOLDER, "Dossier"),
        "arborescence": "<Arborescence/>",
    }
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder
