"""PlutoPixie keeps a small organization's expenses. This package imports nothing by itself; see `plutopixie.domain`."""
