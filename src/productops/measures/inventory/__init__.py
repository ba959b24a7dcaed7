"""Figures of the tool inventory: seats, costs, renewals, overlap, and what hangs on what. `answers` names them all."""
