"""The only code that reaches out. `base` is the seam; `http` needs httpx and is imported late."""
