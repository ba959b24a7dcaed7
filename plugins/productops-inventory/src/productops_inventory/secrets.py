"""What is dropped before anything is kept: passwords, keys and the settings of apps stay where they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from productops.kit.cells import plain, text_of

SECRET = frozenset({
    "password", "productkey", "licensekey", "serial", "clientsecret", "secret", "secrettext", "token", "fulltoken",
    "accesstoken", "refreshtoken", "apikey", "apitoken", "privatekey", "passwordcredentials", "keycredentials",
    "recoveryquestion", "x509certificates", "tokenencryptionkeyid", "thumbprint",
})  # fmt: skip
"""Names of what is dropped, as `plain` writes them."""
_SETTINGS, _SAID = "settings", frozenset({"url", "clienturi", "siteurl", "baseurl"})


def cleaned(value: Any, *, settings: bool = False) -> Any:
    """*value* without secrets, however deep; of an app's settings only web addresses are left."""
    if isinstance(value, dict):
        return {
            name: cleaned(held, settings=settings or plain(str(name)) == _SETTINGS)
            for name, held in value.items()
            if _is_kept(str(name), held, settings=settings)
        }
    if isinstance(value, list):
        return [cleaned(each, settings=settings) for each in value]
    return value


def _is_kept(name: str, held: object, *, settings: bool) -> bool:
    bare = plain(name)
    if bare in SECRET:
        return False
    return not settings or isinstance(held, dict) or (bare in _SAID and isinstance(held, str))


def secret_columns(header: Sequence[object]) -> list[int]:
    """Places of the columns of a table that hold secrets."""
    return [at for at, name in enumerate(header) if plain(text_of(name)) in SECRET]


def blanked(cells: Sequence[Any], places: Sequence[int]) -> list[Any]:
    """Cells without those of some columns."""
    return ["" if at in places else cell for at, cell in enumerate(cells)]
