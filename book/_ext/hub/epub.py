"""The EPUB edition: Sphinx's own builder, with accessibility metadata and the same bytes every time."""

import re
import shutil
import zipfile
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from hubdata.addresses import as_strict
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.builders.epub3 import HTML_TAG, Epub3Builder, NavPoint
from sphinx.config import Config

from .files.templates import zip_entry
from .site.assets import brand
from .site.tree import Tree
from .state import records
from .upstream import app_of

# Metadata that EPUB Accessibility 1.1 asks for: https://www.w3.org/TR/epub-a11y-11/
ACCESSIBILITY = {
    "schema:accessMode": ("textual", "visual"),
    "schema:accessModeSufficient": ("textual",),
    "schema:accessibilityFeature": (
        "alternativeText",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": (
        "Every picture has alternative text, and what a figure shows is also told in words.",
    ),
}
STYLESHEETS = ("epub.css", "pygments.css")


class HubEpubBuilder(Epub3Builder):
    """Sphinx's EPUB 3 builder, made reproducible and described for assistive technology."""

    def init_templates(self) -> None:
        """Use Sphinx's EPUB templates: those of the site are for the web."""
        self.config.templates_path = []
        super().init_templates()
        language = self.config.language
        self.html_tag = f'{HTML_TAG[:-1]} lang="{language}" xml:lang="{language}">'

    def prepare_writing(self, docnames: set[str]) -> None:
        """Write the address of a letter as it is: docutils would hide its @ as %40."""
        super().prepare_writing(docnames)
        self.docsettings.cloak_email_addresses = False

    def build_navlist(self, navnodes: list[dict[str, Any]]) -> list[NavPoint]:
        """Put the caption of each part of the menu above its pages; it leads to the first of them."""
        captions = Tree.of(self.env, records(app_of(self))).captions
        shown, deeper = [], 0
        for node in navnodes:
            if caption := captions.get(node["refuri"].removesuffix(self.out_suffix)):
                shown.append({**node, "text": escape(caption)})
                deeper = 1
            shown.append({**node, "level": node["level"] + deeper})
        self.config.epub_tocdepth += deeper
        navigation = super().build_navlist(shown)
        self.config.epub_tocdepth -= deeper
        return navigation

    def content_metadata(self) -> dict[str, Any]:
        """Date the book by its newest review instead of by the clock, and name its licence."""
        found = records(app_of(self))
        newest = max(page.meta.reviewed for page in found.pages.values())
        rights = escape(f"Text and pictures {found.identity.licence.name}")
        return super().content_metadata() | {"date": f"{newest}T00:00:00Z", "copyright": rights}

    def add_css_file(self, filename: str, **kwargs: Any) -> None:
        """Take the EPUB theme's own stylesheets alone: extensions publish theirs with the site."""
        if filename in STYLESHEETS:
            super().add_css_file(filename, **kwargs)

    def toc_metadata(self, level: int, navpoints: list) -> dict[str, Any]:
        """Identify the book in its table of contents as in content.opf, which must agree."""
        identifier = self.config.epub_identifier
        return super().toc_metadata(level, navpoints) | {"uid": identifier}

    def build_content(self) -> None:
        """Write content.opf, then add what EPUB Accessibility asks for."""
        if self.config.epub_cover:
            cover = Path(self.outdir, self.config.epub_cover[0])
            cover.parent.mkdir(exist_ok=True)
            shutil.copyfile(brand(Path(self.srcdir)) / cover.name, cover)
        super().build_content()
        file = Path(self.outdir, "content.opf")
        lines = "".join(
            f'    <meta property="{name}">{value}</meta>\n'
            for name, values in ACCESSIBILITY.items()
            for value in values
        )
        text = file.read_text(encoding="utf-8")
        # An empty guide is no valid one, and vendor metadata says nothing true of this book.
        text = text.replace("  <guide>\n  </guide>\n", "")
        text = "\n".join(
            line for line in text.split("\n") if "ibooks:" not in line or "prefix=" in line
        )
        for name in self.files:
            # A page must say that it holds formulas, or reading systems may pass them over.
            if name.endswith(".xhtml") and b"<math " in Path(self.outdir, name).read_bytes():
                item = rf'(<item\b[^>]*href="{re.escape(name)}")'
                text = re.sub(item, r'\1 properties="mathml"', text)
        if self.config.epub_cover:
            # EPUB 3 finds the cover by this word; Sphinx writes only what EPUB 2 asked for.
            href = f'href="{self.config.epub_cover[0]}"'
            text = text.replace(href, f'{href} properties="cover-image"')
        text = text.replace("  </metadata>", f"{lines}  </metadata>")
        file.write_text(text, encoding="utf-8")

    def build_epub(self) -> None:
        """Zip the book in a fixed order with a fixed time."""
        folder = Path(self.outdir)
        fixed = ["META-INF/container.xml", "content.opf", "toc.ncx", "nav.xhtml"]
        with zipfile.ZipFile(folder / f"{self.config.epub_basename}.epub", "w") as archive:
            # EPUB wants this file first and uncompressed.
            mimetype = folder / "mimetype"
            archive.writestr(zip_entry(mimetype.name), mimetype.read_bytes(), zipfile.ZIP_STORED)
            for name in dict.fromkeys([*fixed, *self.files]):
                content = (folder / name).read_bytes()
                archive.writestr(zip_entry(name), content, zipfile.ZIP_DEFLATED)


def _write_addresses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write addresses by the letter: a reading system refuses a book for a bracket in one.

    A file to download is no part of the EPUB, so that its words lead to the page of the site.
    """
    if app.builder.name == "epub":
        for file in list(doctree.findall(download_reference)):
            page = f"{app.config.html_baseurl}{docname}.html"
            file.replace_self(nodes.reference("", file.astext(), refuri=page, internal=False))
        for reference in doctree.findall(nodes.reference):
            if "refuri" in reference:
                reference["refuri"] = as_strict(reference["refuri"])


def _name_as_the_site(app: Sphinx, config: Config) -> None:
    """Take title, author and address from the settings of the site, where each is written once."""
    config.epub_cover = tuple(config.epub_cover)  # YAML knows lists alone
    config.epub_title = config.html_title
    config.epub_author = config.epub_publisher = config.author
    config.epub_identifier, config.epub_scheme = config.html_baseurl, "URL"
    config.epub_uid = config.epub_basename


def setup_epub(app: Sphinx) -> None:
    """Put this builder in the place of Sphinx's."""
    app.add_builder(HubEpubBuilder, override=True)
    app.connect("config-inited", _name_as_the_site)
    app.connect("doctree-resolved", _write_addresses)
