"""A stand-in for a SurveyMonkey account: the company's surveys, with the vendor's paging, limits and errors."""

from .site import SurveyMonkeySandbox

__all__ = ["SurveyMonkeySandbox"]
