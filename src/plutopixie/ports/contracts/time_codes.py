"""Time-based codes."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.outbound.time_codes import TimeCodes

#: RFC 6238, appendix B: the secret, and the last six of the eight digits for each number of seconds.
SECRET = b"12345678901234567890"
VECTORS = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


class TimeCodesContract:
    """What `TimeCodes` promises. Override the fixture `codes`."""

    @pytest.fixture
    def codes(self) -> TimeCodes:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture codes with one that returns the adapter to be proven")

    @pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
    def test_reckons_as_the_standard_says(self, codes: TimeCodes, seconds: int, code: str) -> None:
        """The codes are those of the standard's own examples, and each belongs to its step alone."""
        step = seconds // 30

        assert codes.matching_step(SECRET, code, range(step, step + 1)) == step
        assert codes.matching_step(SECRET, code, range(step - 1, step + 2)) == step
        assert codes.matching_step(SECRET, code, range(step + 1, step + 3)) is None
        assert codes.matching_step(SECRET[::-1], code, range(step, step + 1)) is None

    @modest
    @given(code=st.one_of(st.text(max_size=9), st.from_regex("[0-9]{5}|[0-9]{7}", fullmatch=True)))
    def test_what_is_no_code_fits_no_step(self, codes: TimeCodes, code: str) -> None:
        """Text that is not six ASCII digits belongs to no step."""
        if not (len(code) == 6 and code.isascii() and code.isdecimal()):
            assert codes.matching_step(SECRET, code, range(1, 4)) is None

    def test_tells_a_device_what_it_needs(self, codes: TimeCodes) -> None:
        """The address holds the secret, the account, and the numbers that the codes are reckoned with."""
        address = urlsplit(codes.address(SECRET, "ada+x@example.org"))
        facts = parse_qs(address.query)

        assert (address.scheme, address.netloc) == ("otpauth", "totp")
        assert unquote(address.path).endswith(":ada+x@example.org")
        assert facts["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"] == [codes.spelled(SECRET)]
        assert (facts["digits"], facts["period"]) == (["6"], ["30"])
