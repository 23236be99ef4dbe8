"""Writes the JSON Schema of every data file, so that editors complete and check records while you type."""

import json
import sys
from pathlib import Path
from typing import Any

from booklint.atomic import write_text
from pydantic import TypeAdapter

from .schema import FILES, SINGLE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("book/_data/schema")


def schemas() -> dict[str, dict[str, Any]]:
    """Return for each data file, without its suffix, the schema of the whole file."""
    found = {name: TypeAdapter(model).json_schema() for name, model in SINGLE.items()}
    for name, model in FILES.items():
        found[name] = TypeAdapter(dict[str, model]).json_schema()
    return found


def main() -> int:
    """Write what has changed, and say what."""
    for name, content in schemas().items():
        file = FOLDER / f"{name}.json"
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        if write_text(ROOT / file, text):
            print(f"Wrote {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
