"""What every adapter must satisfy: abstract suites that anyone may run over an adapter of their own.

A suite is a class of pytest tests with one hook, a fixture that returns the adapter. It is collected only where you
subclass it under a name that begins with `Test`:

    class TestMyFiles(FilesContract):
        @pytest.fixture
        def files(self, tmp_path: Path) -> Files:
            return MyFiles(tmp_path)

`records.RecordsContract` holds all suites over units of work; `equivalence` runs two adapters side by side and compares
everything they show; `noninterference` proves of a whole installation that nobody notices what other organizations do;
`strategies` makes domain values for property tests of your own.
"""

import pytest

for _name in (
    "api_keys",
    "audit",
    "catalog",
    "clock",
    "codes",
    "concurrency",
    "directory",
    "equivalence",
    "expenses",
    "files",
    "foundation",
    "listing",
    "mail",
    "noninterference",
    "outbox",
    "page_images",
    "page_painters",
    "passwords",
    "people",
    "rates",
    "receipts",
    "reports",
    "requests",
    "second_factors",
    "text_readers",
    "time_codes",
    "throttles",
    "tokens",
    "units",
):
    pytest.register_assert_rewrite(f"{__name__}.{_name}")
