"""The workflows are valid, safe and honest, and every command in them exists."""

import json
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from support import ROOT, parsed, run

ZIZMOR = [
    Path(sys.executable).with_name("zizmor"),
    "--persona=auditor",
    "--offline",
    "--format=json",
]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"uses: ([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+")
# What each job may do beyond reading the repository. A new right is a decision, so it is made here.
RIGHTS = {
    ("publish.yml", "deploy"): {"pages": "write", "id-token": "write"},
    ("links.yml", "ask"): {"actions": "read", "contents": "read"},
    ("links.yml", "tell"): {"contents": "read", "issues": "write"},
    ("newest.yml", "tell"): {"contents": "read", "issues": "write"},
    ("audit.yml", "tell"): {"contents": "read", "issues": "write"},
    ("case-study.yml", "tell"): {"issues": "write"},
    ("release.yml", "tell"): {"contents": "write"},
}
READ = {"contents": "read"}


def load(file):
    """A workflow as data; YAML 1.1 reads the key `on` as true."""
    data = yaml.safe_load(file.read_text())
    return {"on" if key is True else key: value for key, value in data.items()}


def jobs():
    return [
        pytest.param(file.name, name, job, id=f"{file.name}:{name}")
        for file in WORKFLOWS
        for name, job in load(file)["jobs"].items()
    ]


def steps_with(key):
    return [
        (file.name, step)
        for file in WORKFLOWS
        for job in load(file)["jobs"].values()
        for step in job["steps"]
        if key in step
    ]


def test_zizmor_finds_nothing_even_as_an_auditor():
    action = ROOT / "packages/booklint/action.yml"
    done = run(*ZIZMOR, *WORKFLOWS, action, ROOT / ".github/dependabot.yml")
    assert json.loads(done.stdout) == [], done.stdout
    assert done.returncode == 0, done.stderr


def test_zizmor_would_find_something(tmp_path):
    """The alarm works: one careless workflow is not let through."""
    bad = tmp_path / ".github/workflows/bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v6\n"
        "      - run: echo ${{ github.event.pull_request.title }}\n"
    )
    done = run(*ZIZMOR, tmp_path)
    found = {finding["ident"] for finding in json.loads(done.stdout)}
    assert {"dangerous-triggers", "unpinned-uses", "template-injection"} <= found


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_begins_with_no_rights_and_runs_one_at_a_time(file):
    workflow = load(file)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    assert isinstance(workflow["concurrency"]["cancel-in-progress"], bool)
    assert "pull_request_target" not in file.read_text()
    assert "workflow_run" not in file.read_text()
    assert "secrets." not in file.read_text()


@pytest.mark.parametrize(("file", "name", "job"), jobs())
def test_a_job_has_the_least_rights_and_a_time_limit(file, name, job):
    assert job["permissions"] == RIGHTS.get((file, name), READ)
    assert 0 < job["timeout-minutes"] <= 45


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_action_is_named_by_its_commit_with_its_version_beside_it(file):
    lines = [line for line in file.read_text().splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert PINNED.search(line), line


def test_one_action_is_one_version_everywhere():
    pins = {}
    for file in WORKFLOWS:
        for action, commit in PINNED.findall(file.read_text()):
            pins.setdefault(action, set()).add(commit)
    assert {action for action, commits in pins.items() if len(commits) > 1} == set()


def test_no_checkout_leaves_its_token_behind():
    for file, step in steps_with("uses"):
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False, file


def make_targets():
    text = (ROOT / "Makefile").read_text()
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def test_every_command_of_a_workflow_is_there():
    targets, scripts = make_targets(), 0
    for file, step in steps_with("run"):
        for target in re.findall(r"(?m)^\s*make ([a-z-]+)", step["run"]):
            assert target in targets, f"{file}: `make {target}` is not in the Makefile"
        for tests in re.findall(r"TESTS=(\S+)", step["run"]):
            assert (ROOT / tests).is_file(), f"{file}: {tests}"
        for script in re.findall(r"(?m)^\s*(\.github/\S+)", step["run"]):
            assert os.access(ROOT / script, os.X_OK), f"{file}: {script} cannot be run"
            scripts += 1
        for lock in re.findall(r"--requirement (\S+)", step["run"]):
            assert (ROOT / lock).is_file(), f"{file}: {lock}"
    assert scripts > 0


def test_what_a_workflow_installs_has_a_hash():
    installs = [step["run"] for _, step in steps_with("run") if "pip install" in step["run"]]
    assert installs
    assert all("--require-hashes --only-binary :all:" in each for each in installs)


def test_no_expression_stands_inside_a_command():
    for file, step in steps_with("run"):
        assert "${{" not in step["run"], file


def test_the_other_host_builds_with_commands_that_make_offers():
    commands = yaml.safe_load((ROOT / ".readthedocs.yaml").read_text())["build"]["commands"]
    assert commands[0] == "make book"
    assert tomllib.loads((ROOT / "netlify.toml").read_text())["build"]["command"] == "make book"


def test_the_published_site_is_the_tested_one():
    """The build is tested where it lies, and nothing touches it until it is handed over."""
    steps = load(ROOT / ".github/workflows/publish.yml")["jobs"]["build"]["steps"]
    commands = [step.get("run") or step["uses"].partition("@")[0] for step in steps]
    assert commands[-3:] == ["make book", "make test", "actions/upload-pages-artifact"]
    assert steps[-2]["env"] == {"TESTED_BUILD": "book/_build"}
    assert steps[-1]["with"]["path"] == "book/_build/html"


def test_the_job_that_publishes_checks_nothing_out_and_runs_nothing_of_ours():
    steps = load(ROOT / ".github/workflows/publish.yml")["jobs"]["deploy"]["steps"]
    assert [step["uses"].partition("@")[0] for step in steps] == ["actions/deploy-pages"]
    assert not any("run" in step for step in steps)


def test_only_main_is_published():
    assert load(ROOT / ".github/workflows/publish.yml")["on"]["push"] == {"branches": ["main"]}


def test_a_pull_request_from_a_fork_is_checked_and_can_be_looked_at():
    workflow = load(ROOT / ".github/workflows/check.yml")
    assert "pull_request" in workflow["on"]
    uploads = [
        step["with"]["name"]
        for step in workflow["jobs"]["test"]["steps"]
        if step.get("uses", "").startswith("actions/upload-artifact@")
    ]
    assert uploads == ["preview"]


def test_findings_stand_once_on_their_lines_and_in_one_summary_whatever_failed_before():
    """Each job of a matrix that says them would put them on the same lines again."""
    job = load(ROOT / ".github/workflows/check.yml")["jobs"]["test"]
    [step] = [step for step in job["steps"] if "make check" in step.get("run", "")]
    assert step["run"].splitlines() == ["make check-summary", "make check FORMAT=github"]
    newest = job["strategy"]["matrix"]["python"][-1]
    once = f"matrix.os == 'ubuntu-24.04' && matrix.python == '{newest}'"
    assert step["if"] == f"${{{{ !cancelled() && {once} }}}}"


def test_a_proposed_case_study_is_known_by_the_label_of_its_form():
    workflow = load(ROOT / ".github/workflows/case-study.yml")
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/case-study.yml").read_text())
    [label] = form["labels"]
    assert workflow["on"] == {"issues": {"types": ["opened", "edited"]}}
    assert (
        f"contains(github.event.issue.labels.*.name, '{label}')" in workflow["jobs"]["draft"]["if"]
    )
    assert workflow["jobs"]["tell"]["needs"] == "draft"


def test_what_people_write_in_an_issue_comes_in_by_one_variable_of_one_step():
    """Titles, names and bodies are a stranger's words; an expression would paste them as they are."""
    strangers = re.compile(
        r"github\.(event\.(?!issue\.(number|labels|state)\b)|head_ref|actor)[\w.]*"
    )
    found = [
        (file.name, each[0])
        for file in WORKFLOWS
        for each in strangers.finditer(re.sub(r"(?m)#.*", "", file.read_text()))
    ]
    assert found == [("case-study.yml", "github.event.issue.body")]
    [step] = [step for _, step in steps_with("run") if "ISSUE_TEXT" in step.get("env", {})]
    assert step["env"] == {
        "ISSUE_TEXT": "${{ github.event.issue.body }}",
        "ISSUE_NUMBER": "${{ github.event.issue.number }}",
    }
    assert step["run"] == "make case-study-draft"


def test_the_job_that_answers_an_issue_runs_nothing_of_this_repository():
    handed, tell = load(ROOT / ".github/workflows/case-study.yml")["jobs"]["tell"]["steps"]
    assert handed["uses"].startswith("actions/download-artifact@")
    programs = [line.split()[0] for line in tell["run"].splitlines()]
    assert programs == ["mkdir", "test", "gh"]


def test_what_only_a_workflow_can_use_is_not_in_the_help():
    done = run("make", "--no-print-directory", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    listed = set(re.findall(r"(?m)^  ([a-z-]+) ", done.stdout))
    assert {"book", "test", "check", "case-study"} <= listed
    assert len(listed) <= 12
    hidden = {name for name in make_targets() if name.endswith(("-tell", "-draft", "-fetch"))}
    assert len(hidden) >= 3
    assert listed & (hidden | {"check-summary", "links-pr", "links-weekly"}) == set()


def test_the_job_that_asks_strangers_cannot_write():
    ask = load(ROOT / ".github/workflows/links.yml")["jobs"]["ask"]
    assert set(ask["permissions"].values()) == {"read"}
    for file, step in steps_with("run"):
        if step["run"].startswith(("make links-weekly", "make links-pr", "make book", "make test")):
            assert "GH_TOKEN" not in step.get("env", {}), file


@pytest.mark.parametrize("name", ["links", "newest", "audit"])
def test_the_upkeep_runs_once_a_week_and_an_issue_says_when_it_does_not_pass(name):
    workflow = load(ROOT / f".github/workflows/{name}.yml")
    [schedule] = workflow["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", schedule["cron"])
    assert workflow["name"] == name, "the issue names the file by it"
    *others, tell = workflow["jobs"]
    job = workflow["jobs"][tell]
    assert job["needs"] == others
    assert job["if"].startswith("${{ !cancelled()")
    assert job["steps"][-1]["run"] == "make weekly-tell"
    assert job["steps"][-1]["env"]["NEEDS"] == "${{ toJSON(needs) }}"


def test_the_locks_are_audited_before_they_are_merged_and_before_a_release():
    audit = load(ROOT / ".github/workflows/audit.yml")
    assert "requirements*.txt" in audit["on"]["pull_request"]["paths"]
    for name in ("audit.yml", "release.yml"):
        jobs_of = load(ROOT / ".github/workflows" / name)["jobs"]
        commands = [step.get("run") for job in jobs_of.values() for step in job["steps"]]
        assert ".github/ask-advisories requirements*.txt" in commands, name


def test_the_pages_that_are_measured_are_there(built):
    text = (ROOT / ".github/site-audit/measure").read_text(encoding="utf-8")
    pages = re.search(r'(?s)\npages="(.*?)"', text)[1].split()
    assert pages
    assert [page for page in pages if not (built.html / f"{page}.html").is_file()] == []


def test_a_release_holds_what_was_tested_and_the_job_that_publishes_it_builds_nothing():
    workflow = load(ROOT / ".github/workflows/release.yml")
    assert workflow["on"] == {"push": {"tags": ["v[0-9]*"]}}
    build, tell = workflow["jobs"]["build"], workflow["jobs"]["tell"]
    what = [step.get("run") or step["uses"].partition("@")[0] for step in build["steps"]]
    assert what[-4:-2] == ["make book", "make test"]
    assert build["steps"][-3]["env"] == {"TESTED_BUILD": "book/_build"}
    assert what[-2].splitlines()[1] == '.github/pack-site "$name" release'
    assert build["steps"][-1]["with"]["path"] == "release"
    assert tell["needs"] == "build"
    handed, publish = tell["steps"]
    assert handed["uses"].partition("@")[0] == "actions/download-artifact"
    # The shell of a workflow stops at the first command that fails.
    check, create = publish["run"].splitlines()
    assert check == "sha256sum --check --strict SHA256SUMS"
    assert create.startswith('gh release create "$TAG" --verify-tag ')


MADE = {
    "": {"permissions": {"admin": True}},
    "/pages": {"build_type": "workflow"},
    "/environments/github-pages/deployment-branch-policies": {
        "branch_policies": [{"name": "main"}]
    },
    **{
        f"/labels/{name}": {"name": name}
        for name in ("accessibility", "broken%20link", "case%20study", "correction")
    },
    "/rules/branches/main": [
        {"type": "pull_request", "parameters": {"require_code_owner_review": True}},
        {"type": "required_status_checks", "parameters": {"required_status_checks": [{}]}},
        {"type": "deletion"},
        {"type": "non_fast_forward"},
    ],
    "/actions/permissions/workflow": {"default_workflow_permissions": "read"},
    "/private-vulnerability-reporting": {"enabled": True},
}
GH = """import json, os, sys
answer = json.loads(os.environ["ANSWERS"]).get(sys.argv[2].removeprefix("repos/{owner}/{repo}"), 404)
print(json.dumps(answer)) if not isinstance(answer, int) else sys.exit(f"gh: No (HTTP {answer})")
"""


def verified(folder, answers):
    """What the command says of a repository that answers so."""
    # The first line of a script cannot name a program in a folder with a space.
    (folder / "gh").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/gh.py" "$@"\n')
    (folder / "gh.py").write_text(GH)
    (folder / "gh").chmod(0o755)
    environment = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "ANSWERS": json.dumps(answers),
    }
    return run(ROOT / ".github/verify-settings", "owner/book", env=os.environ | environment)


def test_the_settings_that_are_made_once_can_be_verified(tmp_path):
    done = verified(tmp_path, MADE)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 14
    assert all(line.startswith("made ") for line in lines[:-1])


@pytest.mark.parametrize("left", list(MADE)[1:])
def test_a_setting_that_is_left_or_hidden_is_named_with_its_place(left, tmp_path):
    less = {path: MADE[path] for path in MADE if path != left}
    for admin, begins in ((True, "TO DO "), (False, "TO DO " if "label" in left else "HIDDEN ")):
        done = verified(tmp_path, less | {"": {"permissions": {"admin": admin}}})
        assert done.returncode == 1
        named = [line for line in done.stdout.splitlines() if not line.startswith("made ")][:-1]
        assert named
        assert all(line.startswith(begins) for line in named)
        assert all(re.search("Settings → |Issues → ", line) for line in named)


def test_a_repository_that_cannot_be_asked_about_has_nothing_to_do(tmp_path):
    for answer, said in ((404, "no such repository"), (401, "cannot be asked: gh: No (HTTP 401)")):
        done = verified(tmp_path, {"": answer})
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr


def test_dependabot_is_weekly_grouped_and_waits():
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "npm", "pip"}
    for update in updates:
        folders = update.get("directories") or [update["directory"]]
        assert all((ROOT / folder.strip("/")).is_dir() for folder in folders)
        assert update["schedule"]["interval"] == "weekly"
        assert update["cooldown"]["default-days"] >= 7
        assert [group["patterns"] for group in update["groups"].values()] == [["*"]]


def header_rules():
    """The headers of the other host, by path."""
    rules = tomllib.loads((ROOT / "netlify.toml").read_text())["headers"]
    return {rule["for"]: rule["values"] for rule in rules}


def policy(text):
    """A Content-Security-Policy as sets of sources by directive."""
    parts = [part.split() for part in text.split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


def test_the_other_hosts_headers_refuse_frames_and_other_sites():
    headers = header_rules()["/*"]
    assert policy(headers["Content-Security-Policy"])["frame-ancestors"] == {"'none'"}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert int(re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"])[1]) >= 31536000


def test_the_headers_allow_what_the_pages_allow_themselves_and_no_more(built):
    header = policy(header_rules()["/*"]["Content-Security-Policy"])
    pages, needed = 0, {}
    for file in built.html.rglob("*.html"):
        tree = parsed(file)
        for meta in tree.css("meta[http-equiv=Content-Security-Policy]"):
            pages += 1
            for name, sources in policy(meta.attributes["content"]).items():
                granted = header.get(name, header["default-src"])
                assert sources - {"'none'"} <= granted, f"{file.name}: {name}"
                needed.setdefault(name, set()).update(sources)
    assert pages > 0
    # A meta element may not speak of frames; the header alone does.
    only_by_header = {"frame-ancestors", "upgrade-insecure-requests"}
    assert {name: header[name] for name in header.keys() - only_by_header} == needed


def test_files_that_are_kept_for_a_year_have_a_hash_in_their_name(built):
    assert "immutable" in header_rules()["/_static/*"]["Cache-Control"]
    names = [file.name for file in (built.html / "_static").rglob("*") if file.is_file()]
    assert names
    assert [name for name in names if not re.search(r"\.[0-9a-f]{8,}\.", name)] == []
