"""From sources to the store: plan → fetch → normalise → commit.

The verbs: `sync`, `check`, `verify`, `renormalise`. Each takes the sources and the store it works on.
"""
