"""The records of a unit, one module per subject, over one bound connection."""
