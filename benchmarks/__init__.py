"""Measurements: each a ratio to a reference on the same work, taken in turns in one run. `make bench` prints them."""
