"""The manifest of pictures: held to the pictures that there are and to the model of its records."""

import posixpath
import re
from collections.abc import Iterator

from booklint.book import Book
from booklint.finding import Problem
from booklint.nearest import nearest, suggestion
from booklint.registry import rule
from booklint.safe_yaml import read_yaml
from hubdata.figure_manifest import MANIFEST, manifest_problems


@rule("book", yields_to=("licence-known", "picture-sound"))
def picture_recorded(book: Book) -> Iterator[Problem]:
    """Every picture stands in the manifest with who made it, its licence and its source.

    Bad (strict, figures/map.png, line 1):
        == figures/map.png (a PNG)

    Bad (strict, figures/manifest.yml, lines 6, 8, 9, 10, 11):
        == figures/manifest.yml
        # Every picture.
        map:
          title: Map of the partners
          alt: A map of Britain with a dot for each partner.
          caption: Where the partners are.
          creator: unknown
          licence: CC-BY-4.0
          files: [map.png, map.svg]
          made_by: figures/draw/map.py
          data: [book/_data/organisations.yml]
        plan:
          title: Map of the partners
          alt: A map of Britain with a dot for each partner.
          caption: Where the partners are.
          creator: The contributors
          licence: CC-BY-4.0
          files: [plan.png]
        == figures/draw/plan.py
        draw()
        == figures/map.png (a PNG)
        == figures/plan.png (a PNG)

    Bad (strict, figures/manifest.yml, lines 3, 12):
        == figures/manifest.yml
        map:
          title: Map of the partners
          alt: to do
          caption: Where the partners are.
          creator: The contributors
          licence: CC-BY-4.0
          source: The contributors
          files: [map.png]
        plan:
          title: Map of the partners
          alt: A map of Britain with a dot for each partner.
          caption: A map of Britain with a dot for each partner
          creator: The contributors
          licence: CC-BY-4.0
          source: The contributors
          files: [plan.png]
        == figures/map.png (a PNG)
        == figures/plan.png (a PNG)

    Good (strict):
        == figures/manifest.yml
        map:
          title: Map of the partners
          alt: A map of Britain with a dot for each partner.
          caption: Where the partners are.
          creator: The contributors
          licence: CC-BY-4.0
          made_by: figures/draw/map.py
          data: [book/_data/organisations.yml]
          files: [map.png]
        == book/_data/organisations.yml
        {}
        == figures/draw/map.py
        draw()
        == figures/map.png (a PNG)
    """
    text = next((each for each in book.texts if each.path == MANIFEST), None)
    read = read_yaml(text.text if text else "")
    if read.error:
        return  # found by `yaml-sound`; nothing more can be told
    entries = read.data if isinstance(read.data, dict) else {}
    # What a record says is judged by the model that the build reads it with.
    for each in manifest_problems(text.text) if text else ():
        yield Problem(each.line, f"in the manifest, {each.message}", each.fix, path=MANIFEST)
    for entry in entries.values() if text else ():
        named = entry if isinstance(entry, dict) else {}
        data = named.get("data")
        made_by = str(named.get("made_by"))
        # Another repository may have the programs that draw.
        drawn_here = book.files.is_folder(posixpath.dirname(made_by) or "-")
        for path in [*([made_by] * drawn_here), *(data if isinstance(data, list) else ())]:
            if not (isinstance(path, str) and IS_PATH(path)):
                continue
            if not book.files.is_file(path):
                message = f"the manifest names {path}, which is not there"
                yield Problem(_line_of(text.text, path), message, "correct the path", path=MANIFEST)
    recorded = {
        f"figures/{each}"
        for entry in entries.values()
        for each in (entry.get("files") if isinstance(entry, dict) else None) or ()
        if isinstance(each, str)
    }
    for path in sorted(recorded):
        if not book.files.is_file(path):
            meant = nearest(path.lower(), [*{*book.picture_files} - recorded], 80)
            recorded.add(meant)
            line = _line_of(text.text if text else "", posixpath.basename(path))
            message = f"the manifest names {path}, which is not there"
            near = meant.removeprefix("figures/")
            fix = suggestion(near, "add the file, or take it out of the manifest")
            yield Problem(line, message, fix, path=MANIFEST)
    for path in book.picture_files:
        if path not in recorded:
            yield Problem(
                1,
                f"{path} is not recorded: nobody knows who made it and how it may be used",
                f'run «make figure FILE="{path}"», or add it to {MANIFEST} as its other entries are',
                path=path,
            )


IS_PATH = re.compile(r"[\w./-]+\.\w+").fullmatch
"""What is no path says in words what a picture is drawn from."""


def _line_of(text: str, name: str) -> int:
    place = text.find(name)
    return 1 + text.count("\n", 0, place) if place >= 0 else 1
