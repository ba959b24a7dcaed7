"""A stand-in for a Typeform account: the company's surveys, with the vendor's paging, limits and errors."""

from .site import TypeformSandbox

__all__ = ["TypeformSandbox"]
