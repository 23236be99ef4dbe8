"""Five thousand mutated answers of a server: never an exception, never over the bounds."""

from __future__ import annotations

import gzip
import os
import random
import socket
import socketserver
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from fast import FAST, look_up
from linkhealth.answer import Ask
from linkhealth.guard import Network
from linkhealth.probe import Prober
from linkhealth.verdict import TROUBLES, judge

RUNS = int(os.environ.get("LINKHEALTH_FUZZ", "5000"))
SEED = int(os.environ.get("LINKHEALTH_SEED", "1"))
MAX_SECONDS = 3.0  # for one link; its bounds below add up to less
MAX_MEMORY = 96 * 1024**2  # of all threads together
BOUNDED = replace(
    FAST,
    read_seconds=0.4,
    request_seconds=0.8,
    page_seconds=0.4,
    link_seconds=2.0,
    pause_seconds=0.0,
    host_failures=10**9,
    redirects=5,
)
PAGE = b"<!doctype html><html><head><title>A page</title></head><body><h1>A page</h1>Words.</body>"
BOMB = gzip.compress(bytes(24 * 1024**2), 9)
# Real answers, as whole as servers send them.
SEEDS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
    % (len(PAGE), PAGE),
    b"HTTP/1.1 301 Moved Permanently\r\nLocation: /next?a=1\r\nContent-Length: 5\r\n\r\nMoved",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\n<p>Hi\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    + gzip.compress(PAGE),
    b"HTTP/1.1 429 Too Many\r\nRetry-After: 0\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n",
    b'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{"responseCode": 100}',
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.0 200 OK\r\nRefresh: 0;url=/b\r\n\r\n"
    + PAGE,
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=shift_jis\r\n\r\n"
    b"<base href=/x/><meta http-equiv=refresh content='0;url=y'><title>Page not found</title>",
)
TOKENS = (
    *b"\r\n|\n|\r|\0|:| |\t|\xff\xfe|\xc3\xbc|\xfc|%|%zz|#".split(b"|"),
    *b"-1|99999999999999999999|0x10|1e9|chunked, gzip|br|zstd|deflate|zip".split(b"|"),
    *b"http://[::1|//|http://xn--/|http://\xc3\xbc.test/|javascript:x|http://a:99999/".split(b"|"),
    *(b"Location: /l\r\n", b"Content-Length: 5, 6\r\n", b"Set-Cookie: " + b"x" * 9000 + b"\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"Retry-After: soon\r\n"),
    *(b"X: y\r\n" * 120, b"x" * 70_000, b"[" * 70_000, b"<b><i><div>" * 3000, b"sessid" * 9000),
    *(b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/9.9 777 \r\n"),
    *(b"<meta http-equiv=refresh content=", b"<title>"),
)
# How so large a part of the answers is sent.
SENDING = ((0.01, "drip"), (0.02, "hang"), (0.04, "reset"), (1.0, ""))


def mutated(number: int) -> tuple[bytes, str]:
    """One answer, always the same for its number, and how it is sent."""
    chance = random.Random(SEED * 1_000_003 + number)
    answer = chance.choice(SEEDS)
    for _ in range(chance.randrange(1, 6)):
        start = chance.randrange(len(answer) + 1)
        end = min(len(answer), start + chance.choice((0, 0, 1, 4, 20)))
        kind = chance.random()
        if kind < 0.55:
            answer = answer[:start] + chance.choice(TOKENS) + answer[end:]
        elif kind < 0.7:
            answer = answer[:start] + chance.randbytes(chance.randrange(12)) + answer[end:]
        elif kind < 0.8:
            answer = answer[:start] + answer[end:] + answer[start:end]
        elif kind < 0.9:
            answer = answer.replace(
                chance.choice((b"\r\n", b"200", b"Content", b"/")), chance.choice(TOKENS), 1
            )
        else:
            answer = answer[: max(1, start)]
    if chance.random() < 0.01:
        answer = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + BOMB
        )
    part = chance.random()
    return answer, next(how for limit, how in SENDING if part < limit)


class Liar(socketserver.BaseRequestHandler):
    """Answers the request for /NUMBER with the mutated answer of that number."""

    def handle(self) -> None:
        try:
            head = self.request.recv(65536)
            path = head.split(b" ")[1].lstrip(b"/")
            if not path.isdigit():
                self.request.sendall(SEEDS[0])
                return
            answer, sending = mutated(int(path))
            if sending == "drip":
                for byte in answer[:40]:
                    self.request.sendall(bytes([byte]))
                    time.sleep(0.05)
            elif sending == "reset":
                self.request.sendall(answer[: len(answer) // 2])
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            else:
                self.request.sendall(answer)
                if sending == "hang":
                    time.sleep(1)
        except OSError:
            pass  # the visitor has heard enough


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True


@contextmanager
def lying_server():
    with Server(("127.0.0.1", 0), Liar) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_five_thousand_lies_are_five_thousand_verdicts():
    with lying_server() as port:
        # Redirects to a number that is none of the tests go nowhere.
        network = Network(True, look_up)
        prober = Prober(BOUNDED, network)
        prober.pace.hold = lambda *_: None
        prober.allows = lambda _: True
        worst = []

        def ask(number):
            url = f"http://lies.test:{port}/{number}"
            begun = time.monotonic()
            answer = prober.ask(Ask(url, url, ("place",) if number % 3 == 0 else ()))
            worst.append((time.monotonic() - begun, number))
            assert answer.trouble == "" or answer.trouble in TROUBLES, (number, answer.trouble)
            assert len(answer.page.title) <= 120, number
            return judge(answer, f"{url}#place").verdict

        tracemalloc.start()
        with ThreadPoolExecutor(8) as pool:
            verdicts = list(pool.map(ask, range(RUNS)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert len(verdicts) == RUNS
    assert len(set(verdicts)) >= 4, "the lies are of many kinds"
    assert max(worst)[0] < MAX_SECONDS, max(worst)
    assert most < MAX_MEMORY, f"{most / 1024**2:.0f} MB"
    print(
        f"{RUNS} answers; worst {max(worst)[0]:.2f} s (number {max(worst)[1]}); {most / 1024**2:.0f} MB"
    )


def test_a_number_is_the_same_lie_every_time():
    assert [mutated(number) for number in range(50)] == [mutated(number) for number in range(50)]
