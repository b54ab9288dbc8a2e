"""What the source never does: rules over its syntax, by our own eyes and by those of bandit."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
SOURCE: Final = ROOT / "src" / "plutopixie"
SECURITY: Final = ROOT / "docs" / "security.md"
#: The program itself: the suites for adapters are tests, which no program imports.
PROGRAM: Final = sorted(path for path in SOURCE.rglob("*.py") if "contracts" not in path.parts)

#: Rules of bandit, by the requirement that they stand for: https://bandit.readthedocs.io/en/latest/plugins
BANDIT: Final[Mapping[str, tuple[str, ...]]] = {
    "SQL from strings": ("B608", "B611", "B610"),
    "a shell": ("B602", "B604", "B605", "B609"),
    "code from strings": ("B102", "B307"),
    "templates that do not escape": ("B701", "B702", "B703", "B704"),
    "XML": ("B313", "B314", "B315", "B316", "B317", "B318", "B319", "B405", "B406", "B407", "B408", "B409", "B411"),
    "objects from bytes": ("B301", "B302", "B403", "B506", "B614"),
    "ciphers": ("B304", "B305", "B413", "B505"),
    "weak hashes": ("B303", "B324"),
    "TLS without verification": ("B323", "B501", "B502", "B503", "B504"),
    "secrets": ("B105", "B106", "B107"),
    "debugging": ("B201",),
}
#: A line that each group must find.
PLANTED: Final[Mapping[str, str]] = {
    "SQL from strings": "conn.execute(f\"SELECT * FROM t WHERE a = '{name}'\")",
    "a shell": "import os\nos.system(name)",
    "code from strings": "eval(name)",
    "templates that do not escape": "import jinja2\njinja2.Environment()",
    "XML": "import xml.etree.ElementTree as tree\ntree.parse(name)",
    "objects from bytes": "import pickle\npickle.loads(name)",
    "ciphers": "from Crypto.Cipher import DES",
    "weak hashes": "import hashlib\nhashlib.md5(name)",
    "TLS without verification": "import ssl\nssl._create_unverified_context()",
    "secrets": "password = 'hunter2hunter2'",
    "debugging": "import flask\napp = flask.Flask(name)\napp.run(debug=True)",
}
#: What bandit takes for a secret and is a name: of a scheme, or words joined by hyphens.
NO_SECRET: Final = re.compile(r"'(?:Bearer|[a-z0-9]+(?:-[a-z0-9]+)+)'")


def _bandit(target: Path, rules: tuple[str, ...]) -> list[dict[str, Any]]:
    command = [
        sys.executable,
        "-m",
        "bandit",
        "-q",
        "-r",
        str(target),
        "-f",
        "json",
        "--exit-zero",
        "-t",
        ",".join(rules),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert report["errors"] == []
    assert report["metrics"]["_totals"]["loc"] > 0
    found: list[dict[str, Any]] = report["results"]
    return found


@pytest.fixture(scope="module")
def findings() -> list[dict[str, Any]]:
    """What bandit finds in the whole source by the rules above."""
    return _bandit(SOURCE, tuple(rule for rules in BANDIT.values() for rule in rules))


def _found(findings: list[dict[str, Any]], group: str) -> list[str]:
    return [
        f"{one['test_id']} {one['filename']}:{one['line_number']} {one['issue_text']}"
        for one in findings
        if one["test_id"] in BANDIT[group] and not NO_SECRET.search(one["issue_text"])
    ]


@pytest.mark.asvs("V1.2.4")
def test_no_statement_is_built_from_strings(findings: list[dict[str, Any]]) -> None:
    """Nowhere is SQL put together from values."""
    assert _found(findings, "SQL from strings") == []


@pytest.mark.asvs("V1.2.5")
def test_no_shell_is_started(findings: list[dict[str, Any]]) -> None:
    """Programs are started with a list of arguments, never by a shell."""
    assert _found(findings, "a shell") == []


@pytest.mark.asvs("V1.3.2")
def test_nothing_is_evaluated(findings: list[dict[str, Any]]) -> None:
    """No text is run as Python."""
    assert _found(findings, "code from strings") == []


@pytest.mark.asvs("V1.3.7")
def test_no_template_engine_is_used(findings: list[dict[str, Any]]) -> None:
    """There are no templates, so none is made of input and none forgets to escape."""
    assert _found(findings, "templates that do not escape") == []
    assert _imported() & {"jinja2", "mako", "django", "chevron", "string.Template"} == set()


@pytest.mark.asvs("V1.5.1")
def test_no_parser_that_expands_entities_is_there(findings: list[dict[str, Any]]) -> None:
    """XML is read by defusedxml alone, and no parser of the standard library is imported."""
    assert _found(findings, "XML") == []
    assert {name.partition(".")[0] for name in _imported()} & {"xml", "lxml", "xmltodict"} == set()
    reading = {path.name for path in PROGRAM if any(name.startswith("defusedxml") for name in _imports(path))}
    assert reading == {"invoice_xml.py"}


@pytest.mark.asvs("V1.5.2")
def test_no_objects_are_made_of_bytes(findings: list[dict[str, Any]]) -> None:
    """Nothing is unpickled but what a parent process sends its own child, which only that one module receives."""
    assert _found(findings, "objects from bytes") == []
    assert {name.partition(".")[0] for name in _imported()} & {"pickle", "marshal", "shelve", "dill", "yaml"} == set()
    receiving = [path.relative_to(SOURCE).as_posix() for path in PROGRAM if _calls(path, "recv")]
    sockets = {"entrypoints/mailbox.py", "adapters/clamav/scanner.py"}  # theirs receive bytes
    assert sorted(set(receiving) - sockets) == ["adapters/reading_process/child.py"]


@pytest.mark.asvs("V11.3.1", "V11.3.2")
def test_no_cipher_is_called(findings: list[dict[str, Any]]) -> None:
    """No module calls a block cipher, an asymmetric one or a padding; TLS is the only encryption there is."""
    assert _found(findings, "ciphers") == []
    assert {name.partition(".")[0] for name in _imported()} & {"Crypto", "Cryptodome", "nacl"} == set()
    assert {name for name in _imported() if name.startswith("cryptography")} <= _TIME_CODES


@pytest.mark.asvs("V11.4.1", "V11.4.3")
def test_hashes_are_approved_and_long(findings: list[dict[str, Any]]) -> None:
    """Every hash and MAC is SHA-256 or longer, but for HMAC-SHA-1 in time codes; BLAKE2b hides nothing."""
    assert [one for one in _found(findings, "weak hashes") if "time_codes" not in one] == []
    called = {name for path in PROGRAM for name in _attributes(path, "hashlib")}
    assert called
    assert called <= {"sha256", "sha384", "sha512", "blake2b"}
    blake = [path.parent.name for path in PROGRAM if "blake2b" in set(_attributes(path, "hashlib"))]
    assert blake == ["common_passwords"]  # places in the list of common passwords
    assert [path.parent.name for path in PROGRAM if "SHA1" in _code(path)] == ["time_codes"]
    named = {word for path in PROGRAM for word in re.findall(r'"(md5|sha1|sha\d+|blake2\w)"', path.read_text("utf-8"))}
    assert named <= {"sha256", "sha384", "sha512"}


@pytest.mark.asvs("V12.3.2")
def test_certificates_are_always_verified(findings: list[dict[str, Any]]) -> None:
    """Nowhere is the verification of certificates switched off."""
    assert _found(findings, "TLS without verification") == []
    for path in PROGRAM:
        assert not re.search(r"CERT_NONE|_create_unverified|verify=False|ssl_cert_reqs", path.read_text("utf-8")), path


@pytest.mark.asvs("V13.3.1", "V13.2.3")
def test_no_secret_stands_in_the_source(findings: list[dict[str, Any]]) -> None:
    """Neither the source nor any other file of the project holds a key, a password or a token."""
    assert _found(findings, "secrets") == []
    for path in _project_files():
        text = path.read_text("utf-8", errors="ignore")
        assert not _SECRETS.search(text), path


@pytest.mark.asvs("V13.4.2")
def test_nothing_is_switched_to_debugging(findings: list[dict[str, Any]]) -> None:
    """No debugger, no reloading and no page of details is switched on anywhere, and no setting can."""
    assert _found(findings, "debugging") == []
    for path in PROGRAM:
        text = path.read_text("utf-8")
        assert not re.search(r"\bpdb\b|breakpoint\(|debug=True|reload=True|faulthandler|traceback\.print", text), path


@pytest.mark.parametrize("group", BANDIT)
def test_what_is_planted_is_found(group: str, tmp_path: Path) -> None:
    """Each group of rules finds what it is there for."""
    (tmp_path / "planted.py").write_text(PLANTED[group] + "\n")

    assert _found(_bandit(tmp_path, BANDIT[group]), group)


_SECRETS: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bxox[baprs]-[0-9A-Za-z-]{10}"
    r"|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}|\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"
)


def _project_files() -> Iterator[Path]:
    """The text files of the project, without what is made or installed."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts)
        made = bool({"build", "dist", "__pycache__"} & set(parts))
        text = path.suffix in {".py", ".md", ".toml", ".txt", ".sql", ".jsonl", ".csv", ".cfg", ""}
        if path.is_file() and text and not hidden and not made:
            yield path


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _imported() -> set[str]:
    return {name for path in PROGRAM for name in _imports(path)}


def _attributes(path: Path, module: str) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module:
            yield node.attr


def _calls(path: Path, method: str) -> list[ast.Call]:
    calls = (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))
    return [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == method]


#: What time-based codes (RFC 6238) are reckoned with; they are HMAC-SHA-1 in every authenticator app.
_TIME_CODES: Final = {
    "cryptography.hazmat.primitives.hashes.SHA1",
    "cryptography.hazmat.primitives.twofactor.hotp.HOTP",
}
#: What the modules of cryptography are called; each use of one stands in the inventory.
_CRYPTOGRAPHY: Final = ("hashlib", "hmac", "secrets", "bcrypt", "jwt", "ssl", "cryptography")


def _cryptographic_modules() -> set[str]:
    found = set()
    for path in PROGRAM:
        names = {name.partition(".")[0] for name in _imports(path)}
        if names & set(_CRYPTOGRAPHY) or "urandom" in _attributes(path, "os"):
            found.add(path.relative_to(SOURCE).as_posix())
    return found


def _table(page: Path, name: str) -> list[list[str]]:
    """The rows of a marked table of a page, cell by cell, without its head."""
    found = re.search(rf"<!-- {name}: begin -->\n(.*)\n<!-- {name}: end -->", page.read_text("utf-8"), re.DOTALL)
    assert found is not None, name
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines() if line.startswith("|")
    ]
    return rows[2:]


@pytest.mark.asvs("V11.1.2", "V11.2.1")
def test_the_inventory_of_cryptography_is_complete() -> None:
    """Every module that hashes, signs, draws secrets or speaks TLS stands in docs/security.md with its reason."""
    listed = {path for row in _table(SECURITY, "cryptography") for path in re.findall("`([^`]+[.]py)`", row[0])}
    assert listed == _cryptographic_modules()


@pytest.mark.asvs("V11.5.1", "V6.5.3", "V11.6.1")
def test_secrets_come_from_the_system() -> None:
    """What nobody may guess is drawn by `secrets` or `os.urandom`, 16 bytes or more; `random` draws the demo alone."""
    using = {path.relative_to(SOURCE).as_posix() for path in PROGRAM if "random" in set(_imports(path))}
    named = {
        path.relative_to(SOURCE).as_posix() for path in PROGRAM if any(n.startswith("random.") for n in _imports(path))
    }
    assert using | named == {"entrypoints/demo.py"}
    drawn = [
        (path, node)
        for path in PROGRAM
        for method in ("token_urlsafe", "token_hex", "token_bytes", "urandom")
        for node in _calls(path, method)
    ]
    assert len(drawn) >= 6
    for path, node in drawn:
        size = ast.unparse(node.args[0]) if node.args else "32"
        number = int(size) if size.isdecimal() else _constant(path, size)
        least = 8 if path.name == "identities.py" and number == 8 else 12 if path.name == "up.py" else 16
        assert number >= least, (path, ast.unparse(node))


def _constant(path: Path, name: str) -> int:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and node.value is not None:
            return int(ast.literal_eval(node.value))
    raise AssertionError(f"{path}: {name} is no constant of its module")


#: The modules that open connections, or are handed to a library that does; everything else stays on its side.
_CONNECTING: Final = {
    "socket",
    "urllib.request",
    "http.client",
    "ftplib",
    "smtplib",
    "requests",
    "httpx",
    "urllib3",
    "aiohttp",
    "psycopg.connect",
    "psycopg_pool.ConnectionPool",
    "dramatiq_postgres.PostgresBroker",
    "dramatiq.brokers.rabbitmq.RabbitmqBroker",
    "dramatiq.brokers.redis.RedisBroker",
    "gunicorn.app.base.BaseApplication",
}


def _connecting_modules() -> set[str]:
    found = set()
    for path in PROGRAM:
        names = set(_imports(path)) | ({"psycopg.connect"} if "connect" in _attributes(path, "psycopg") else set())
        if names & _CONNECTING:
            found.add(path.relative_to(SOURCE).as_posix())
    return found


@pytest.mark.asvs("V13.1.1", "V13.2.4", "V1.3.6", "V15.3.2")
@pytest.mark.promise("P4.1")
def test_the_inventory_of_connections_is_complete() -> None:
    """Every module that opens a connection stands in docs/operations.md with where it leads."""
    page = ROOT / "docs" / "operations.md"
    listed = {path for row in _table(page, "connections") for path in re.findall("`([^`]+[.]py)`", row[2])}
    assert listed == _connecting_modules()
    fetching = {path.name for path in PROGRAM if any(name.startswith("urllib.request") for name in _imports(path))}
    assert fetching == {"supervisor.py"}  # asks this machine, and follows no redirect: see its tests


@pytest.mark.asvs("V3.3.1", "V3.3.4", "V3.5.1")
def test_no_cookie_is_read_or_written() -> None:
    """No module looks at a cookie or sets one."""
    for path in PROGRAM:
        assert not re.search(r"\bcookies?\b(?!\")|set_cookie|get_cookie|HTTP_COOKIE", _code(path)), path


def _code(path: Path) -> str:
    """The module without its texts and comments."""
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


@pytest.mark.asvs("V1.1.2", "V1.2.1")
def test_each_output_is_encoded_in_one_place() -> None:
    """JSON for clients, CSV and headers are written by the modules that are there for it; nobody writes HTML."""
    http = SOURCE / "entrypoints" / "http"
    writing_json = {path.name for path in http.rglob("*.py") if "dumps" in _attributes(path, "json")}
    # Answers; the server's own refusals, which are fixed; digests of requests; the description.
    assert writing_json == {"encoding.py", "unparsed.py", "decoding.py", "routes.py"}
    writing_csv = {path.name for path in PROGRAM if "csv" in set(_imports(path))}
    assert writing_csv == {"csv_text.py"}
    for path in PROGRAM:
        texts = (node.value for node in ast.walk(_tree(path)) if isinstance(node, ast.Constant))
        assert not any(isinstance(text, str) and re.search(r"<(html|div|p|a|span|script)\b", text) for text in texts), (
            path
        )


@pytest.mark.asvs("V16.2.3")
def test_logs_go_to_standard_error_alone() -> None:
    """There is one handler of logs, which `logs` makes; no module opens a file, a socket or a system log for them."""
    for path in PROGRAM:
        handlers = re.findall(r"\b(\w*Handler)\(", _code(path))
        logging_handlers = {name for name in handlers if name in {"StreamHandler", "FileHandler"} or "Log" in name}
        assert logging_handlers == ({"StreamHandler"} if path.name == "logs.py" else set()), path
        assert {name.partition(".")[0] for name in _imports(path)} & {"syslog"} == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The package as it is shipped."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return zipfile.ZipFile(built)


@pytest.mark.asvs("V15.2.3", "V13.4.1", "V13.3.1")
def test_the_package_holds_the_program_alone(wheel: zipfile.ZipFile) -> None:
    """The wheel has the package and what describes it: no tests, benchmarks, scripts, samples, history or secrets."""
    names = wheel.namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"plutopixie"}
    assert [
        name for name in names if re.search(r"test_|conftest|/tests?/|\.git|\.env|\.pem|\.key$|samples/", name)
    ] == []
    assert {Path(name).suffix for name in names if ".dist-info/" not in name} <= {
        ".py",
        ".sql",
        ".typed",
        ".png",
        ".bin",
    }


@pytest.mark.asvs("V15.2.3")
def test_no_program_loads_test_tools() -> None:
    """The suites for adapters are shipped as a library; neither they nor a test tool is imported by anything else."""
    for path in PROGRAM:
        names = set(_imports(path))
        assert not any(name.startswith("plutopixie.ports.contracts") for name in names), path
        assert {name.partition(".")[0] for name in names} & {"pytest", "hypothesis", "unittest", "mock"} == set(), path


@pytest.mark.asvs("V15.3.6", "V14.3.3")
def test_no_script_is_shipped(wheel: zipfile.ZipFile) -> None:
    """The package holds no JavaScript, no page and no style."""
    assert [name for name in wheel.namelist() if name.endswith((".js", ".mjs", ".html", ".css", ".wasm", ".svg"))] == []


@pytest.mark.asvs("V1.3.10")
def test_formats_are_written_by_us() -> None:
    """What is formatted is always a text of the source: no `format` and no `%` is called on a value from elsewhere."""
    for path in PROGRAM:
        for call in _calls(path, "format"):
            assert isinstance(call.func, ast.Attribute)
            literal = isinstance(call.func.value, ast.Constant)
            ours = ast.unparse(call.func.value) in {"reason", "form.text", "form.subject"}  # texts of the source
            sql = "sql" in ast.unparse(call.func.value).lower()
            assert literal or ours or sql, (path, ast.unparse(call))
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
                assert not isinstance(node.right, ast.Dict | ast.Tuple), (path, ast.unparse(node))
