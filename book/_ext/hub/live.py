"""Serves the book while you write: rebuilds what changed and reloads the page in the browser.

Unlike `make book` this builds on what it built before, and only warns: it is for looking, not for
judging; what is wrong is shown above the page too. What is made of all pages together (the search
index, the print edition, the downloads) stays as the first build made it. Sphinx needs a conf.py, which
is made from _config.yml in the output folder.
"""

import argparse
import re
import socket
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from hubdata.guard.tree import settings_problems

from .apart import SAFE, Apart
from .build import ROOT
from .fast import import_heavy
from .upstream import sphinx_configuration

# Nobody else can reach it: what is served is not for readers yet.
HOST = "127.0.0.1"
PORTS = 65_536
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

# Settings that Sphinx takes from beside conf.py, which stands elsewhere here.
PATHS = ("templates_path", "bibtex_bibfiles")

CONF = '''"""Written by `make live` from _config.yml."""

from pathlib import Path

from hub.live import configuration

globals().update(configuration(Path({book!r})))
'''


def configuration(book: Path) -> dict[str, Any]:
    """Return the Sphinx configuration that Jupyter Book makes of the book's _config.yml."""
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
    return Apart(lambda: _build(list(arguments))).end()


def _build(arguments: list[str]) -> int:
    for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
        del sys.modules[name]
    from sphinx.cmd.build import main as sphinx

    return sphinx(arguments)


class Rebuilder:
    """Builds what has changed, says so in the terminal, and keeps what the browser is to be told."""

    def __init__(self, arguments: Sequence[str], said: Path, address: str):
        self.arguments = [*arguments, "-w", str(said)]
        self.said = said
        self.address = address

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        """Build; say what changed and where the site is."""
        if changed_paths:
            print("Changed:", ", ".join(path.name for path in changed_paths[:5]), flush=True)
        # Asked first: of its settings Sphinx would tell with a traceback.
        problems = settings_problems(Path(self.arguments[0]))
        if problems:
            text = "\n".join(map(str, problems))
            print(text)
            self.said.write_text(f"{text}\n", encoding="utf-8")
        failed = bool(problems) or rebuild(self.arguments) != 0
        if failed:
            print("Not built: fix what is listed above. The site stands as it was.")
            if not self.said.is_file() or not self.said.read_text(encoding="utf-8").strip():
                self.said.write_text("The terminal says what is wrong.\n", encoding="utf-8")
        print(f"The site is at {self.address}", flush=True)


# In a page of the site stands this one line; what it loads comes from this server, as every page allows.
FOLDER = "/_live"
TAG = f'<script src="{FOLDER}/reload.js"></script>'.encode()
RELOAD = """
const socket = new WebSocket(`ws://${location.host}/_live/changes`);
const show = async () => {
  const said = await (await fetch("/_live/said", { cache: "no-store" })).text();
  document.getElementById("live_said")?.remove();
  if (!said.trim()) return false;
  const box = document.createElement("pre");
  box.id = "live_said";
  box.setAttribute("role", "alert");
  box.textContent = said;
  document.body.prepend(box);
  box.scrollIntoView();
  return true;
};
socket.onmessage = async () => {
  if (!(await show())) location.reload();
};
addEventListener("DOMContentLoaded", show);
"""
WAITING = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head>
<body><main><h1>Not built yet</h1><p>This page appears once the book is built.</p></main></body></html>"""


class _Tagged:
    """Adds the line that loads the reload script to every page that is served."""

    def __init__(self, app: Any):
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        tagged = False

        async def send_on(message: Any) -> None:
            nonlocal tagged
            from starlette.datastructures import MutableHeaders

            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tagged = headers.get("content-type", "").startswith("text/html")
                if tagged and "content-length" in headers:
                    headers["content-length"] = str(int(headers["content-length"]) + len(TAG))
            elif tagged and not message.get("more_body"):
                message["body"] = message.get("body", b"") + TAG
            await send(message)

        await self.app(scope, receive, send_on if scope["type"] == "http" else send)


def application(book: Path, site: Path, rebuilder: Rebuilder) -> Any:
    """Return the server: the site with the reload script, and the watch over what it is made from."""
    # Imported here, because every rebuild imports this module for the configuration.
    from sphinx_autobuild.server import RebuildServer
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Mount, Route, WebSocketRoute
    from starlette.staticfiles import StaticFiles

    def reload(_request: Any) -> Response:
        return Response(RELOAD, media_type="text/javascript")

    def said(_request: Any) -> Response:
        text = rebuilder.said.read_text(encoding="utf-8") if rebuilder.said.is_file() else ""
        return PlainTextResponse(_COLOUR.sub("", text))

    site.mkdir(parents=True, exist_ok=True)
    if not (site / "404.html").exists():
        (site / "404.html").write_text(
            WAITING, encoding="utf-8"
        )  # until a build writes the real one
    watched = [book, book.parent / "figures", book.parent / "tools"]
    folders = [folder for folder in watched if folder.is_dir()]
    watcher = RebuildServer(folders, partial(is_ignored, book.parent), rebuilder)
    return Starlette(
        routes=[
            WebSocketRoute(f"{FOLDER}/changes", watcher),
            Route(f"{FOLDER}/reload.js", reload),
            Route(f"{FOLDER}/said", said),
            Mount("/", app=StaticFiles(directory=site, html=True)),
        ],
        middleware=[Middleware(_Tagged)],
        lifespan=watcher.lifespan,
    )


# What is built, and what editors and systems put beside the book's own files.
_NOT_OURS = re.compile(r"(_build|__pycache__|\..*|#.*#|.*~|.*\.(orig|swp|tmp|bak))")


def is_ignored(top: Path, path: str) -> bool:
    """Tell whether a change of a file is to be passed over: only its path below `top` counts."""
    top, file = top.resolve(), Path(path)
    if not file.is_relative_to(top):
        return False
    return any(_NOT_OURS.fullmatch(part) for part in file.relative_to(top).parts)


def free_port(wanted: int) -> int:
    """Return the wanted port, or the next that nobody has taken; for 0, any."""
    for port in (*range(wanted, min(wanted + 20, PORTS)), 0) if wanted else (0,):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return trial.getsockname()[1]
    raise OSError(f"No port is free at {HOST}.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve this repository's book until it is interrupted; see `--help`."""
    parser = argparse.ArgumentParser(prog="python -m hub.live", description=main.__doc__)
    parser.add_argument(
        "--port", type=int, default=8000, help="the port, or the next that is free (default: 8000)"
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    options = parser.parse_args(arguments)
    if not 0 <= options.port < PORTS:
        parser.error(f"there is no port {options.port}: write a number up to {PORTS - 1}")
    book = ROOT / "book"
    output = book / "_build" / "live"
    port = free_port(options.port)
    if port != options.port and options.port:
        print(f"Port {options.port} is taken; port {port} serves the book.", flush=True)
    address = f"http://{HOST}:{port}"
    prepare(book, output)
    import_heavy()
    import uvicorn

    rebuilder = Rebuilder(sphinx_arguments(book, output), output / "said.txt", address)
    rebuilder(changed_paths=())
    app = application(book, output / "html", rebuilder)
    if not options.no_browser:
        threading.Timer(1, webbrowser.open, [address]).start()
    try:
        uvicorn.run(app, host=HOST, port=port, log_level="warning")
    except KeyboardInterrupt:
        print("Ended.")


if __name__ == "__main__":
    main()
