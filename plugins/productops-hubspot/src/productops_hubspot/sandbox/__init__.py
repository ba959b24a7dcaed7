"""A stand-in for a HubSpot account: the company's CRM, with the vendor's paging, limits and errors."""

from .site import HubspotSandbox

__all__ = ["HubspotSandbox"]
