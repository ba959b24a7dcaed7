"""The plugin host: discovers, guards each load, and names what does not work.

It is built by `load`, never held globally. A plugin is imported when it is first needed: for one
connector only the entry point of its name. Whatever a plugin does wrong costs that plugin, nothing else.
"""

from .host import OFFICIAL, Listed, Plugins, load
from .registry import BrokenPlugin

__all__ = ["OFFICIAL", "BrokenPlugin", "Listed", "Plugins", "load"]
