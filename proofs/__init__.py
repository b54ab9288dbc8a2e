"""Outside judges of the running service, and the longer runs of the property machines: `make prove`."""
