"""One technology each; adapters know ports and domain, never each other."""
