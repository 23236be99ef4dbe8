"""Publishes the book's own style and scripts: minified, under names that change with their content."""

import hashlib
import shutil
from pathlib import Path
from typing import NamedTuple

import minify_html
from hubdata.records import Records
from sphinx.application import Sphinx
from sphinx.util.osutil import ensuredir

BOOK = Path(__file__).resolve().parents[3]
STATIC = BOOK / "_static"
FIGURES = BOOK.parent / "figures"
FOLDER = "_static"


class Asset(NamedTuple):
    """A file as it is published: its path below the site's root, and what it holds."""

    address: str
    content: bytes


_ICONS = ("favicon.svg", "apple-touch-icon.png", "icon-192.png", "icon-512.png")


def brand(book: Path) -> Path:
    """Return the folder with the mark of a book; one that has none of its own bears this one's."""
    own = book.parent / "figures/brand"
    return own if own.is_dir() else FIGURES / "brand"


def read_assets(records: Records) -> dict[str, Asset]:
    """Return styles, in the colours of the book, scripts and icons by the name of their source file."""
    assets = {}
    sources = [source for source in sorted(STATIC.iterdir()) if source.suffix in _WRAPPED]
    for source in (*sources, *(brand(records.book) / name for name in _ICONS)):
        content = _minified(source, records) if source.suffix in _WRAPPED else source.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:10]
        address = f"{FOLDER}/{source.stem}.{digest}{source.suffix}"
        assets[source.name] = Asset(address, content)
    return assets


# minify-html takes HTML, so style and script are handed over in the element that would hold them.
_WRAPPED = {".css": "style", ".js": "script"}


def _minified(source: Path, records: Records) -> bytes:
    tag = _WRAPPED[source.suffix]
    kind = ' type="module"' if tag == "script" else ""
    text = source.read_text(encoding="utf-8")
    if source.name == "hub.css":
        text = f"{_colours(records)}\n{text}"
    html = minify_html.minify(f"<{tag}{kind}>{text}</{tag}>", minify_css=True, minify_js=True)
    return html.partition(">")[2].removesuffix(f"</{tag}>").encode()


def _colours(records: Records) -> str:
    """Return the colours of the book and of its sectors as properties of CSS."""
    pairs = records.identity.colours.model_dump(exclude={"card"})
    rules = {":root": {f"--{name}": pair for name, pair in pairs.items()}}
    for key, sector in records.sectors.items():
        rules[f".sector-{key}"] = {"--sector": (sector.colour, sector.dark)}
    return "".join(
        f"{which}{{{''.join(f'{name}:light-dark({light},{dark});' for name, (light, dark) in said.items())}}}"
        for which, said in rules.items()
    )


def write_assets(app: Sphinx, assets: dict[str, Asset]) -> None:
    """Make `_static` hold exactly our assets: Sphinx's own scripts and styles are used by no page."""
    folder = Path(app.outdir, FOLDER)
    wanted = {Path(app.outdir, asset.address): asset.content for asset in assets.values()}
    ensuredir(folder)
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry not in wanted:
            entry.unlink()
    for file, content in wanted.items():
        file.write_bytes(content)
