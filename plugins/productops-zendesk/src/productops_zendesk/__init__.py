"""Zendesk for productops."""
