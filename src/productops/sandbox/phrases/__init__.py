"""What people of the fictional company write, by language (BCP 47 primary tag)."""

from __future__ import annotations

from collections.abc import Mapping

from .base import Phrases
from .de import GERMAN
from .en import ENGLISH
from .es import SPANISH
from .fr import FRENCH
from .ja import JAPANESE

PHRASES: Mapping[str, Phrases] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "ja": JAPANESE,
}

__all__ = ["PHRASES", "Phrases"]
