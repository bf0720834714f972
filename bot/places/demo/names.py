"""What the streets of Belrive are called, and where the named axes run on its plan.

An axis is a list of corners of the town's grid: column (0 west to 16 east), row (0 south to 16
north). The river runs between rows 3 and 4. The names of a district go to the streets that the
plan cuts out of what the axes leave.
"""

AXES: dict[str, list[tuple[int, int]]] = {
    "Place de la République": [(8, 8), (9, 8), (9, 9), (8, 9), (8, 8)],
    "Rue Pasteur": [(3, 7), (11, 7)],
    "Boulevard Gambetta": [(10, 4), (10, 12)],
    "Avenue Jean-Jaurès": [(2, 10), (15, 10)],
    "Rue Victor-Hugo": [(7, 5), (7, 11)],
    "Rue de la République": [(3, 8), (8, 8)],
    "Rue de la Gare": [(9, 8), (14, 8)],
    "Rue de l'Église": [(8, 9), (8, 14)],
    "Rue des Écoles": [(2, 9), (8, 9)],
    "Rue des Lilas": [(5, 13), (11, 13)],
    "Avenue du Général-de-Gaulle": [(12, 4), (12, 15)],
    "Rue du Stade": [(5, 1), (12, 1)],
    "Chemin du Moulin": [(4, 5), (0, 5)],
    "Avenue du Pont-Vieux": [(8, 4), (8, 0)],
    "Rue du Port": [(8, 4), (8, 8)],
    "Rue du Moulin": [(3, 3), (3, 7)],
    "Avenue de la Libération": [(13, 0), (13, 9)],
    "Quai des Tanneurs": [(0, 4), (5, 4)],
    "Quai du Port": [(5, 4), (10, 4)],
    "Quai de la Vaunelle": [(10, 4), (16, 4)],
    "Promenade des Saules": [(1, 3), (8, 3)],
    "Promenade du Halage": [(8, 3), (15, 3)],
    "Place de la Gare": [(14, 8), (14, 9)],
    "Place du Marché": [(8, 7), (9, 8)],
    "Place de l'Église": [(9, 12), (9, 13)],
    "Rue du 8-Mai-1945": [(4, 6), (4, 12)],
    "Rue du 11-Novembre-1918": [(2, 11), (7, 11)],
    "Rue Saint-Jacques": [(5, 6), (10, 6)],
    "Grande Rue": [(6, 4), (6, 9)],
    "Avenue de Verdun": [(14, 9), (14, 16)],
    "Rue du Docteur-Roux": [(10, 14), (16, 14)],
    "Boulevard des Hauts": [(2, 15), (12, 15)],
}
"""Two corners on one row or column mean everything between them."""

REQUIRED: tuple[str, ...] = (
    "Rue Pasteur",
    "Rue des Lilas",
    "Rue Victor-Hugo",
    "Avenue Jean-Jaurès",
    "Place de la République",
    "Rue de la Gare",
    "Chemin du Moulin",
    "Rue du Stade",
    "Boulevard Gambetta",
    "Impasse des Acacias",
    "Avenue du Général-de-Gaulle",
    "Rue des Écoles",
    "Rue de l'Église",
)
"""Streets on which every number from 1 to 60 exists."""

OUTER: dict[str, list[tuple[float, float]]] = {
    "Impasse des Acacias": [(600, 1120), (615, 1380), (590, 1640)],
    "Route d'Argeval": [(-300, 1120), (-420, 1500), (-380, 1950), (-250, 2300)],
    "Route de Saint-Aubray": [(-1200, 140), (-1650, 240), (-2150, 260)],
    "Route de Montrieux": [(1200, 140), (1700, 250), (2350, 300)],
    "Route des Combes": [(900, 1120), (1150, 1600), (1220, 1950)],
    "Route départementale 214": [(450, -1120), (520, -1600), (500, -2150)],
    "Route de la Chaussée": [(-600, -1120), (-820, -1500), (-850, -1950)],
    "Chemin des Vignes": [(-900, 1120), (-1150, 1450), (-1280, 1750)],
    "Chemin de la Grande Borde": [(-1200, -420), (-1600, -430), (-2100, -480)],
    "Chemin des Sables": [(1200, -980), (1500, -1150), (1700, -1450)],
    "Chemin du Bois-Joli": [(1200, 840), (1550, 1050), (1850, 1300)],
    "Chemin de la Fontaine": [(-1200, 560), (-1550, 700), (-1900, 820)],
    "Chemin du Gué": [(-1200, -980), (-1500, -1050), (-1800, -1150)],
    "Chemin des Essarts": [(1200, 560), (1600, 640), (2000, 700)],
    "Lotissement Les Hauts de Vaunelle": [(0, 1120), (90, 1350), (-40, 1520)],
    "Lotissement Le Clos Fleuri": [(-1200, 980), (-1450, 1000), (-1500, 1150)],
    "Lotissement Les Prés Verts": [(0, -1120), (60, -1330), (-80, -1480)],
    "Zone artisanale du Moulin": [(-1200, -140), (-1500, -120), (-1620, -240)],
    "Zone industrielle de la Plaine": [(1200, -1120), (1420, -1400), (1300, -1600)],
    "Hameau de la Rivière": [(-1650, 240), (-1700, 420), (-1620, 560)],
    "Hameau des Combes": [(1150, 1600), (1350, 1650), (1500, 1600)],
}
"""Streets outside the grid, in metres east and north of the centre."""

IMPASSES: tuple[str, ...] = (
    "Impasse des Roses", "Impasse Mozart", "Impasse du Lavoir", "Impasse des Tilleuls",
    "Impasse du Four", "Impasse Saint-Roch", "Impasse des Hirondelles", "Impasse du Puits",
    "Impasse Colette", "Impasse des Pêcheurs", "Cour des Miracles", "Passage du Marché",
    "Villa des Arts", "Impasse du Clos", "Square Verdun", "Square des Platanes",
    "Allée du Château", "Allée des Marronniers", "Ruelle du Chat", "Venelle des Jardins",
    "Passage de l'Horloge", "Cité des Cheminots", "Impasse de la Scierie", "Allée des Érables",
)  # fmt: skip

DISTRICT_NAMES: dict[str, tuple[str, ...]] = {
    "centre": (
        "Rue Voltaire", "Rue Diderot", "Rue Anatole-France",
        "Rue Alphonse-Daudet", "Rue George-Sand", "Rue Carnot", "Rue Thiers", "Rue Nationale",
        "Rue des Carmes", "Rue des Cordeliers", "Rue de la Poste", "Rue du Commerce",
        "Rue Saint-Martin", "Rue Sainte-Anne", "Rue Notre-Dame", "Rue du Château",
        "Rue des Halles", "Rue de l'Hôtel-de-Ville", "Rue Madame-de-Staël",
        "Rue du Beffroi", "Rue des Remparts",
        "Boulevard Carnot", "Rue Aristide-Briand",
    ),
    "port": (
        "Rue des Mariniers", "Rue du Chantier", "Rue des Pêcheurs", "Rue de l'Écluse",
        "Rue du Bac", "Rue de la Marine", "Rue du Canal", "Rue des Bateliers", "Rue de l'Ancre",
        "Rue Surcouf", "Rue de la Douane", "Rue des Cordiers",
    ),
    "gare": (
        "Rue Denis-Papin", "Rue Marie-Curie", "Rue Ampère", "Rue Branly",
        "Rue de Lyon", "Rue de Strasbourg", "Rue des Ateliers",
        "Rue du Chemin-de-Fer", "Rue Louis-Blanc", "Rue Paul-Bert", "Rue Berthelot",
        "Rue Lavoisier", "Rue Arago", "Rue de Bordeaux", "Rue Pierre-Sémard", "Rue Jacquard",
        "Rue des Entrepôts", "Avenue Foch", "Rue du Maréchal-Leclerc", "Rue Raspail",
        "Rue Edgar-Quinet", "Rue Étienne-Dolet", "Rue du Réservoir", "Rue Parmentier",
        "Rue Philippe-Lebon", "Rue Claude-Bernard",
    ),
    "hauts": (
        "Rue des Tulipes", "Rue des Roses", "Rue des Glycines", "Rue des Iris",
        "Rue des Violettes", "Rue des Mimosas", "Rue des Coquelicots", "Rue du Belvédère",
        "Rue des Primevères", "Rue des Jonquilles", "Rue Mozart", "Rue Debussy", "Rue Berlioz",
        "Rue Maurice-Ravel", "Rue Georges-Bizet", "Rue Hector-Malot", "Rue de la Garenne",
        "Rue des Cerisiers", "Rue des Pommiers", "Rue des Noisetiers", "Rue du Coteau",
        "Avenue des Cèdres", "Rue de Bellevue", "Rue des Bleuets", "Rue des Églantines",
        "Rue Jacques-Prévert", "Rue Paul-Éluard", "Rue Louis-Aragon", "Rue Albert-Camus",
        "Avenue Salvador-Allende", "Rue Simone-Veil", "Rue Lucie-Aubrac", "Rue du Panorama",
        "Rue des Genêts", "Rue des Bruyères", "Rue Jules-Ferry", "Rue Jean-Moulin",
        "Rue Molière", "Rue Émile-Zola",
    ),
    "moulin": (
        "Rue de la Meunerie", "Rue du Ruisseau", "Rue de la Source", "Rue du Biez",
        "Rue des Aulnes", "Rue des Peupliers", "Rue de la Prairie", "Rue du Pré-aux-Clercs",
        "Rue des Blés", "Rue de la Ferme", "Rue du Verger", "Rue du Vieux-Four",
        "Rue Olympe-de-Gouges", "Rue Louise-Michel", "Rue Guy-Môquet",
        "Rue Pierre-Brossolette", "Rue Danielle-Casanova", "Rue du 19-Mars-1962",
        "Rue de la Résistance", "Rue du Maréchal-Foch", "Rue du Lavoir", "Rue des Meuniers",
        "Rue de la Croix-Rouge",
    ),
    "plaine": (
        "Rue des Alouettes", "Rue des Mésanges", "Rue des Rossignols", "Rue des Cigognes",
        "Rue des Hérons", "Rue des Martins-Pêcheurs", "Rue Pierre-de-Coubertin",
        "Rue Marcel-Cerdan", "Rue Alain-Mimoun", "Rue Colette-Besson", "Rue Jesse-Owens",
        "Rue des Sports", "Rue de la Piscine", "Rue des Maraîchers", "Rue des Jardiniers",
        "Rue du Champ-de-Foire", "Rue de l'Abattoir", "Rue des Tisserands", "Rue du Faubourg",
        "Avenue de l'Europe", "Rue Robert-Schuman", "Rue Jean-Monnet", "Rue de Rome",
        "Rue de Berlin", "Rue de Lisbonne", "Rue de Bruxelles", "Rue de Madrid",
        "Allée des Cormorans", "Rue de Paris", "Rue Gustave-Eiffel", "Rue de la Paix",
        "Rue Jeanne-d'Arc",
    ),
}  # fmt: skip
