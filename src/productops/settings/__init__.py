"""`productops.toml`: read, checked, and every mistake in it named at once."""

from .file import Settings, load, of_dict, of_store
from .mistakes import Mistake
from .sources import Bound, Broken, Connectors, SourceKeys, bind

__all__ = [
    "Bound",
    "Broken",
    "Connectors",
    "Mistake",
    "Settings",
    "SourceKeys",
    "bind",
    "load",
    "of_dict",
    "of_store",
]
