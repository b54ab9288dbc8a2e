"""Reference rates of the European Central Bank, from the data that comes with a library: no network."""

from plutopixie.adapters.ecb_rates.rates import EcbRates

__all__ = ["EcbRates"]
