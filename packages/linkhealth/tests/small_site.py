"""A book of two pages, built by hand, whose outside links lead to the bad web of the tests."""

from __future__ import annotations

import html
import subprocess
from collections.abc import Mapping
from pathlib import Path

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<link rel="canonical" href="https://book.example/{name}.html">
<link rel="preconnect" href="https://never.asked.example/"></head>
<body><main><article class="bd-article">{paragraphs}</article></main>
<footer><p><a href="https://github.com/owner/book/edit/main/book/{name}.md">Edit this page</a>
<a href="https://book.example/index.html">Home</a> <a href="mailto:a@b.example">Mail</a></p></footer>
</body></html>"""


class SmallSite:
    """A folder that looks like a small Jupyter Book after its build."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root / "book/_build/html"
        self.site.mkdir(parents=True)
        (root / "book/_data").mkdir()
        (root / "book/_config.yml").write_text(
            "html:\n  baseurl: https://book.example/\n"
            "repository:\n  url: https://github.com/owner/book\n"
        )
        self.waivers()
        self.page("index", {})

    def page(self, name: str, links: Mapping[str, str], reviewed: str = "2026-11-02") -> None:
        """Write a page, in Markdown and built, with one sentence for each link: text → address."""
        source = f"---\nreviewed: {reviewed}\n---\n# The page {name}\n\nNothing is linked here.\n"
        paragraphs = ""
        for text, address in links.items():
            source += f"Before it. Read {text} at [{text}]({address}), it says. And after it.\n\n"
            paragraphs += (
                f"<p>Before it. Read {text} at <a href='{html.escape(address)}'>{text}</a>, it says. "
                "And after it.</p>"
            )
        self.write(f"book/{name}.md", source)
        built = PAGE.format(title=name, name=name, paragraphs=paragraphs)
        self.write(f"book/_build/html/{name}.html", built)

    def write(self, path: str, text: str) -> None:
        """Write one file of the book."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        """The text of one file of the book."""
        return (self.root / path).read_text(encoding="utf-8")

    def waivers(
        self,
        where: str = "",
        why: str = "It is away.",
        until: str = "2026-11-20",
        rule: str = "outside-link",
    ) -> None:
        """Write the settings of the linter: with a waiver for the address `where`, if one is given."""
        waiver = (
            f'[[waiver]]\nrule = "{rule}"\nwhere = "{where}"\nwhat = "it"\nwhy = "{why}"\n'
            f'owner = "somebody"\nuntil = {until}\n'
        )
        self.write("booklint.toml", waiver if where else "")

    def git(self, *words: str) -> None:
        """Run git in the book, as somebody without a configuration."""
        identity = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
        command = ["git", *identity, *words]
        subprocess.run(command, cwd=self.root, check=True, capture_output=True)

    def begin(self) -> None:
        """Make the book a repository whose branch main holds all of it."""
        self.git("init", "-b", "main")
        self.git("add", ".")
        self.git("commit", "-m", "Begin")
