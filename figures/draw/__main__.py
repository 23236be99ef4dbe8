"""The command: `python -m figures.draw [--check]`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from booklint.atomic import write_bytes
from hubdata.loading import load_records
from hubdata.records import Records
from hubdata.strict_yaml import RecordError

from figures.draw import BOOK, FIGURES
from figures.draw.catalogue import PICTURES, Picture
from figures.draw.chart import WIDE
from figures.draw.raster import is_fresh, png_bytes


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws every picture; returns 0, or 1 if `--check` finds one out of date."""
    parser = argparse.ArgumentParser(
        prog="python -m figures.draw", description="Draws the pictures of the book from its data."
    )
    parser.add_argument(
        "--check", action="store_true", help="draw nothing; say which files differ, and exit 1"
    )
    parser.add_argument("--into", type=Path, default=FIGURES, help=argparse.SUPPRESS)
    parser.add_argument("--book", type=Path, default=BOOK, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        records = load_records(options.book)
        stale = [
            file
            for picture in PICTURES.values()
            for file in refresh(picture, records, options.into, write=not options.check)
        ]
    except RecordError as error:
        print(error, file=sys.stderr)
        return 1
    for file in stale:
        print(f"{file} differs from its data." if options.check else f"Drew {file}.")
    if options.check and stale:
        print("If the data is right, run «make figures» and commit what it draws.")
        return 1
    if not stale:
        print("Every picture is as its data would draw it.")
    return 0


def refresh(picture: Picture, records: Records, folder: Path, *, write: bool) -> list[str]:
    """Returns the files of a picture that differ from its data; draws those anew if `write`."""
    svg = picture.draw(records).to_text()
    drawn = {picture.svg: svg} if picture.svg else {}
    if picture.wide:
        drawn[picture.wide] = picture.draw(records, WIDE).to_text()
    stale = []
    for name, text in drawn.items():
        file, content = folder / name, text.encode()
        if not file.is_file() or file.read_bytes() != content:
            stale.append((name, content))
    for name, width in picture.rasters.items():
        if not is_fresh(folder / name, svg, width):
            stale.append((name, png_bytes(svg, width)))
    for name, content in stale if write else ():
        write_bytes(folder / name, content)
    return [name for name, _ in stale]


if __name__ == "__main__":
    sys.exit(main())
