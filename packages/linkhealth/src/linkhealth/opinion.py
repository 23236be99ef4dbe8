"""The second opinion: LinkChecker, by its own command, through a proxy that keeps our bounds.

LinkChecker looks names up and reads what it likes by itself. So its only way out is a proxy in this
process, which connects to judged numbers alone and lets through only so many bytes for only so long.
"""

import contextlib
import csv
import os
import select
import shutil
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from linkhealth.guard import Network, Trouble
from linkhealth.settings import Settings

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MAX_ASKED = 200  # a day on which more fails is nobody's broken link
MAX_HEAD = 64 * 1024
MAX_BYTES = 256 * 1024  # through one connection: packed a thousandfold, still no harm
MAX_MEMORY = 2 * 1024**3
THREADS = 8
ROBOTS = "robots.txt"
OURS = (b"connection:", b"proxy-", b"keep-alive:")  # what headers say to the proxy alone


def second_opinion(
    urls: Sequence[str], settings: Settings, network: Network, seconds: float
) -> dict[str, bool]:
    """Whether LinkChecker reached each address; those that it had no opinion on are left out.

    A LinkChecker that is not there, does not start or does not end has none at all.
    """
    asked = [url for url in dict.fromkeys(urls) if url.isprintable() and " " not in url]
    program = command()
    if not asked or not program or seconds < 1:
        return {}
    with tempfile.TemporaryDirectory() as folder, way_out(network, settings) as port:
        output = Path(folder) / "opinion.csv"
        run(program, asked[:MAX_ASKED], settings, Path(folder), port, output, seconds)
        with contextlib.suppress(OSError, csv.Error):
            return dict(read(output.read_text(encoding="utf-8", errors="replace").splitlines()))
    return {}


def command() -> str:
    """The command `linkchecker` that is installed beside this Python, or on the path."""
    beside = Path(sys.executable).with_name("linkchecker")
    return str(beside) if beside.is_file() else shutil.which("linkchecker") or ""


def run(
    program: str,
    urls: Sequence[str],
    settings: Settings,
    folder: Path,
    port: int,
    output: Path,
    seconds: float,
) -> None:
    """Let LinkChecker write its opinion, and end it when its time is up."""
    config = folder / "linkcheckerrc"
    config.write_text(
        "[checking]\n"
        f"maxhttpredirects={settings.redirects}\n"
        f"maxrequestspersecond={max(0.001, 1 / settings.pause_seconds):.3f}\n"
        f"maxrunseconds={max(1, int(seconds))}\n"
        + (f"sslverify={settings.ca_file}\n" if settings.ca_file else ""),
        encoding="utf-8",
    )
    options = ["--config", str(config), "--no-status", "--verbose", "--check-extern"]
    options += ["--recursion-level", "0", "--threads", str(THREADS), "--output", "csv/utf-8"]
    options += ["--timeout", str(max(1, int(settings.read_seconds)))]
    options += ["--user-agent", settings.user_agent]
    proxy = f"http://127.0.0.1:{port}"
    kept = {key: text for key, text in os.environ.items() if not key.lower().endswith("_proxy")}
    ours = dict.fromkeys(("http_proxy", "https_proxy"), proxy)
    ours |= dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    # To its standard output: as root, LinkChecker becomes nobody, who may write no file of ours.
    with (
        output.open("wb") as stream,
        subprocess.Popen(
            [program, *options, "--stdin"],
            stdin=subprocess.PIPE,
            stdout=stream,
            stderr=subprocess.DEVNULL,
            env={**kept, **ours, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"},
            start_new_session=True,
        ) as child,
    ):
        if resource and hasattr(resource, "prlimit"):
            with contextlib.suppress(OSError, ValueError):
                resource.prlimit(child.pid, resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        try:
            child.communicate("\n".join(urls).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            pass  # what it has written so far counts
        finally:
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)


def read(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each address of LinkChecker's CSV, with whether it was reached."""
    rows = csv.DictReader((line for line in lines if line[:1] != "#"), delimiter=";")
    for row in rows:
        words = " ".join(str(row.get(key)) for key in ("result", "warningstring", "infostring"))
        if row.get("urlname") and row.get("valid") in ("True", "False") and ROBOTS not in words:
            yield row["urlname"], row["valid"] == "True"


@contextlib.contextmanager
def way_out(network: Network, settings: Settings) -> Iterator[int]:
    """A proxy on this machine, for as long as it is needed; gives its port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError, ValueError, Trouble):
                forward(self.request, network, settings)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing: a connection that broke is one link without an opinion."""

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def forward(client: socket.socket, network: Network, settings: Settings) -> None:
    """Serve one connection: CONNECT for https, a whole address for http."""
    end = time.monotonic() + settings.request_seconds
    client.settimeout(settings.read_seconds)
    head = b""
    while b"\r\n\r\n" not in head:
        piece = client.recv(4096)
        if not piece or len(head) > MAX_HEAD:
            return
        head += piece
    line, _, rest = head.partition(b"\r\n")
    method, address, version = line.decode("ascii").split(" ")
    parts = urlsplit(f"//{address}" if method == "CONNECT" else address)
    try:
        port = parts.port or 80
        server = network.connect(parts.hostname or "", port, settings.read_seconds)
    except (OSError, Trouble):
        client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        return
    with server:
        if method == "CONNECT":
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            path = parts._replace(scheme="", netloc="").geturl() or "/"
            headers = [each for each in rest.split(b"\r\n") if not each.lower().startswith(OURS)]
            first = f"{method} {path} {version}\r\nConnection: close\r\n".encode()
            server.sendall(first + b"\r\n".join(headers))
        relay(client, server, end)


def relay(client: socket.socket, server: socket.socket, end: float) -> None:
    """Hand bytes over both ways until one side, the time or the number of bytes ends it."""
    passed = 0
    others = {client: server, server: client}
    while passed < MAX_BYTES and (left := end - time.monotonic()) > 0:
        for each in select.select([client, server], [], [], left)[0]:
            piece = each.recv(16 * 1024)
            if not piece:
                return
            others[each].sendall(piece)
            passed += len(piece)
