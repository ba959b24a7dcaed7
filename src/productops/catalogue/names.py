"""Names of products as they stand in directories, invoices and card statements, brought to what can be compared.

A name is cut into words; words that say nothing of which product is meant (legal forms, editions, billing periods,
telephone numbers) are told apart from the others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL = _words(
    "inc incorporated llc ltd limited gmbh ag se sa sas sarl srl bv nv ab oy aps plc pty pte corp corporation co"
    " company sl kg kk spa lp llp as doo sro s.r.o s.l a.s b.v s.a"
)
"""Legal forms of companies."""
EDITION = _words(
    "business enterprise pro professional premium plus standard team teams starter basic essentials essential growth"
    " ultimate advanced free trial individual organization organisation personal edition plan plans tier annual"
    " annually yearly monthly quarterly year month renewal subscription subscr sub license licence licenses licences"
    " seat seats user users cloud online saas hosted server bundle suite package addon full creator viewer editor"
    " legacy paid corporate scale launch grow unlimited core lite gold silver bronze platinum elite max mini flex select"
    " complete commercial education nonprofit developer rise per"
)
"""Editions, plans and billing periods: the same product bought another way."""
GENERIC = _words(
    "app apps application software tool platform service services web website desktop mobile client login sso saml"
    " oauth integration production prod system account usage com for of and formerly misc charge wiki europe emea"
    " labs technologies international ireland www the mac windows ios android cc dc single access"
    " connector provisioning demo directory sync signin sign on fee fees invoice payment payments purchase autopay recurring"
    " order charges billing billed named members data center centre datacenter global international gmbh portal sandbox staging test analytics crm hris ats hcm itsm clm"
)
"""Words that stand beside any product's name."""
_STATES = _words(
    "al ak az ar ca co ct de dc fl ga ia id il ks ky la md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh pa ri sc sd tn"
    " tx ut vt va wa wv wi wy"
)
_TOWN = 4
"""The most words of a town with its state."""
_DOMAIN = re.compile(
    r"(?<![\w@-])((?:[a-z0-9-]+\.)+(?:com|net|org|io|so|us|ai|app|co|dev|cloud|example|eu|de|uk|me|tv))\b"
)
_WORD = re.compile(r"[a-z0-9]+(?:[.'&][a-z0-9]+)*")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_VERSION = re.compile(r"v?\d+(\.\d+)*|[ivx]{1,4}|[aefgkp]\d")
_OWNED = re.compile(r",? an? [\w .]+ company\b")
_LONG_CODE = 4
_TWO_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in parts: its *words* in lower case, texts that stood *aside* in brackets, web *domains* in it."""

    words: tuple[str, ...]
    aside: tuple[str, ...]
    domains: tuple[str, ...]

    @property
    def key(self) -> str:
        """All of it in one word."""
        return squeezed(self.words)


@lru_cache(maxsize=8192)
def parted(text: str) -> Name:
    """A name in its parts."""
    plain = _OWNED.sub(" ", _plain(text))
    aside = tuple(found for pair in _BRACKETS.findall(plain) for found in pair if found.strip())
    outside = _BRACKETS.sub(" ", plain)
    return Name(tuple(_WORD.findall(outside)), aside, tuple(_DOMAIN.findall(outside)))


def key_of(text: str) -> str:
    """What the spellings of one name share: `Air Table`, `AirTable` and `air-table` are `airtable`."""
    return squeezed(_WORD.findall(_plain(text)))


def squeezed(parts: tuple[str, ...] | list[str]) -> str:
    """Letters and digits of words, in one."""
    return "".join(character for part in parts for character in part if character.isalnum())


def _plain(text: str) -> str:
    """Lower case, without accents, as words with spaces."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("_", " ")


def is_noise(rest: tuple[str, ...]) -> bool:
    """Whether words after a product's name say nothing of which product it is: `Business plan`, `Inc. San Francisco`."""
    return not rest or rest[0] in LEGAL or _is_town(rest) or all(map(says_nothing, rest))


def without_noise(parts: tuple[str, ...]) -> tuple[str, ...]:
    """*parts* up to the first legal form, without words at the end that say nothing; never nothing at all."""
    end = next((place for place, word in enumerate(parts) if place and word in LEGAL), len(parts))
    kept = parts[:end]
    while len(kept) > 1 and says_nothing(kept[-1]):
        kept = kept[:-1]
    return kept


def says_nothing(word: str) -> bool:
    """Whether a word stands beside any product: an edition, a legal form, a version, a web address, a number."""
    return (
        word in EDITION
        or word in GENERIC
        or word in LEGAL
        or _VERSION.fullmatch(word) is not None
        or "." in word
        or (len(word) >= _LONG_CODE and any(map(str.isdigit, word)))
    )


def _is_town(rest: tuple[str, ...]) -> bool:
    """A town with its state, as at the end of a line of a card statement."""
    return 1 < len(rest) <= _TOWN and rest[-1] in _STATES


def registrable(domain: str) -> str:
    """`app.figma.com` → `figma.com`, `x.co.uk` as it is."""
    host = host_of(domain).split(".")
    deep = len(host) > 2 and len(host[-1]) == 2 and host[-2] in _TWO_LEVEL  # noqa: PLR2004 - of `co.uk`
    return ".".join(host[-3:] if deep else host[-2:])


def host_of(address: str) -> str:
    """The host of a web address or domain, in lower case."""
    bare = address.strip().casefold().removeprefix("https://").removeprefix("http://")
    return bare.partition("/")[0].partition(":")[0].strip(".").removeprefix("www.")
