"""A stand-in for GitHub's command line: the few commands that this package uses."""

import argparse
import json
import os
import re
import sys
from pathlib import Path

STATE = Path(os.environ["FAKE_GITHUB"])
state = json.loads(STATE.read_text())

parser = argparse.ArgumentParser()
parser.add_argument("what", choices=("issue", "run", "api"))
parser.add_argument("do")
parser.add_argument("number", nargs="?", type=int)
for option in (
    "state",
    "limit",
    "json",
    "title",
    "body-file",
    "comment",
    "workflow",
    "status",
    "event",
):
    parser.add_argument(f"--{option}")
parser.add_argument("--name")
parser.add_argument("--dir", type=Path)
asked = parser.parse_args()
if state["refuse"] == f"{asked.what} {asked.do}":
    sys.exit("gh: Server Error (HTTP 502)")
if asked.what == "api":
    [number] = map(
        int, re.findall(r"^repos/{owner}/{repo}/actions/runs/(\d+)/artifacts$", asked.do)
    )
    run = next(run for run in state["runs"] if run["id"] == number)
    kept = [{"name": "link-report", "expired": run.get("expired", False)}]
    print(json.dumps({"total_count": 1, "artifacts": kept}))
elif asked.what == "run":
    if asked.do == "list":
        assert asked.status == "success", "a run that failed has left nothing to trust"
        runs = [run for run in state["runs"] if run.get("event", "schedule") == asked.event]
        print(json.dumps([{"databaseId": run["id"]} for run in runs][: int(asked.limit)]))
    else:
        run = next(run for run in state["runs"] if run["id"] == asked.number)
        (asked.dir / "links.json").write_text(run["links.json"], encoding="utf-8")
elif asked.do == "list":
    issues = [each for each in state["issues"] if each["state"] == asked.state]
    print(json.dumps(issues[: int(asked.limit)]))
elif asked.do == "close":
    state["issues"][asked.number - 1]["state"] = "closed"
    state["comments"].append([asked.number, asked.comment])
else:
    assert asked.body_file == "-"
    said = {"title": asked.title, "body": sys.stdin.read()}
    if asked.do == "create":
        new = {"number": len(state["issues"]) + 1, "state": "open", "author": {"is_bot": True}}
        state["issues"].append({**new, **said})
    else:
        state["issues"][asked.number - 1].update(said)
STATE.write_text(json.dumps(state))
