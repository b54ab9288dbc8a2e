"""Settings for the property tests of the domain."""

from __future__ import annotations

from hypothesis import settings

# Machines under load are slow now and then; what a rule costs is measured by the benchmarks.
settings.register_profile("domain", deadline=None, max_examples=50)
settings.load_profile("domain")
