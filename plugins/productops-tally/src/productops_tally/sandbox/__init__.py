"""A stand-in for a Tally workspace: the company's forms, with the vendor's paging, limits and errors."""

from .site import TallySandbox

__all__ = ["TallySandbox"]
