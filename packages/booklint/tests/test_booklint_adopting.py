"""What lets a book adopt the checks: repairs, a baseline, SARIF, and the hook and the action."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from booklint.cli import main
from booklint.config import DEFAULT_EXTENSIONS
from booklint.examples import run_example
from booklint.finding import Finding
from booklint.fix import apply_repairs
from booklint.registry import all_rules
from booklint.report import as_sarif
from rule_examples import every_example

REPOSITORY = Path(__file__).parents[3]
BOM = "\ufeff"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "_config.yml").write_text("title: Book\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n- file: n\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


FAULTY = (
    BOM + "# Start\r\n\r\n##Next\r\n\r\n![Image of four experts.](http://github.com/a/b)\r\n\r\n"
    "See [it](http://dx.doi.org/10.5281/zenodo.6476040?utm_source=x), `##Next`, [gone](gone.md).\r\n"
)
FIXED = (
    BOM + "# Start\r\n\r\n## Next\r\n\r\n![Four experts.](https://github.com/a/b)\r\n\r\n"
    "See [it](https://doi.org/10.5281/zenodo.6476040), `##Next`, [gone](gone.md).\r\n"
)


# --- repairs -------------------------------------------------------------------------------------


def test_only_the_faults_are_changed_and_a_second_time_changes_nothing(
    book: Path, capsys: pytest.CaptureFixture
):
    write(book / "index.md", FAULTY)
    write(book / "n.md", "# Next\n")
    assert main([".", "--fix"]) == 1
    out, err = capsys.readouterr()
    assert (book / "index.md").read_bytes() == FIXED.encode()
    assert "index.md:3: ##Next → ## Next [markup-shown]" in err
    assert "[link-target]" in out
    assert "[markup-shown]" not in out
    main([".", "--fix"])
    assert "→" not in capsys.readouterr().err
    assert (book / "index.md").read_bytes() == FIXED.encode()


def test_a_cell_of_a_notebook_is_repaired_within_its_json(book: Path):
    source = ["# N\n", "\n", 'The "doi" [é](http://dx.doi.org/10.5281/zenodo.6476040).\n']
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source}]
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=1, ensure_ascii=False)
    write(book / "index.md", "# Start\n")
    write(book / "n.ipynb", text)
    assert main([".", "--fix", "--rule", "doi-syntax"]) == 0
    fixed = text.replace("http://dx.doi.org/", "https://doi.org/")
    assert (book / "n.ipynb").read_text(encoding="utf-8") == fixed


def test_what_may_be_meant_twice_is_left_to_a_person(book: Path):
    text = "# A\n\n`http://dx.doi.org/10.5334/jors.1` is [old](http://dx.doi.org/10.5334/jors.1).\n"
    write(book / "index.md", text)
    assert main([".", "--fix", "--rule", "doi-syntax"]) == 1
    assert (book / "index.md").read_text() == text


def test_part_of_a_longer_address_is_not_the_address(tmp_path: Path):
    write(tmp_path / "a.md", "http://a.org/bc and http://a.org/b/c\n")
    finding = Finding("a.md", 1, "r", "m", "f", repair=("http://a.org/b", "https://a.org/b"))
    assert apply_repairs(tmp_path, [finding]) == []
    assert (tmp_path / "a.md").read_text() == "http://a.org/bc and http://a.org/b/c\n"


def test_what_is_excused_or_off_is_not_repaired(book: Path):
    write(book / "index.md", "# Start\n\n##Next\n")
    write(book / "booklint.toml", 'ignore = ["markup-shown"]\n')
    main([".", "--fix"])
    assert (book / "index.md").read_text() == "# Start\n\n##Next\n"


@pytest.mark.parametrize("name", ["folder.md", "latin.md", "gone.md"])
def test_what_cannot_be_written_is_left(name: str, tmp_path: Path):
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "latin.md").write_bytes(b"caf\xe9 a\n")
    assert apply_repairs(tmp_path, [Finding(name, 1, "r", "m", "f", repair=("a", "b"))]) == []
    assert (tmp_path / "latin.md").read_bytes() == b"caf\xe9 a\n"


def test_each_repair_ends_its_finding(tmp_path: Path):
    repaired = set()
    cases = [(rule, example) for rule in all_rules() for example in every_example(rule)]
    for rule, example in cases:
        found = [each for each in run_example(rule, example) if each.repair]
        if found:
            repaired.add(rule.name)
            for path, content in example.files.items():
                write(tmp_path / path, content)
            assert len(apply_repairs(tmp_path, found)) == len(found), found
            files = {path: (tmp_path / path).read_bytes() for path in example.files}
            again = run_example(rule, replace(example, files=files))
            assert not [each for each in again if each.repair], found
    assert repaired >= {"alt-written", "doi-syntax", "markup-shown", "tracking-parameters"}


# --- a baseline ----------------------------------------------------------------------------------


def test_an_old_book_starts_at_zero_and_only_gets_better(book: Path, capsys: pytest.CaptureFixture):
    write(book / "index.md", "# Start\n\n[a word](gone.md) and [b word](gone.md)\n")
    write(book / "n.md", "# Next\n\n![](map.png)\n")
    baseline = ["--baseline", "known.json"]
    assert main([".", *baseline]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main([".", *baseline, "--write-baseline"]) == 0
    assert main([".", *baseline]) == 0
    # Lines move, and nothing is new.
    write(book / "index.md", "# Start\n\nMore.\n\n[a word](gone.md) and [b word](gone.md)\n")
    assert main([".", *baseline]) == 0
    # The same fault once more is new, and so is another.
    write(book / "index.md", "# Start\n\n[a word](gone.md)\n[b word](gone.md)\n")
    capsys.readouterr()
    assert main([".", *baseline]) == 1
    assert capsys.readouterr().err.endswith("1 finding, 0 notices; 0 waivers used\n")
    # Nothing new enters, and what is fixed does not come back.
    write(book / "n.md", "# Next\n")
    assert main([".", *baseline, "--write-baseline"]) == 1
    write(book / "n.md", "# Next\n\n![](map.png)\n")
    write(book / "index.md", "# Start\n\n[a word](gone.md) and [b word](gone.md)\n")
    capsys.readouterr()
    assert main([".", *baseline]) == 1
    assert "map.png" in capsys.readouterr().out


def test_a_baseline_is_the_same_from_every_folder(book: Path, monkeypatch: pytest.MonkeyPatch):
    write(book / "index.md", "# Start\n\n[a word](gone.md)\n")
    main([".", "--baseline", "known.json", "--write-baseline"])
    monkeypatch.chdir(book.parent)
    assert main([str(book), "--baseline", str(book / "known.json")]) == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"findings": [{}]}', '{"findings": 1}'])
def test_a_broken_baseline_excuses_nothing(text: str, book: Path, capsys: pytest.CaptureFixture):
    write(book / "index.md", "# Start\n")
    write(book / "known.json", text)
    assert main([".", "--baseline", "known.json"]) == 2
    assert "write it anew" in capsys.readouterr().err


def test_a_baseline_must_be_named_to_be_written(capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit) as stop:
        main([".", "--write-baseline"])
    assert stop.value.code == 2
    assert "--baseline FILE" in capsys.readouterr().err


# --- SARIF ---------------------------------------------------------------------------------------


def test_sarif_has_what_its_schema_requires():
    found = [
        Finding("a b/ü.md", 3, "link-target", "x\x1b", "y", cell="cell 1, line 2"),
        Finding("/a.md", 0, "of-a-plug-in", "x", "y", "notice"),
    ]
    text = as_sarif(found)
    assert text.isascii()
    report = json.loads(text)
    assert report["version"] == "2.1.0"
    (run,) = report["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "booklint"
    first, second = run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["region"]["startLine"] >= 1
    assert rules[first["ruleIndex"]]["shortDescription"]["text"].endswith(".")
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC.md"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///a.md"
    assert (first["level"], second["level"]) == ("error", "note")
    assert first["partialFingerprints"] != second["partialFingerprints"]
    assert json.loads(as_sarif([]))["runs"][0]["results"] == []


# --- the hook and the action ---------------------------------------------------------------------


def options() -> set[str]:
    from booklint.cli import _parser

    return {name for action in _parser()._actions for name in action.option_strings}


def test_the_action_runs_the_command_as_it_is():
    action = yaml.safe_load((REPOSITORY / "packages/booklint/action.yml").read_text())
    assert action["runs"]["using"] == "composite"
    steps = action["runs"]["steps"]
    script = "\n".join(step["run"] for step in steps if "run" in step)
    used = {word for word in script.replace('"', " ").split() if word.startswith("--")}
    assert "--format" in used
    assert used - {"--quiet", "--disable-pip-version-check"} <= options()
    # What a caller writes reaches the shell as a variable only, never as part of the script.
    assert "${{" not in script
    for step in steps:
        assert "run" not in step or step["shell"] == "bash"
    named = {name for step in steps for name in step.get("env", {})}
    assert named >= {"BOOK", "BASELINE"}


def test_the_hook_names_the_command():
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"] == "booklint"
    assert hook["pass_filenames"] is False


def test_what_the_parser_needs_for_a_usual_book_is_installed_with_it():
    # Without it every page of a book without settings of its own cannot be read.
    project = tomllib.loads((REPOSITORY / "packages/booklint/pyproject.toml").read_text())
    assert "linkify" in DEFAULT_EXTENSIONS
    assert any(
        each.startswith("myst-parser[linkify]") for each in project["project"]["dependencies"]
    )
