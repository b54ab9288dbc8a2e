"""Where requests come in: settings, wiring, HTTP, worker and command line."""
