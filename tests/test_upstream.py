"""What other packages do not document and this book uses is there, and stands in one module."""

from __future__ import annotations

import ast
import importlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from hub import upstream
from packaging.specifiers import SpecifierSet
from support import ROOT

HUB = ROOT / "book/_ext/hub"


def gone() -> list[str]:
    """The names that the installed packages do not have; what is not installed is left out."""
    return [
        f"{package} {installed}: {name}"
        for package, names in upstream.NAMES.items()
        if (installed := version_of(package))
        for name in names
        if not is_there(name)
    ]


def untried() -> list[str]:
    """The installed packages of a version with which nobody has tried these names."""
    return [
        f"{package} {installed} is not in {versions}"
        for package, versions in upstream.VERSIONS.items()
        if (installed := version_of(package)) and installed not in SpecifierSet(versions)
    ]


def version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def is_there(name: str) -> bool:
    module, _, path = name.partition(":")
    try:
        found = importlib.import_module(module)
    except ImportError:
        return False
    for step in path.split("."):
        if step.endswith("()"):
            set_by = getattr(found, step.removesuffix("()"), None)
            return path.rpartition(".")[2] in set_by.__init__.__code__.co_names
        if not hasattr(found, step):
            return False
        found = getattr(found, step)
    return True


def test_every_private_name_is_there():
    assert gone() == [], "a package has changed: look at hub/upstream.py"


def test_the_installed_versions_are_those_that_were_tried():
    assert untried() == [], "try the book, then widen VERSIONS in hub/upstream.py"


@pytest.mark.parametrize(
    "name",
    [
        "docutils.nodes:no_such_name",
        "docutils.nodes:Node.no_such_method",
        "docutils.no_such_module:name",
        "sphinx.writers.html5:HTML5Translator()._no_such_attribute",
    ],
)
def test_a_name_that_is_gone_is_named(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upstream, "NAMES", {"docutils": (name,)})
    [said] = gone()
    assert said.startswith("docutils 0.")
    assert said.endswith(name)


def test_an_untried_version_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upstream, "VERSIONS", {"docutils": "<0.1", "no-such-package": ">=1"})
    [said] = untried()
    assert said.endswith("is not in <0.1")


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(HUB.rglob("*.py")) if file.name != "upstream.py"],
    ids=lambda file: file.relative_to(HUB).as_posix(),
)
def test_no_other_module_imports_jupyter_book_or_a_private_name(file: Path):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            assert not (node.module or "").startswith("jupyter_book"), node.lineno
            names = [alias.name for alias in node.names]
            private = [name for name in names if name.startswith("_") and name != "__version__"]
            assert not private, f"line {node.lineno}: {private}"
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("jupyter_book") for alias in node.names)
