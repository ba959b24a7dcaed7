"""A stand-in for a Zendesk account: the company's support desk, with the vendor's paging, limits and errors."""

from .site import ZendeskSandbox

__all__ = ["ZendeskSandbox"]
