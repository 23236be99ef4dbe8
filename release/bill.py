"""Writes the software bill of materials: every package that the book is built and tested with."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from release.errors import CannotReleaseError
from release.lock import LOCK

_SCHEMA = SchemaVersion.V1_6
_PROGRAM = "cyclonedx-py"


def bill_of_materials(
    root: Path, name: str, version: str, time: int, archive: bytes, addresses: dict[str, str]
) -> bytes:
    """Return the bill in CycloneDX JSON: the locked packages, and the archive that they made.

    `addresses` are those of the archive's `website` and `vcs`. The bill has no serial number and no
    clock of its own, which would change on every run; its time is that of the archive.
    Raises `CannotReleaseError` if the program that makes it fails, or makes what its schema refuses.
    """
    bill = _packages(root / LOCK, time)
    bill["metadata"]["component"] = {
        "type": "application",
        "bom-ref": name,
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": "CC-BY-4.0"}}, {"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(archive).hexdigest()}],
        "externalReferences": [
            {"type": kind, "url": url} for kind, url in sorted(addresses.items())
        ],
    }
    components = sorted(component["bom-ref"] for component in bill["components"])
    bill["dependencies"].insert(0, {"ref": name, "dependsOn": components})
    text = f"{json.dumps(bill, indent=2, ensure_ascii=False)}\n"
    if fault := JsonStrictValidator(_SCHEMA).validate_str(text):
        raise CannotReleaseError(f"The bill of materials breaks its schema: {fault}")
    return text.encode("utf-8")


def _packages(lock: Path, time: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", lock.name]
    # What it makes is validated here, once the archive stands in it.
    command += [
        "--no-validate",
        "--output-reproducible",
        "--of",
        "JSON",
        "--sv",
        _SCHEMA.to_version(),
    ]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(time)}
    ended = subprocess.run(
        command, cwd=lock.parent, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise CannotReleaseError(
            f"{_PROGRAM} could not read {lock.name}: {ended.stderr.strip()[-500:]}"
        )
    return json.loads(ended.stdout)
