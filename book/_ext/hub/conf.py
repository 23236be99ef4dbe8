"""Writes a conf.py with which plain `sphinx-build` builds a book: `python -m hub.conf FOLDER`.

Its values are those that Jupyter Book makes of _config.yml, written out, so that the environment which
builds with it needs no Jupyter Book, and may have the newest Sphinx (requirements-next.txt).
"""

import argparse
import pprint
from pathlib import Path
from typing import Any

from booklint.atomic import write_text

from .build import ROOT
from .live import configuration

# Jupyter Book's name for a part → what plain Sphinx has for it. This book has no notebook.
PLAIN = {"myst_nb": "myst_parser", "jupyter_book": None}


def plain(config: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration without the parts that Jupyter Book adds to Sphinx."""
    named = (PLAIN.get(name, name) for name in config["extensions"])
    kept = {name: value for name, value in config.items() if not name.startswith("nb_")}
    return kept | {"extensions": [name for name in named if name], "hub_live": False}


def main(arguments: list[str] | None = None) -> None:
    """Write conf.py into a folder."""
    parser = argparse.ArgumentParser(prog="python -m hub.conf", description=__doc__)
    parser.add_argument("folder", type=Path, help="where conf.py is written")
    parser.add_argument("--book", type=Path, default=ROOT / "book", help="the folder of the book")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    values = plain(configuration(options.book.resolve()))
    lines = [f"{name} = {pprint.pformat(value, width=96)}\n" for name, value in values.items()]
    text = '"""Written by `python -m hub.conf` from _config.yml."""\n\n' + "".join(lines)
    write_text(options.folder / "conf.py", text)


if __name__ == "__main__":
    main()
