"""The files that GitHub, editors and newcomers read: valid, true, and in step with the project."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hubdata.export_schema import schemas
from hubdata.records import Records
from support import BOOK, ROOT, page_with, run

from scaffold.__main__ import COMMANDS

CONFIG = ROOT / ".github/ISSUE_TEMPLATE/config.yml"
FORMS = sorted({*CONFIG.parent.glob("*.yml")} - {CONFIG})
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
OF_THE_BOOK = BOOK / f"{page_with('(in-the-browser)=')}.md"
GUIDES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", OF_THE_BOOK)


def read_yaml_file(path: str) -> dict:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def words(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text).split()).lower()


def targets() -> dict[str, str]:
    """Return the targets that `make` lists, each with what it says about them."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([a-z-]+):.*## (.+)$", text))


# --- files of a given form ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-issue-config", [CONFIG]),
        ("vendor.github-issue-forms", FORMS),
        ("vendor.citation-file-format", [ROOT / "CITATION.cff"]),
        ("vendor.github-workflows", WORKFLOWS),
        ("custom.github-workflows-require-timeout", WORKFLOWS),
        ("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
        ("vendor.readthedocs", [ROOT / ".readthedocs.yaml"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_what_its_reader_expects(schema: str, files: list[Path]):
    assert files
    ended = run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_has_names_and_labels_of_its_own(form: Path):
    body = yaml.safe_load(form.read_text(encoding="utf-8"))["body"]
    asked = [item for item in body if item["type"] != "markdown"]
    for key in (
        [item["id"] for item in asked],
        [words(item["attributes"]["label"]) for item in asked],
    ):
        assert len(set(key)) == len(key)


def test_the_pull_request_asks_three_lines():
    text = (ROOT / ".github/pull_request_template.md").read_text(encoding="utf-8")
    assert len(text.strip().split("\n")) == 3


# --- who reviews what ----------------------------------------------------------------------------


RULES = [
    line.split()
    for line in (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def owners(path: str) -> list[str]:
    """Return whom GitHub asks about a path: the last pattern that fits decides."""
    asked = []
    for pattern, *named in RULES:
        fits = re.escape(pattern).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
        if pattern == "*" or re.fullmatch(fits, f"/{path}"):
            asked = named
    return asked


def test_every_pattern_fits_something_and_names_a_team_or_nobody():
    for pattern, *named in RULES:
        if not pattern.endswith(".jpg"):  # nobody has given a photograph yet
            assert list(ROOT.glob(pattern.lstrip("/"))), pattern
        assert all(re.fullmatch(r"@[\w-]+(/[\w-]+)?", owner) for owner in named), pattern


@pytest.mark.parametrize(
    "path",
    ["base64.py", "a/b.yml", "book/a.py", "book/_data/a.py", "figures/a.py", "figures/a/b.svg"],
)
def test_what_nobody_has_thought_of_has_an_owner(path: str):
    assert owners(path)


def test_code_has_an_owner_and_words_have_none(tmp_path: Path):
    # A repository of its own knows what is ignored, in a source archive without `.git` too.
    here = ["git", f"--git-dir={tmp_path}", f"--work-tree={ROOT}"]
    subprocess.run([*here, "init", "--quiet"], check=True)
    listing = [*here, "ls-files", "-z", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = listed.strip("\0").split("\0")
    assert len(found) > 100
    for path in found:
        words = bool(re.fullmatch(r"book/(.+\.md|_data/\w+\.yml)", path))
        if words or path.endswith((".py", ".js", ".html", ".in")) or path.startswith(".github/"):
            assert bool(owners(path)) != words, path


# --- licences and citation -----------------------------------------------------------------------


def test_the_licence_of_the_words_is_the_whole_text():
    whole = (files("license_expression") / "data/cc-by-4.0.LICENSE").read_text(encoding="utf-8")
    assert words((ROOT / "LICENSE").read_text(encoding="utf-8")) == words(whole)


def test_the_licence_of_the_code_is_the_whole_text(records: Records):
    [theirs] = [file for file in distribution("filelock").files if file.name == "LICENSE"]
    ours = (ROOT / "LICENSE-CODE").read_text(encoding="utf-8")
    permission = theirs.read_text().partition("Permission is hereby granted")[2]
    assert words(permission) == words(ours.partition("Permission is hereby granted")[2])
    assert ours.startswith(f"MIT License\n\nCopyright (c) 2026 {records.author}\n")


def test_the_citation_names_this_book(records: Records):
    citation = read_yaml_file("CITATION.cff")
    config = read_yaml_file("book/_config.yml")
    for entry in (citation, citation["preferred-citation"]):
        assert entry["title"] == config["title"]
        assert entry["url"] == config["html"]["baseurl"]
        assert entry["authors"] == [{"name": records.author}]
        assert entry["license"] == "CC-BY-4.0"
    assert citation["repository-code"] == config["repository"]["url"]


# --- editors and hooks ---------------------------------------------------------------------------


def test_an_editor_knows_the_schema_of_every_data_file():
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    known = {Path(data).stem: Path(schema) for schema, data in settings["yaml.schemas"].items()}
    assert known.keys() == schemas().keys()
    assert {each for schema in known.values() for each in (ROOT / schema).parent.iterdir()} == {
        ROOT / schema for schema in known.values()
    }
    for name, schema in known.items():
        assert schema.stem == name
        assert json.loads((ROOT / schema).read_text(encoding="utf-8")) == schemas()[name], (
            f"{schema} is out of date: run python -m hubdata.export_schema"
        )
        assert (ROOT / "book/_data" / f"{name}.yml").exists()


def test_the_dev_container_builds_the_book_with_commands_that_exist():
    text = (ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8")
    container = json.loads(text)
    assert re.search(r":\d+\.\d+", container["image"]), "the image names a version"
    for target in re.findall(r"make ([a-z-]+)", text):
        assert target in targets()


def test_hooks_run_only_what_is_installed_here():
    config = read_yaml_file(".pre-commit-config.yaml")
    assert config["repos"]
    for repository in config["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["language"] in ("system", "unsupported")  # one thing, two names
            assert hook["entry"].startswith(".venv/bin/")


# --- what newcomers are told ---------------------------------------------------------------------


def test_the_readme_lists_the_commands_of_make_and_no_other():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"(?m)^\| `make ([a-z-]+)` \|", text)
    assert set(listed) == targets().keys() - {"help"}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_that_a_guide_shows_exists(guide: Path):
    text = guide.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    offered = set(re.findall(r"(?m)^([a-z-]+):", makefile))
    for target in re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b(?=[`\s]*(?:ARGS|#|`|$))", text, re.M):
        assert target in offered, target
    names = {command.name for command in COMMANDS} | {"from-issue", "form"}
    shown = set(re.findall(r"python -m scaffold ([a-z][a-z-]+)", text))
    assert shown <= names
    for module in re.findall(r"python -m ([a-z_.]+)", text):
        assert (ROOT / module / "__main__.py").exists(), module


def test_the_example_of_the_guide_is_understood():
    """The options that CONTRIBUTING.md shows are options of the command."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = re.findall(r"make ([\w-]+) .*?ARGS='([^']+)'", text)
    assert {name for name, _ in shown} == {"case-study", "figure"}
    questions = {each.name: each.questions for each in COMMANDS}
    for name, options in shown:
        known = {f"--{question.name}" for question in questions[name]}
        assert set(re.findall(r"--[a-z-]+", options)) <= known
