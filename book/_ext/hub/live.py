"""Serves the book while you write: rebuilds what changed and reloads the page in the browser.

Unlike `make book` this builds on what it built before, and only warns: it is for looking, not for
judging. What is made of all pages together (the search index, the print edition, the downloads) stays
as the first build made it. sphinx-autobuild needs a conf.py, which is made from _config.yml in the
output folder.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .apart import SAFE, run_apart
from .build import ROOT
from .fast.imports import import_heavy, leave_out_grammar
from .upstream import serve, sphinx_configuration

# Settings that Sphinx takes from beside conf.py, which stands elsewhere here.
PATHS = ("templates_path", "bibtex_bibfiles", "redirect_html_template_file")

CONF = '''"""Written by `make live` from _config.yml."""

from pathlib import Path

from hub.live import configuration

globals().update(configuration(Path({book!r})))
'''


def configuration(book: Path) -> dict[str, Any]:
    """Return the Sphinx configuration that Jupyter Book makes of the book's _config.yml."""
    leave_out_grammar()
    config = sphinx_configuration(book)
    for name in PATHS:
        value = config[name]
        several = isinstance(value, list)
        config[name] = [str(book / one) for one in value] if several else str(book / value)
    return config | {"hub_live": True}


def prepare(book: Path, output: Path) -> None:
    """Write the conf.py of a book into the output folder."""
    output.mkdir(parents=True, exist_ok=True)
    (output / "conf.py").write_text(CONF.format(book=str(book)), encoding="utf-8")


def sphinx_arguments(book: Path, output: Path) -> list[str]:
    """Return the arguments with which Sphinx builds what has changed."""
    places = [str(book), str(output / "html"), "-c", str(output), "-d", str(output / "doctrees")]
    return [*places, "-n", "-q", "-j", "auto"]


# Our own code may be what is edited: each build imports it anew.
OWN = ("hub", "hubdata", "house_rules", "booklint")


def rebuild(arguments: Sequence[str]) -> int:
    """Build what has changed, with Sphinx's own arguments; return its exit code.

    Where it is safe, the build runs in a copy of this process, which has what `import_heavy` imported.
    """
    if not SAFE:
        return subprocess.run([sys.executable, "-m", "sphinx", *arguments], check=False).returncode
    return run_apart(lambda: _build(list(arguments)))


def _build(arguments: list[str]) -> int:
    for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
        del sys.modules[name]
    from sphinx.cmd.build import main as sphinx

    return sphinx(arguments)


class Rebuilder:
    """Takes the place of sphinx-autobuild's builder, which starts a new Python for every change.

    Holds for sphinx-autobuild 2024.4 and later.
    """

    def __init__(self, sphinx_args: Sequence[str], *, url_host: str, **commands: list):
        self.arguments = sphinx_args
        self.address = f"http://{url_host}"
        self.commands: dict[str, list] = commands

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        """Build; say what changed and where the site is."""
        if changed_paths:
            print("Changed:", ", ".join(path.name for path in changed_paths[:5]), flush=True)
        if self._run("pre_build_commands") and rebuild(self.arguments) == 0:
            self._run("post_build_commands")
        else:
            print("Not built: mend what is listed above. The site stands as it was.")
        print(f"The site is at {self.address}", flush=True)

    def _run(self, when: str) -> bool:
        """Run the commands that were asked for on the command line; tell whether all went well."""
        commands = self.commands.get(when, ())
        return all(subprocess.run(command, check=False).returncode == 0 for command in commands)


def arguments(book: Path, output: Path) -> list[str]:
    """Return the arguments for sphinx-autobuild."""
    ignored = ["--re-ignore", r"/(_build|__pycache__|\.[^/]*)(/|$)"]
    watched = [f"--watch={book.parent / name}" for name in ("figures", "tools")]
    return [*sphinx_arguments(book, output), *ignored, *watched]


def main() -> None:
    """Serve this repository's book; further arguments go to sphinx-autobuild (`--port 8001`)."""
    book = ROOT / "book"
    output = book / "_build" / "live"
    prepare(book, output)
    import_heavy()
    serve(Rebuilder, [*arguments(book, output), *sys.argv[1:]])


if __name__ == "__main__":
    main()
