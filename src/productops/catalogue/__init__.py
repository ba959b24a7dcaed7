"""What the rows of several sources are about together: which tools are one product, and what people decided.

Rows hold what sources said and are never changed here; what is told here lies over them.
"""
