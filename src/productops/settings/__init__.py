"""`productops.toml`: read, checked, and every mistake in it named at once."""

from ..kit.mistakes import Mistake
from .file import Settings, load, of_dict, of_store
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
