"""The rules of PlutoPixie: attrs and the standard library only; no I/O, no clock, no randomness of its own."""
