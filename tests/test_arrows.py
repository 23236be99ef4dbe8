"""How the parts lean on each other: in one direction, found by installation, not by tricks."""

import ast
from pathlib import Path

import pytest
from support import ROOT

BOOKLINT = ROOT / "packages/booklint/src/booklint"
OURS = {
    *("booklint", "hubdata", "house_rules", "hub", "linkhealth"),
    *(folder.parent.name for folder in ROOT.glob("*/__init__.py")),
}
MAY_IMPORT = {
    BOOKLINT: {"booklint"},
    ROOT / "tools/hubdata": {"booklint", "hubdata"},
    # What the build refuses, it refuses by the rules of the checks.
    ROOT / "book/_ext/hub": {"booklint", "hubdata", "house_rules", "hub"},
    ROOT / "tools/house_rules": {"booklint", "hubdata", "house_rules"},
    ROOT / "packages/linkhealth/src/linkhealth": {"booklint", "linkhealth"},
    ROOT / "figures/draw": {"booklint", "hubdata", "figures"},
    ROOT / "scaffold": {"booklint", "hubdata", "hub", "figures", "scaffold"},
    ROOT / "bench": {"booklint", "hubdata", "hub", "bench"},
}
PROGRAMS = [
    file
    for file in sorted(ROOT.rglob("*.py"))
    if not {".venv", "_build", "node_modules", "tests"} & set(file.relative_to(ROOT).parts)
]


def imports(file: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.update(f"{node.module}.{each.name}" for each in node.names)
    return found


@pytest.mark.parametrize("folder", MAY_IMPORT, ids=lambda folder: folder.name)
def test_imports_go_one_way(folder: Path):
    files = sorted(folder.rglob("*.py"))
    assert files
    wrong = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in files
        for name in imports(file)
        if name.partition(".")[0] in OURS - MAY_IMPORT[folder]
    }
    assert wrong == set()


def test_no_rule_file_imports_another():
    files = sorted((BOOKLINT / "rules").glob("*.py"))
    wrong = {
        f"{file.name}: {name}"
        for file in files
        for name in imports(file)
        if name.startswith("booklint.rules")
    }
    assert len(files) > 10
    assert wrong == set()


def test_python_finds_everything_by_installation():
    """No program bends the path that modules are looked for on."""
    bent = [
        str(file.relative_to(ROOT))
        for file in PROGRAMS
        if any(
            isinstance(node, ast.Attribute)
            and node.attr == "path"
            and isinstance(node.value, ast.Name)
            and node.value.id == "sys"
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        )
    ]
    assert bent == []
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in lines if "PYTHONPATH" in line] == ["unexport"]
    assert "pythonpath" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_only_one_place_of_the_checks_reads_the_clock():
    reading = {
        file.name
        for file in BOOKLINT.rglob("*.py")
        if any(
            isinstance(node, ast.Attribute)
            and node.attr in ("today", "now", "time", "utcnow")
            and isinstance(node.value, ast.Attribute | ast.Name)
            and ast.unparse(node.value) in ("datetime.date", "datetime.datetime", "date", "time")
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        )
    }
    assert reading == {"clock.py"}
