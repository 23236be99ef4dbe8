"""A release is the tested site and nothing else, the same bytes every time; an audit never pretends."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath

import pytest
from conftest import ROOT, Built
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from release import __main__ as command
from release import advisories, github
from release.archive import packed
from release.checksums import NAME, checksums, verified
from release.errors import CannotReleaseError
from release.lock import LOCK, read_lock

TIME = 1_700_000_000


def members(content: bytes) -> list[tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return archive.getmembers()


# --- the archive ---------------------------------------------------------------------------------


def site(folder: Path, names: list[str]) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return folder


NAMES = ["index.html", "a/b.html", "a.html", ".nojekyll", "é.html", "long/" + "x" * 120 + ".html"]


def test_the_same_files_give_the_same_bytes_whatever_else_differs(tmp_path: Path):
    first = site(tmp_path / "first", NAMES)
    second = site(tmp_path / "second elsewhere", NAMES[::-1])
    for number, file in enumerate(sorted(second.rglob("*"))):
        os.utime(file, (number, number))
        file.chmod(0o700)
    assert packed(first, "book", TIME) == packed(second, "book", TIME)


def test_an_entry_tells_nothing_but_its_name_and_content(tmp_path: Path):
    content = packed(site(tmp_path / "site", NAMES), "book", TIME)
    for entry in members(content):
        assert (entry.uid, entry.gid, entry.uname, entry.gname) == (0, 0, "", "")
        assert (entry.mtime, stat.S_IMODE(entry.mode), entry.isreg()) == (TIME, 0o644, True)
    names = [entry.name for entry in members(content)]
    assert names == sorted(names)
    # The header of the compressed file holds neither the clock nor a name.
    assert content[:4] + content[8:10] == b"\x1f\x8b\x08\x00\x02\xff"
    assert int.from_bytes(content[4:8], "little") == TIME


def test_no_path_leaves_the_folder_that_it_is_unpacked_in(tmp_path: Path):
    content = packed(site(tmp_path / "site", NAMES), "book", TIME)
    for entry in members(content):
        path = PurePosixPath(entry.name)
        assert path.parts[0] == "book"
        assert not path.is_absolute()
        assert ".." not in path.parts
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    for name in NAMES:
        assert (tmp_path / "out/book" / name).read_text(encoding="utf-8") == name


@pytest.mark.parametrize(
    "name", ["a\nb.html", "a\\..\\b.html", "c:b.html", "a\u202eb.html", "a\x1bb.html"]
)
def test_a_name_that_is_odd_is_not_released(tmp_path: Path, name: str):
    with pytest.raises(CannotReleaseError, match="does not work on every system"):
        packed(site(tmp_path / "site", ["index.html", name]), "book", TIME)


def test_two_names_that_are_one_elsewhere_are_not_released(tmp_path: Path):
    folder = site(tmp_path / "site", ["Straße.html"])
    (folder / "STRASSE.html").write_text("another", encoding="utf-8")
    with pytest.raises(CannotReleaseError, match="the same file as"):
        packed(folder, "book", TIME)


def test_neither_links_nor_special_files_are_released(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    for name, make in {
        "link": lambda file: file.symlink_to(secret),
        "folder": lambda file: file.symlink_to(tmp_path),
        "pipe": os.mkfifo,
    }.items():
        folder = site(tmp_path / name, ["index.html"])
        make(folder / name)
        with pytest.raises(CannotReleaseError, match="only files and folders"):
            packed(folder, "book", TIME)


# --- a whole release -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(built: Built, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return command.release(ROOT, built.folder, tmp_path_factory.mktemp("release") / "files")


def contents(files: list[Path]) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in files}


def test_two_releases_have_the_same_bytes(
    built: Built, released: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Also in another folder, time zone and language, and with a clock that somebody has set."""
    again = tmp_path / "another folder"
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT / 'book/_ext'}{os.pathsep}{ROOT}",
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C.UTF-8",
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONHASHSEED": "7",
    }
    options = ["--built", str(built.folder), "--output", str(again)]
    subprocess.run(
        [sys.executable, "-m", "release", *options], cwd=tmp_path, env=environment, check=True
    )
    assert contents(list(again.iterdir())) == contents(released)


def test_the_archive_holds_the_tested_site_and_nothing_else(built: Built, released: list[Path]):
    [archive] = [file for file in released if file.name.endswith(".tar.gz")]
    with tarfile.open(archive) as opened:
        found = {
            entry.name.partition("/")[2]: opened.extractfile(entry).read()
            for entry in opened.getmembers()
        }
    wanted = {
        file.relative_to(built.html).as_posix(): file.read_bytes()
        for file in built.html.rglob("*")
        if file.is_file()
    }
    assert found == wanted
    assert "index.html" in found


def test_the_checksums_hold(released: list[Path]):
    [sums] = [file for file in released if file.name == NAME]
    assert sorted(released) == sorted([*verified(sums.parent), sums])
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", NAME],
        cwd=sums.parent,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(released) - 1


@pytest.mark.parametrize("fault", ["changed", "gone", "elsewhere", "no list", "empty", "a link"])
def test_a_release_that_is_not_whole_is_noticed(tmp_path: Path, fault: str):
    file = tmp_path / "files/book.tar.gz"
    file.parent.mkdir()
    file.write_bytes(b"whole")
    (tmp_path / "files" / NAME).write_text(checksums({file.name: b"whole"}))
    assert verified(file.parent) == [file]
    if fault == "changed":
        file.write_bytes(b"half")
    elif fault == "gone":
        file.unlink()
    elif fault == "elsewhere":
        (tmp_path / "book.tar.gz").write_bytes(b"whole")
        (file.parent / NAME).write_text(checksums({"../book.tar.gz": b"whole"}))
    elif fault == "no list":
        (file.parent / NAME).unlink()
    elif fault == "empty":
        (file.parent / NAME).write_text("")
    else:
        shutil.move(file, tmp_path)
        file.symlink_to(tmp_path / file.name)
    with pytest.raises(CannotReleaseError):
        verified(file.parent)


def test_the_bill_lists_every_locked_package_with_version_and_hashes(released: list[Path]):
    [file] = [file for file in released if file.name.endswith(".cdx.json")]
    bill = json.loads(file.read_text(encoding="utf-8"))
    listed = {
        (component["name"], component["version"]): {
            one["content"]
            for reference in component["externalReferences"]
            for one in reference["hashes"]
            if one["alg"] == "SHA-256"
        }
        for component in bill["components"]
    }
    # Counted here in another way than the program counts.
    text = (ROOT / LOCK).read_text(encoding="utf-8")
    blocks = re.findall(r"(?m)^([\w.-]+)==(\S+)((?:.*\\\n)+.*)$", text)
    assert len(blocks) == text.count("==") - len(re.findall(r"; .*==", text))
    assert listed == {
        (name, version): set(re.findall(r"sha256:(\w{64})", rest)) for name, version, rest in blocks
    }
    assert all(component["purl"].startswith("pkg:pypi/") for component in bill["components"])


def test_the_bill_is_valid_and_names_the_archive(released: list[Path]):
    [file] = [file for file in released if file.name.endswith(".cdx.json")]
    [archive] = [file for file in released if file.name.endswith(".tar.gz")]
    text = file.read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    about = json.loads(text)["metadata"]["component"]
    assert archive.name == f"{about['name']}-{about['version']}.tar.gz"
    [digest] = about["hashes"]
    assert f"{digest['content']}  {archive.name}\n" in (file.parent / NAME).read_text()
    assert str(ROOT) not in text


def test_a_tag_names_the_version(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(command, "bill_of_materials", lambda *_: b"a bill")
    files = command.release(ROOT, built.folder, tmp_path, "v2026.11")
    assert files[0].name == "practitioners-hub-book-2026.11.tar.gz"
    assert members(files[0].read_bytes())[0].name.startswith("practitioners-hub-book-2026.11/")


def test_a_site_of_other_sources_is_not_released(built: Built, tmp_path: Path):
    (tmp_path / "built").mkdir()
    (tmp_path / "built/html").symlink_to(built.html)
    for stamp in ("", "0" * 64):
        (tmp_path / "built/.inputs-html").write_text(stamp)
        with pytest.raises(CannotReleaseError, match="not built from what is here"):
            command.release(ROOT, tmp_path / "built", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("version", ["../up", "a/b", "a b", ".hidden", "-x", "x" * 41, "1\n2"])
def test_a_version_cannot_be_a_path(
    built: Built, tmp_path: Path, version: str, capsys: pytest.CaptureFixture
):
    options = ["--built", str(built.folder), "--output", str(tmp_path / "out")]
    assert command.main([*options, f"--version={version}"]) == 2
    assert "cannot be a version" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


class Killed(BaseException):
    """What nothing catches."""


@pytest.mark.parametrize("stopped", [0, 1, 2])
def test_stopped_at_any_moment_there_are_checksums_only_for_what_is_whole(
    built: Built,
    released: list[Path],
    tmp_path: Path,
    stopped: int,
    monkeypatch: pytest.MonkeyPatch,
):
    output = tmp_path / "out"
    shutil.copytree(released[0].parent, output)
    writes: list[Path] = []
    monkeypatch.setattr(command, "bill_of_materials", lambda *_: b"a bill")

    def stopping(write):
        def one(file: Path, content):
            writes.append(file)
            if len(writes) == stopped + 1:
                raise Killed
            return write(file, content)

        return one

    monkeypatch.setattr(command, "write_bytes", stopping(command.write_bytes))
    monkeypatch.setattr(command, "write_text", stopping(command.write_text))
    with pytest.raises(Killed):
        command.release(ROOT, built.folder, output, "2")
    assert not (output / NAME).exists()
    partly = contents(list(output.iterdir()))
    new = contents(command.release(ROOT, built.folder, output, "2"))
    assert len(partly) == len(writes[:stopped]) == stopped
    assert partly.items() <= new.items()
    assert contents(list(output.iterdir())) == new


# --- the lock ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        f"sphinx --hash=sha256:{'a' * 64}",
        f"sphinx>=7 --hash=sha256:{'a' * 64}",
        f"sphinx==7,!=7.1 --hash=sha256:{'a' * 64}",
        "sphinx==7.4.7",
        f"sphinx @ https://example.org/sphinx.whl --hash=sha256:{'a' * 64}",
        "-r other.txt",
        "--index-url https://example.org",
    ],
)
def test_a_line_that_pins_nothing_is_named(line: str):
    with pytest.raises(CannotReleaseError, match=rf"{LOCK}:3: this line does not pin"):
        read_lock(f"# words\n\n{line}\n")


# --- the audit -----------------------------------------------------------------------------------

SMALL_LOCK = f"""\
attrs==26.1.0 \\
    --hash=sha256:{"a" * 64}
appnope==1.0.0 ; sys_platform == 'no-such-system' \\
    --hash=sha256:{"b" * 64}
soupsieve==2.10 ; python_full_version < '3.11.5' \\
    --hash=sha256:{"c" * 64}
soupsieve==4.1.2 ; python_full_version >= '3.11.5' \\
    --hash=sha256:{"d" * 64}
"""
# How OSV answers, shortened to what pip-audit reads of it.
ADVISORY = {
    "id": "GHSA-8q59-q68h-6hv4",
    "aliases": ["CVE-2020-14343"],
    "summary": "Improper input validation.\n::error::x \x1b[2J",
    "schema_version": "1.6.0",
    "affected": [
        {
            "package": {"name": "any", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}],
        }
    ],
}


class Source:
    """A server on this machine that answers as OSV does."""

    def __init__(self) -> None:
        self.unsafe = {("pyyaml", "5.3")}
        self.status = 200
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                query = json.loads(self.rfile.read(length))
                package = (query["package"]["name"], query["version"])
                outer.asked.append(package)
                said: dict = {}
                if package in outer.unsafe:
                    advisory = json.loads(json.dumps(ADVISORY))
                    advisory["affected"][0]["package"]["name"] = package[0]
                    said = {"vulns": [advisory]}
                body = json.dumps(said).encode()
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep the output of the tests to themselves."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/query"


@pytest.fixture
def source() -> Iterator[Source]:
    running = Source()
    thread = threading.Thread(target=running.server.serve_forever, daemon=True)
    thread.start()
    yield running
    running.server.shutdown()
    running.server.server_close()
    thread.join()


def audit(tmp_path: Path, url: str, capsys: pytest.CaptureFixture) -> tuple[int, str, str]:
    lock = tmp_path / LOCK
    lock.write_text(SMALL_LOCK, encoding="utf-8")
    code = advisories.main(["--lock", str(lock), "--osv-url", url])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_every_locked_package_is_asked_about_on_any_system(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture
):
    code, out, err = audit(tmp_path, source.url, capsys)
    assert (code, err) == (0, "")
    assert out == f"No known vulnerability in the 4 packages of {LOCK}.\n"
    locked = {("attrs", "26.1.0"), ("appnope", "1.0.0")}
    locked |= {("soupsieve", "2.10"), ("soupsieve", "4.1.2")}
    assert set(source.asked) == locked | {("pyyaml", "5.3")}


def test_what_is_unsafe_is_named_at_its_line_with_the_repair(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture
):
    source.unsafe.add(("soupsieve", "2.10"))
    code, out, err = audit(tmp_path, source.url, capsys)
    assert code == 1
    [what, repair] = out.splitlines()
    assert what.startswith(f"{LOCK}:5: soupsieve 2.10: CVE-2020-14343, GHSA-8q59-q68h-6hv4. ")
    assert repair == "    Take 99.1 or newer: `make lock`, then `make test`."
    assert "\x1b" not in out
    assert err.startswith("1 known vulnerabilities in 1 packages")


def test_a_source_that_cannot_be_reached_is_said_in_one_line(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture
):
    url = source.url
    source.server.server_close()
    code, out, err = audit(tmp_path, url, capsys)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("NOT AUDITED: no source of advisories answered for 4 of 4 packages")
    assert "it could not be reached" in err
    assert "Run `make audit` again where one of them can be reached" in err


def test_a_source_without_any_advisory_does_not_count(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture
):
    """A mirror that serves packages alone says of each that nothing is wrong with it."""
    source.unsafe.clear()
    code, out, err = audit(tmp_path, source.url, capsys)
    assert (code, out) == (2, "")
    assert "it knows no advisory even for a version that is known to be unsafe" in err


def test_a_source_that_fails_does_not_count(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture
):
    source.status = 503
    code, out, err = audit(tmp_path, source.url, capsys)
    assert (code, out) == (2, "")
    assert err.startswith("NOT AUDITED: ")


def stub(folder: Path, answers: dict[str, str]) -> list[str]:
    """Return a program in the place of pip-audit that says what was recorded for each source.

    A recorded answer names packages as `{name: skipped or the list of its faults}`; others are sound.
    """
    file = folder / "stub.py"
    file.write_text(
        "import json, re, sys\n"
        "from pathlib import Path\n"
        f"answers = json.loads({json.dumps(json.dumps(answers))})\n"
        "said = answers[sys.argv[sys.argv.index('--vulnerability-service') + 1]]\n"
        "if isinstance(said, str):\n    sys.exit(said)\n"
        "lock = Path(sys.argv[sys.argv.index('--requirement') + 1]).read_text()\n"
        "found = []\n"
        "for name, version in re.findall(r'(?m)^([\\w.-]+)==(\\S+)', lock):\n"
        "    answer = said.get(name, [])\n"
        "    each = {'name': name, 'skip_reason': answer}\n"
        "    if isinstance(answer, list):\n"
        "        each = {'name': name, 'version': version, 'vulns': answer}\n"
        "    found.append(each)\n"
        "print(json.dumps({'dependencies': found, 'fixes': []}))\n"
        "sys.exit(int(any(each.get('vulns') for each in found)))\n",
        encoding="utf-8",
    )
    return [sys.executable, str(file)]


FAULT = {"id": "PYSEC-1", "fix_versions": [], "aliases": [], "description": "Words. " * 99}


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        # As recorded where the first source is a mirror without advisories and the second is away.
        (
            {"pypi": {"attrs": "not found", "pyyaml": "not found"}, "osv": "ConnectionError: no"},
            2,
            "for 4 of 4 packages",
        ),
        ({"pypi": {"pyyaml": [FAULT]}, "osv": "never asked"}, 0, ""),
        ({"pypi": "gone", "osv": {"pyyaml": [FAULT]}}, 0, ""),
        (
            {"pypi": {"pyyaml": [FAULT], "attrs": "not found"}, "osv": "network is unreachable"},
            2,
            "for 1 of 4 packages (attrs 26.1.0) (OSV: it could not be reached)",
        ),
        (
            {"pypi": {"pyyaml": [FAULT], "attrs": "not found"}, "osv": {"pyyaml": [FAULT]}},
            0,
            "",
        ),
        (
            {"pypi": {"pyyaml": [FAULT], "attrs": [FAULT], "appnope": "x"}, "osv": "gone"},
            1,
            "1 known vulnerabilities in 1 packages",
        ),
    ],
    ids=["mirror", "first", "second", "one missing", "second fills in", "unsafe and missing"],
)
def test_the_second_source_is_asked_what_the_first_did_not_answer(
    tmp_path: Path, said: dict, code: int, words: str, capsys: pytest.CaptureFixture
):
    lock = tmp_path / LOCK
    lock.write_text(SMALL_LOCK, encoding="utf-8")
    assert advisories.main(["--lock", str(lock)], stub(tmp_path, said)) == code
    printed = capsys.readouterr()
    assert words in printed.err
    assert ("NOT AUDITED" in printed.err) == (bool(code) and "never asked" not in said["osv"])
    assert ("No known vulnerability" in printed.out) == (code == 0)


# --- what is published ---------------------------------------------------------------------------


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file in which a stand-in for GitHub's own program notes what it was told."""
    program = tmp_path / "bin/gh"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$TOLD"\nexit "${REFUSE:-0}"\n')
    program.chmod(0o755)
    told = tmp_path / "told.txt"
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TOLD", str(told))
    monkeypatch.chdir(tmp_path)
    files = tmp_path / github.FOLDER
    files.mkdir()
    (files / "book.tar.gz").write_bytes(b"whole")
    (files / NAME).write_text(checksums({"book.tar.gz": b"whole"}))
    return told


def test_a_release_at_github_has_the_listed_files_and_their_list(
    gh: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TAG", "v2026.11")
    assert github.main() == 0
    told = gh.read_text(encoding="utf-8").splitlines()
    assert told[:4] == ["release", "create", "v2026.11", "--verify-tag"]
    assert any("`make release VERSION=2026.11` gets the same files" in line for line in told)
    assert told[-2:] == [f"{github.FOLDER}/book.tar.gz", f"{github.FOLDER}/{NAME}"]


@pytest.mark.parametrize("tag", ["", "main", "--repo=other", "v1 --draft", "v1\nx", "v"])
def test_only_a_tag_of_a_release_is_released(
    gh: Path, tag: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setenv("TAG", tag)
    assert github.main() == 2
    assert "is no tag of a release" in capsys.readouterr().err
    assert not gh.exists()


def test_files_that_changed_on_their_way_are_not_published(
    gh: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setenv("TAG", "v1")
    (github.FOLDER / "book.tar.gz").write_bytes(b"other")
    assert github.main() == 2
    assert "is not as it was released" in capsys.readouterr().err
    assert not gh.exists()


def test_a_refusal_of_github_is_told(
    gh: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setenv("TAG", "v1")
    monkeypatch.setenv("REFUSE", "1")
    assert github.main() == 2
    assert "GitHub made no release of v1" in capsys.readouterr().err


# --- the commands --------------------------------------------------------------------------------


def recipe(target: str) -> str:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return re.search(rf"(?m)^{target}:.*\n((?:\t.*\n)+)", text)[0]


def test_what_is_released_was_built_and_tested_just_before():
    """`make` stops at the first command that fails, so what follows the tests has passed them."""
    lines = recipe("release").splitlines()
    assert lines[0].startswith("release: $(INSTALLED) book ")
    assert lines[1:] == [
        "\t@TESTED_BUILD=book/_build $(BIN)/python -m pytest",
        "\t@$(BIN)/python -m release",
    ]


def test_the_audit_changes_nothing_and_installs_nothing():
    assert recipe("audit").splitlines()[1:] == ["\t@$(BIN)/python -m release.advisories"]
