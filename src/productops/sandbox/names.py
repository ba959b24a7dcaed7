"""Names of fictional people and organisations, and the places they work in."""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """Where a customer is: ISO code, language, time zone, currency, and names found there."""

    code: str
    language: str
    locale: str
    zone: str
    currency: str
    first: tuple[str, ...]
    last: tuple[str, ...]


_EN_FIRST = (
    "Alice",
    "Ben",
    "Carla",
    "Dev",
    "Esther",
    "Frank",
    "Grace",
    "Hugh",
    "Imani",
    "Jack",
    "Kezia",
    "Liam",
    "Maya",
    "Noel",
)
_EN_LAST = (
    "Abbott",
    "Brook",
    "Chandra",
    "Dalton",
    "Ellery",
    "Finch",
    "Garrow",
    "Hollis",
    "Ingram",
    "Joyce",
    "Kemble",
    "Lowry",
)
_JA_FIRST = ("Aoi", "Haruka", "Kenji", "Mei", "Naoki", "Rin", "Sora", "Yui")
_JA_LAST = ("Akiyama", "Fujino", "Hayakawa", "Kitamura", "Mizuno", "Onodera", "Shirai", "Tachibana")

COUNTRIES: tuple[Country, ...] = (
    Country("US", "en", "en-US", "America/Chicago", "USD", _EN_FIRST, _EN_LAST),
    Country("GB", "en", "en-GB", "Europe/London", "GBP", _EN_FIRST, _EN_LAST),
    Country(
        "DE",
        "de",
        "de",
        "Europe/Berlin",
        "EUR",
        ("Anja", "Bernd", "Clara", "Dörte", "Emil", "Frieda", "Götz", "Hanna", "Ingo", "Jörg"),
        (
            "Albers",
            "Brück",
            "Dreyer",
            "Eggert",
            "Förster",
            "Groß",
            "Heil",
            "Jäger",
            "Köhn",
            "Lübke",
        ),
    ),
    Country("US", "en", "en-US", "America/New_York", "USD", _EN_FIRST, _EN_LAST),
    Country(
        "FR",
        "fr",
        "fr",
        "Europe/Paris",
        "EUR",
        ("Amélie", "Bastien", "Chloé", "Didier", "Élodie", "Fabrice", "Gaëlle", "Hugo", "Inès"),
        ("Aubry", "Besson", "Carlier", "Delmas", "Étienne", "Faure", "Gérard", "Huet", "Lacroix"),
    ),
    Country(
        "ES",
        "es",
        "es",
        "Europe/Madrid",
        "EUR",
        ("Alba", "Bruno", "Carmen", "Diego", "Elena", "Íñigo", "Lucía", "Marcos", "Núria", "Óscar"),
        ("Alonso", "Bravo", "Cano", "Durán", "Espinosa", "Fuentes", "Ibáñez", "Muñoz", "Peña"),
    ),
    Country("AU", "en", "en-GB", "Australia/Sydney", "AUD", _EN_FIRST, _EN_LAST),
    Country("JP", "ja", "ja", "Asia/Tokyo", "JPY", _JA_FIRST, _JA_LAST),
)

ORGANISATION_STEMS = (
    "Alder",
    "Beacon",
    "Cobalt",
    "Driftwood",
    "Ember",
    "Falcon",
    "Granite",
    "Harbour",
    "Isar",
    "Juniper",
    "Kestrel",
    "Lindgren",
    "Meridian",
    "Nordlicht",
    "Orchard",
    "Pinnacle",
    "Quarry",
    "Ridge",
    "Sakura",
    "Tannen",
    "Umbra",
    "Vela",
    "Willow",
    "Xylem",
    "Yarrow",
    "Zephyr",
)
ORGANISATION_TRADES = (
    "Logistics",
    "Foods",
    "Clinics",
    "Architects",
    "Energy",
    "Retail",
    "Robotics",
    "Insurance",
    "Publishing",
    "Travel",
    "Textiles",
    "Schools",
)
TEAMS_AT_CUSTOMERS = ("operations", "finance", "field service", "marketing", "IT", "planning")

_ASCII = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "é": "e",
        "è": "e",
        "ë": "e",
        "ê": "e",
        "ï": "i",
        "í": "i",
        "ñ": "n",
        "ó": "o",
        "ú": "u",
        "á": "a",
        "Í": "I",
        "Ó": "O",
        "É": "E",
        "ç": "c",
        " ": "-",
    }
)


def address_part(text: str) -> str:
    """*text* as the part of an e-mail address or domain: ASCII, lower case."""
    return text.translate(_ASCII).lower()
