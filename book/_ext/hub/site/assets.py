"""Publishes the book's own style and scripts: minified, under names that change with their content."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import minify_html
from sphinx.application import Sphinx
from sphinx.util.osutil import ensuredir

from .places import BRAND, STATIC

FOLDER = "_static"


@dataclass(frozen=True)
class Asset:
    """A file as it is published."""

    name: str
    content: bytes

    @classmethod
    def of(cls, stem: str, suffix: str, content: bytes) -> Asset:
        """Return `content` under a name that changes with it."""
        return cls(f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{suffix}", content)

    @property
    def address(self) -> str:
        """The path below the site's root."""
        return f"{FOLDER}/{self.name}"


_ICONS = ("favicon.svg", "apple-touch-icon.png", "icon-192.png", "icon-512.png")


def read_assets() -> dict[str, Asset]:
    """Return styles, scripts and icons by the name of their source file."""
    assets = {}
    sources = [source for source in sorted(STATIC.iterdir()) if source.suffix in _WRAPPED]
    for source in (*sources, *(BRAND / name for name in _ICONS)):
        content = _minified(source) if source.suffix in _WRAPPED else source.read_bytes()
        assets[source.name] = Asset.of(source.stem, source.suffix, content)
    return assets


# minify-html takes HTML, so style and script are handed over in the element that would hold them.
_WRAPPED = {".css": "style", ".js": "script"}


def _minified(source: Path) -> bytes:
    tag = _WRAPPED[source.suffix]
    kind = ' type="module"' if tag == "script" else ""
    text = source.read_text(encoding="utf-8")
    html = minify_html.minify(f"<{tag}{kind}>{text}</{tag}>", minify_css=True, minify_js=True)
    return html.partition(">")[2].removesuffix(f"</{tag}>").encode()


def write_assets(app: Sphinx, assets: dict[str, Asset]) -> None:
    """Make `_static` hold exactly our assets: Sphinx's own scripts and styles are used by no page."""
    folder = Path(app.outdir, FOLDER)
    wanted = {asset.name: asset.content for asset in assets.values()}
    ensuredir(folder)
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name not in wanted:
            entry.unlink()
    for name, content in wanted.items():
        (folder / name).write_bytes(content)
