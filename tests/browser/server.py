"""Serves the built site on this machine as a host of static pages would: compressed and cached.

    python3 tests/browser/server.py FOLDER

serves a folder until it is stopped, and prints the address first.
"""

from __future__ import annotations

import gzip
import mimetypes
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TEXT = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt", ".webmanifest")
# Longer than a browser waits before it shows what it has: seconds.
_PAUSE = 0.03
_TYPES = {
    ".webmanifest": "application/manifest+json",
    ".md": "text/markdown",
    ".js": "text/javascript",
}


@dataclass
class Server:
    """A running server and what it has sent: (path, bytes of the body)."""

    base: str
    sent: list[tuple[str, int]] = field(default_factory=list)

    def page(self, docname: str) -> str:
        """Return the address of a page."""
        return f"{self.base}{docname}.html"


@contextmanager
def serve(site: Path, prefix: str, piece: int = 0) -> Iterator[Server]:
    """Serve `site` below the path `prefix`, under which it is also published.

    With a `piece`, a page comes as over a slow line: so many bytes at a time, and not compressed.
    """
    bodies: dict[Path, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = unquote(urlsplit(self.path).path)
            file = _file(site, prefix, asked)
            status = 200 if file else 404
            file = file or site / "404.html"
            slowly = piece > 0 and file.suffix == ".html"
            packed = file.suffix in _TEXT and not slowly
            if file not in bodies:
                content = file.read_bytes()
                bodies[file] = gzip.compress(content, 6, mtime=0) if packed else content
            body = bodies[file]
            self.send_response(status)
            self.send_header("Content-Type", _content_type(file))
            self.send_header("Content-Length", str(len(body)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
            hashed = "/_static/" in asked or "/pagefind/" in asked
            self.send_header(
                "Cache-Control", "max-age=31536000, immutable" if hashed else "max-age=600"
            )
            self.end_headers()
            # Noted first: whoever has got it may ask at once.
            running.sent.append((asked.removeprefix(prefix), len(body)))
            for start in range(0, len(body), piece if slowly else len(body) or 1):
                self.wfile.write(body[start : start + piece] if slowly else body)
                time.sleep(_PAUSE if slowly else 0)

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests read `sent`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = Server(f"http://127.0.0.1:{server.server_port}{prefix}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()


def _file(site: Path, prefix: str, asked: str) -> Path | None:
    """Return the file at an address, or None; nothing outside `site` is served."""
    if asked == "/robots.txt":
        # Robots ask for it at the root of the host only.
        return site / "robots.txt"
    if not asked.startswith(prefix):
        return None
    file = (site / asked.removeprefix(prefix)).resolve()
    if file.is_dir():
        file /= "index.html"
    return file if file.is_file() and file.is_relative_to(site.resolve()) else None


def _content_type(file: Path) -> str:
    kind = (
        _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    )
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


if __name__ == "__main__":
    with serve(Path(sys.argv[1]), "/") as running:
        print(running.base, flush=True)
        threading.Event().wait()
