"""A stand-in for Google Forms: the company's forms, with the vendor's paging, filter and errors."""

from .site import GoogleFormsSandbox

__all__ = ["GoogleFormsSandbox"]
