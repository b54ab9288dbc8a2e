"""Files by their content."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.outbound.files import Files, MissingFileError

#: What is no digest; none of it may be taken for a place to look.
NO_DIGESTS: Final = (
    "",
    "../../../etc/passwd",
    "a" * 63,
    "a" * 65,
    "A" * 64,
    "g" * 64,
    "a" * 63 + "\n",
    "a" * 64 + "\x00",
    "../" + "a" * 61,
    "/" + "a" * 63,
    "٣" * 64,
)


class FilesContract:
    """What `Files` promises. Override the fixture `files`."""

    @pytest.fixture
    def files(self) -> Files:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture files with one that returns the adapter to be proven")

    @pytest.fixture
    def organization(self) -> OrganizationId:
        """An organization that keeps nothing yet."""
        return OrganizationId(fresh_id())

    @modest
    @given(content=st.binary(max_size=5000))
    def test_gives_back_what_was_put(self, files: Files, content: bytes) -> None:
        """Any bytes read back as they were, under their SHA-256."""
        organization = OrganizationId(fresh_id())

        digest = files.put(organization, content)

        assert digest == hashlib.sha256(content).hexdigest()
        assert files.get(organization, digest) == content

    def test_keeps_the_largest_file(self, files: Files, organization: OrganizationId) -> None:
        """A file of 20 MiB, the most that people may upload, reads back."""
        content = bytes(range(256)) * 4096 * 20

        assert files.get(organization, files.put(organization, content)) == content

    def test_putting_twice_is_putting_once(self, files: Files, organization: OrganizationId) -> None:
        """The same bytes again give the same digest and are kept once."""
        first, second = files.put(organization, b"same"), files.put(organization, b"same")

        assert first == second
        assert list(files.digests(organization)) == [first]

    def test_what_is_not_there_is_missing(self, files: Files, organization: OrganizationId) -> None:
        """A digest that was never put, or was removed, is missing."""
        digest = files.put(organization, b"content")
        files.remove(organization, digest)

        for gone in (digest, hashlib.sha256(b"never").hexdigest()):
            with pytest.raises(MissingFileError):
                files.get(organization, gone)

    def test_removing_twice_is_removing_once(self, files: Files, organization: OrganizationId) -> None:
        """Removing what is not there is no error, and removes nothing else."""
        kept, gone = files.put(organization, b"kept"), files.put(organization, b"gone")

        files.remove(organization, gone)
        files.remove(organization, gone)

        assert list(files.digests(organization)) == [kept]

    def test_can_be_put_again(self, files: Files, organization: OrganizationId) -> None:
        """What was removed can be put again."""
        files.remove(organization, files.put(organization, b"again"))

        assert files.get(organization, files.put(organization, b"again")) == b"again"

    def test_tells_every_digest(self, files: Files, organization: OrganizationId) -> None:
        """The digests of an organization are all told, and nothing else."""
        put = {files.put(organization, str(number).encode()) for number in range(30)}

        told = list(files.digests(organization))

        assert set(told) == put
        assert len(told) == len(put)

    def test_may_be_removed_while_they_are_told(self, files: Files, organization: OrganizationId) -> None:
        """A sweep may remove each digest as it is told."""
        for number in range(5):
            files.put(organization, str(number).encode())

        for digest in files.digests(organization):
            files.remove(organization, digest)

        assert list(files.digests(organization)) == []

    def test_organizations_are_apart(self, files: Files, organization: OrganizationId) -> None:
        """One organization's file is missing for every other, and removing it there does nothing."""
        other = OrganizationId(fresh_id())
        digest = files.put(organization, b"ours")

        with pytest.raises(MissingFileError):
            files.get(other, digest)
        files.remove(other, digest)

        assert list(files.digests(other)) == []
        assert files.get(organization, digest) == b"ours"

    def test_the_same_file_of_two_organizations_is_two(self, files: Files, organization: OrganizationId) -> None:
        """When one organization removes a file that both keep, the other still has it."""
        other = OrganizationId(fresh_id())
        digest = files.put(organization, b"shared")
        files.put(other, b"shared")

        files.remove(organization, digest)

        assert files.get(other, digest) == b"shared"

    @pytest.mark.parametrize("digest", NO_DIGESTS)
    def test_what_is_no_digest_is_not_there(self, files: Files, organization: OrganizationId, digest: str) -> None:
        """What is no digest, a path above all, leads nowhere."""
        with pytest.raises(MissingFileError):
            files.get(organization, digest)
        files.remove(organization, digest)

    def test_many_at_once(self, files: Files, organization: OrganizationId) -> None:
        """Several threads that put the same and different files all succeed."""
        contents = [str(number % 5).encode() * 1000 for number in range(40)]

        with ThreadPoolExecutor(4) as threads:
            digests = list(threads.map(lambda content: files.put(organization, content), contents))

        assert [files.get(organization, digest) for digest in digests] == contents
        assert len(list(files.digests(organization))) == 5
