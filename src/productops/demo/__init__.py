"""The whole thing on one machine: an invented company, its help desk, and what one wants to know of it."""

from .run import demo

__all__ = ["demo"]
