"""`make audit`: asks public lists of known vulnerabilities about every package of the lock.

Nothing is installed or changed. What could not be asked about is said and never counts as sound: a source
that knows none of our packages, or has no advisories at all, answers much like one that finds nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub.unseen import visible

from checks.finding import Finding
from checks.report import as_text
from release import ROOT
from release.errors import CannotReleaseError
from release.lock import LOCK, Package, read_lock

SOUND, FOUND, NOT_AUDITED = 0, 1, 2

# Its advisories are old and well known (CVE-2020-14343 is one): a source that names none has none to tell.
ALARM = Package("pyyaml", "5.3", 0, ("0" * 64,))

# The second is asked about what the first did not answer. Both are public and need no account.
SOURCES = {"the Python Package Index": "pypi", "OSV": "osv"}
_SECONDS = 900
_PROGRAM = (sys.executable, "-m", "pip_audit")


@dataclass
class Answers:
    """What the sources said: which packages they know, and what is wrong with which."""

    known: set[Package] = field(default_factory=set)
    faults: dict[Package, list[dict]] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)


def asked(
    packages: Sequence[Package],
    sources: dict[str, Sequence[str]],
    program: Sequence[str] = _PROGRAM,
) -> Answers:
    """Ask one source after the other, each about what those before it did not answer.

    `sources` are their names, each with the options by which pip-audit asks it.
    """
    answers = Answers()
    for name, options in sources.items():
        left = [package for package in packages if package not in answers.known]
        if not left:
            break
        try:
            told = _told([*program, *options], left)
        except SilentError as error:
            answers.silent[name] = str(error)
            continue
        for package, faults in told.items():
            answers.known.add(package)
            if faults:
                answers.faults[package] = faults
    return answers


class SilentError(Exception):
    """A source could not be asked, or its answer is worth nothing; the message says why."""


def _told(command: Sequence[str], packages: Iterable[Package]) -> dict[Package, list[dict]]:
    """Return what one source says about each package that it knows."""
    told: dict[Package, list[dict]] = {}
    for group in _without_twins([*packages, ALARM]):
        said = {
            (each["name"], each["version"]): each.get("vulns", [])
            for each in _run(command, group)
            if "skip_reason" not in each
        }
        told |= {
            package: said[package.name, package.version]
            for package in group
            if (package.name, package.version) in said
        }
    if not told.pop(ALARM, None):
        raise SilentError("it knows no advisory even for a version that is known to be unsafe")
    return told


def _without_twins(packages: Iterable[Package]) -> list[list[Package]]:
    """Return groups in which no name stands twice; a lock for many Pythons has more than one version."""
    groups: list[dict[str, Package]] = []
    for package in packages:
        group = next((group for group in groups if package.name not in group), None)
        if group is None:
            group = {}
            groups.append(group)
        group[package.name] = package
    return [list(group.values()) for group in groups]


def _run(command: Sequence[str], packages: Sequence[Package]) -> list[dict]:
    """Return what pip-audit says of each package; raises `SilentError` if it says nothing."""
    # Markers are left out: what another system or another Python installs is asked about as well.
    lines = [
        " ".join([f"{each.name}=={each.version}", *(f"--hash=sha256:{one}" for one in each.hashes)])
        for each in packages
    ]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder, LOCK)
        lock.write_text("\n".join([*lines, ""]), encoding="utf-8")
        options = ["--requirement", str(lock), "--require-hashes", "--disable-pip"]
        options += ["--format", "json", "--progress-spinner", "off"]
        try:
            ended = subprocess.run(
                [*command, *options],
                capture_output=True,
                text=True,
                check=False,
                timeout=_SECONDS,
            )
            # A fault ends it with 1 and an answer, as does any other trouble without one.
            return json.loads(ended.stdout)["dependencies"]
        except subprocess.TimeoutExpired:
            raise SilentError(f"it gave no answer within {_SECONDS} seconds") from None
        except (ValueError, KeyError, TypeError):
            raise SilentError(_why(ended.stderr)) from None


def _why(said: str) -> str:
    """Return in a few words why pip-audit gave no answer."""
    last = "".join([line for line in said.splitlines() if line.strip()][-1:])
    if re.search(r"(?i)connect|timed? ?out|network|resolv|proxy", last):
        return "it could not be reached"
    return f"it gave no answer, and pip-audit said «{visible(last)[:200]}»"


def findings(answers: Answers) -> list[Finding]:
    """Return what is known to be unsafe, each at its line of the lock."""
    return sorted(
        Finding(
            LOCK,
            package.line,
            "known-vulnerability",
            f"{package.name} {package.version}: {_names(fault)}. {_first(fault['description'])}",
            _repair(package, fault),
        )
        for package, faults in answers.faults.items()
        for fault in faults
    )


def _names(fault: dict) -> str:
    return ", ".join(dict.fromkeys([fault["id"], *fault.get("aliases", [])]))


def _first(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 200 else f"{text[:200].rsplit(' ', 1)[0]} …"


def _repair(package: Package, fault: dict) -> str:
    versions = fault.get("fix_versions", [])
    if not versions:
        return (
            f"No version is mended yet. Read the advisory; do without {package.name} if it matters."
        )
    return f"Take {' or '.join(versions)} or newer: `make lock`, then `make test`."


def verdict(packages: Sequence[Package], answers: Answers) -> tuple[int, str]:
    """Return the exit code and the last line: what is known, and of how many packages."""
    count = sum(map(len, answers.faults.values()))
    left = [package for package in packages if package not in answers.known]
    unsafe = f"{count} known vulnerabilities in {len(answers.faults)} packages of {LOCK}."
    if not left:
        sound = f"No known vulnerability in the {len(packages)} packages of {LOCK}."
        return (FOUND, unsafe) if count else (SOUND, sound)
    some = ", ".join(f"{each.name} {each.version}" for each in left[:3])
    why = "; ".join(f"{name}: {visible(reason)}" for name, reason in answers.silent.items())
    line = (
        f"NOT AUDITED: no source of advisories answered for {len(left)} of {len(packages)} packages "
        f"({some}{', …' if len(left) > 3 else ''}){f' ({why})' if why else ''}. "
        "Run `make audit` again where one of them can be reached; "
        "the weekly workflow «audit» does."
    )
    return (FOUND, f"{unsafe}\n{line}") if count else (NOT_AUDITED, line)


def main(arguments: Sequence[str] | None = None, program: Sequence[str] = _PROGRAM) -> int:
    """Return 0 if every package is known and sound, 1 if one is unsafe, 2 if not all could be asked about."""
    parser = argparse.ArgumentParser(
        prog="python -m release.advisories",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit codes: 0 all sound, 1 something is known to be unsafe, 2 not audited.",
    )
    parser.add_argument("--lock", type=Path, default=ROOT / LOCK)
    parser.add_argument("--osv-url", help="ask only this server, which answers as OSV does")
    options = parser.parse_args(arguments)
    sources = {name: ["--vulnerability-service", each] for name, each in SOURCES.items()}
    if options.osv_url:
        sources = {options.osv_url: [*sources["OSV"], "--osv-url", options.osv_url]}
    try:
        packages = read_lock(options.lock.read_text(encoding="utf-8"))
        answers = asked(packages, sources, program)
    except CannotReleaseError as error:
        print(error, file=sys.stderr)
        return NOT_AUDITED
    if found := findings(answers):
        print(as_text(found))
    code, line = verdict(packages, answers)
    print(line, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
