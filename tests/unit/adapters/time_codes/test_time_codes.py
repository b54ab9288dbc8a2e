"""The library's codes keep the promises of the port."""

from __future__ import annotations

import pytest

from plutopixie.adapters.time_codes import TotpCodes
from plutopixie.ports.contracts.time_codes import TimeCodesContract
from plutopixie.ports.outbound.time_codes import TimeCodes


class TestTotpCodes(TimeCodesContract):
    """The adapter."""

    @pytest.fixture
    def codes(self) -> TimeCodes:
        """Codes by `cryptography`."""
        return TotpCodes()
