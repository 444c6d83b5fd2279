"""Who takes part in a training installation. All of them are made up."""

from dataclasses import dataclass

from interact.agencies.rules import AgencyKind, Role

ZONES = {
    "BE": "Europe/Brussels",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GR": "Europe/Athens",
    "IT": "Europe/Rome",
    "SE": "Europe/Stockholm",
}


@dataclass(frozen=True)
class Player:
    """An agency of the training installation, and the people in it by role.

    `people` holds the caseworker first; custodian and DPO follow.
    """

    key: str
    name: str
    kind: AgencyKind
    country: str
    place: str
    phone: str
    people: tuple[tuple[Role, str], ...]

    @property
    def time_zone(self) -> str:
        """The zone its people live in."""
        return ZONES[self.country]


def _people(
    caseworker: str, dpo: str, custodian: str, supervisor: str = ""
) -> tuple[tuple[Role, str], ...]:
    more = ((Role.SUPERVISOR, supervisor),) if supervisor else ()
    return (
        (Role.CASEWORKER, caseworker),
        *more,
        (Role.DPO, dpo),
        (Role.CUSTODIAN, custodian),
    )


K = AgencyKind

CAST: tuple[Player, ...] = (
    Player(
        "centro",
        "Centro Arcobaleno",
        K.RECEPTION,
        "IT",
        "Palermo",
        "+39 091 000 0001",
        _people("Giulia Ferrante", "Elena Bassani", "Marco Vitale", "Rosa Cusumano"),
    ),
    Player(
        "servizi",
        "Servizi sociali Palermo",
        K.SOCIAL_SERVICES,
        "IT",
        "Palermo",
        "+39 091 000 0002",
        _people("Davide Serra", "Ilaria Monti", "Paolo Grasso"),
    ),
    Player(
        "tutori",
        "Tutori volontari Sicilia",
        K.GUARDIANSHIP,
        "IT",
        "Palermo",
        "+39 091 000 0003",
        _people("Chiara Lo Verde", "Sergio Fanti", "Nadia Riva"),
    ),
    Player(
        "questura",
        "Polizia di Palermo, Minori",
        K.POLICE,
        "IT",
        "Palermo",
        "+39 091 000 0004",
        _people("Ispettore Luca Amato", "Teresa Galli", "Bruno Neri"),
    ),
    Player(
        "linea-it",
        "Linea 116 000 Italia",
        K.HOTLINE,
        "IT",
        "Roma",
        "116 000",
        _people("Sara Colombo", "Fabio Conte", "Anna Leone"),
    ),
    Player(
        "ponte",
        "Il Ponte",
        K.NGO,
        "IT",
        "Ventimiglia",
        "+39 0184 000 005",
        _people("Amina Diallo", "Pietro Sala", "Lia Marino"),
    ),
    Player(
        "ase",
        "Aide sociale du Rhône",
        K.SOCIAL_SERVICES,
        "FR",
        "Lyon",
        "+33 4 00 00 00 01",
        _people("Camille Perrin", "Hugo Masson", "Inès Roche"),
    ),
    Player(
        "tutelle",
        "Administrateurs ad hoc Lyon",
        K.GUARDIANSHIP,
        "FR",
        "Lyon",
        "+33 4 00 00 00 02",
        _people("Mathieu Lambert", "Zoé Picard", "Jules Bonnet"),
    ),
    Player(
        "police-fr",
        "Police de Lyon, Mineurs",
        K.POLICE,
        "FR",
        "Lyon",
        "+33 4 00 00 00 03",
        _people("Lieutenant Claire Dubreuil", "Noé Gautier", "Léa Fontaine"),
    ),
    Player(
        "ligne-fr",
        "Ligne 116 000 France",
        K.HOTLINE,
        "FR",
        "Paris",
        "116 000",
        _people("Yanis Belkacem", "Manon Girard", "Élise Caron"),
    ),
    Player(
        "malmo",
        "Socialtjänsten Malmö",
        K.SOCIAL_SERVICES,
        "SE",
        "Malmö",
        "+46 40 00 00 01",
        _people("Linnea Åberg", "Oskar Dahl", "Ebba Nyström"),
    ),
    Player(
        "godman",
        "Gode män i Skåne",
        K.GUARDIANSHIP,
        "SE",
        "Malmö",
        "+46 40 00 00 02",
        _people("Henrik Sjöberg", "Maja Ek", "Nils Holm"),
    ),
    Player(
        "polis-se",
        "Polisen Malmö, Barn",
        K.POLICE,
        "SE",
        "Malmö",
        "+46 40 00 00 03",
        _people("Inspektör Karin Lind", "Viktor Berg", "Tove Strand"),
    ),
    Player(
        "linje-se",
        "116 000 Sverige",
        K.HOTLINE,
        "SE",
        "Stockholm",
        "116 000",
        _people("Samira Haddad", "Axel Lund", "Ida Falk"),
    ),
    Player(
        "kentro",
        "Kentro Filoxenias Lesvos",
        K.RECEPTION,
        "GR",
        "Mytilini",
        "+30 22510 00001",
        _people("Eleni Markou", "Nikos Pappas", "Sofia Raptis"),
    ),
    Player(
        "epitropos",
        "Epitropeia Anilikon",
        K.GUARDIANSHIP,
        "GR",
        "Athina",
        "+30 210 000 0002",
        _people("Dimitra Kosta", "Yannis Vlahos", "Maria Zervou"),
    ),
    Player(
        "astynomia",
        "Astynomia Lesvou, Anilikoi",
        K.POLICE,
        "GR",
        "Mytilini",
        "+30 22510 00003",
        _people("Stavros Kyriakou", "Anna Dima", "Kostas Gikas"),
    ),
    Player(
        "grammi-gr",
        "Grammi 116 000 Ellada",
        K.HOTLINE,
        "GR",
        "Athina",
        "116 000",
        _people("Katerina Vasiliou", "Petros Lekkas", "Ioanna Sideri"),
    ),
    Player(
        "faros-ngo",
        "Limani",
        K.NGO,
        "GR",
        "Athina",
        "+30 210 000 0005",
        _people("Farid Nazari", "Olga Mavrou", "Thanos Rigas"),
    ),
    Player(
        "opvang",
        "Opvangcentrum De Linde",
        K.RECEPTION,
        "BE",
        "Gent",
        "+32 9 000 00 01",
        _people("Joke Vermeulen", "Tom Claes", "An Peeters"),
    ),
    Player(
        "voogdij",
        "Dienst Voogden Vlaanderen",
        K.GUARDIANSHIP,
        "BE",
        "Brussel",
        "+32 2 000 00 02",
        _people("Pieter Maes", "Els Wouters", "Bart Jacobs"),
    ),
    Player(
        "politie",
        "Politie Gent, Jeugd",
        K.POLICE,
        "BE",
        "Gent",
        "+32 9 000 00 03",
        _people("Inspecteur Lien Goossens", "Wim Aerts", "Eva Smet"),
    ),
    Player(
        "lijn-be",
        "116 000 België",
        K.HOTLINE,
        "BE",
        "Brussel",
        "116 000",
        _people("Nora El Amrani", "Koen Willems", "Sofie Baert"),
    ),
    Player(
        "kent",
        "Kentish Coast Children's Services",
        K.SOCIAL_SERVICES,
        "GB",
        "Dover",
        "+44 1304 000001",
        _people("Rachel Osborne", "Tariq Mahmood", "Jane Holloway"),
    ),
    Player(
        "police-uk",
        "Channel Police, Missing Unit",
        K.POLICE,
        "GB",
        "Dover",
        "+44 1304 000003",
        _people("DS Owen Price", "Harriet Cole", "Simon Wade"),
    ),
    Player(
        "line-uk",
        "116 000 UK",
        K.HOTLINE,
        "GB",
        "London",
        "116 000",
        _people("Grace Adeyemi", "Peter Lowe", "Fiona Marsh"),
    ),
    Player(
        "harbour",
        "Safe Harbour",
        K.NGO,
        "GB",
        "London",
        "+44 20 0000 0005",
        _people("Dilan Karim", "Beth Royal", "Alan Frost"),
    ),
)
