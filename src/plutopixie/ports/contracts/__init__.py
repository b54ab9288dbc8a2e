"""What every adapter must satisfy: abstract suites that anyone may run over an adapter of their own."""
