"""A stand-in for a Jira Cloud site: the company's projects, with the vendor's search, limits and errors."""

from .site import JiraSandbox

__all__ = ["JiraSandbox"]
