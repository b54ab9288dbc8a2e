"""The machine's clock, and ids and secrets from the operating system."""

from plutopixie.adapters.system_clock.clock import SystemClock
from plutopixie.adapters.system_clock.identities import SystemIdentities

__all__ = ["SystemClock", "SystemIdentities"]
