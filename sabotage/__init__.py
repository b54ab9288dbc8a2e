"""Sabotage: the rules behind the claims are broken on purpose, in copies, and tests must notice. `make sabotage`."""
