"""The witness as it runs: over HTTP, asked by many at once, killed in the middle, with little time and room."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mash_tlog.checkpoint import Checkpoint
from mash_tlog.merkle import Frontier, consistency_proof, leaf_hash
from mash_tlog.notes import COSIGNER, Signer, Verifier, open_note, read_cosignature, sign, split
from mash_tlog.witness.client import Conflict, Cosigned, Refused, Unreachable, add_checkpoint
from mash_tlog.witness.deciding import Witness
from mash_tlog.witness.serving import MAX_BODY, WitnessServer
from mash_tlog.witness.store import Store

ORIGIN = "ledger.example"
LOG = Signer.generate(ORIGIN)
LEAVES = [leaf_hash(b"%d" % each) for each in range(200)]
NOON = 1_795_953_600


def _root(leaves):
    tree = Frontier()
    tree.extend(leaves)
    return tree.root()


def _node(level, index):
    return _root(LEAVES[index << level : (index + 1) << level])


def _note(size, leaves=LEAVES):
    return sign(Checkpoint(ORIGIN, size, _root(leaves[:size])).text, [LOG])


def _ask(url, old, new, *, note=None, timeout=10):
    proof = consistency_proof(old, new, _node)
    return add_checkpoint(url, old=old, proof=proof, note=note or _note(new), timeout=timeout)


@pytest.fixture
def store(tmp_path):
    with Store.create(tmp_path / "witness", Signer.generate("county.example/witness", COSIGNER)) as made:
        made.trust(ORIGIN, LOG.verifier)
        yield made


@pytest.fixture
def serve(store):
    """Serve the witness in this process, with so many seconds a request; returns the port."""
    running = []

    def start(seconds=5.0):
        server = WitnessServer(("127.0.0.1", 0), Witness(store, lambda: NOON), seconds=seconds)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, thread))
        return server.server_address[1]

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_client_gets_what_the_witness_decides(serve, store):
    url = f"http://127.0.0.1:{serve()}/"
    answer = _ask(url, 0, 8)
    assert isinstance(answer, Cosigned)
    assert read_cosignature(split(_note(8))[0], answer.lines[0], store.signer.verifier) == NOON
    assert _ask(url, 0, 20) == Conflict(8)
    assert isinstance(_ask(url, 8, 20), Cosigned)
    forked = _note(20, [leaf_hash(b"rewritten"), *LEAVES[1:]])
    assert _ask(url, 20, 20, note=forked) == Refused(422, "The witness holds another history of this log.")
    stranger = sign(Checkpoint("other.example", 0, _root([])).text, [LOG])
    assert _ask(url, 0, 0, note=stranger).status == 404
    unknown = sign(Checkpoint(ORIGIN, 20, _root(LEAVES[:20])).text, [Signer.generate(ORIGIN)])
    assert _ask(url, 20, 20, note=unknown).status == 403
    assert _ask(url, 20, 20, note="nothing").status == 400


def _get(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    found = response.status, response.read().decode()
    connection.close()
    return found


def test_anybody_may_ask_what_it_last_cosigned(serve, store):
    port = serve()
    hashed = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
    named = f"/checkpoint?origin={ORIGIN}"
    assert [_get(port, each)[0] for each in (hashed, named)] == [404, 404]
    _ask(f"http://127.0.0.1:{port}", 0, 8)
    for path in (hashed, named):
        status, note = _get(port, path)
        assert status == 200
        assert len(open_note(note, [LOG.verifier, store.signer.verifier]).signatures) == 2
    for path in ("/", "/checkpoint", "/add-checkpoint", f"/checkpoint?origin={ORIGIN}&origin=x", "/key"):
        assert _get(port, path)[0] == 404


def test_of_many_that_ask_at_once_none_is_cosigned_backwards(serve, store):
    """Each asker goes on from what the witness says it holds; what it cosigned never shrank."""
    url = f"http://127.0.0.1:{serve()}"
    done = []

    def ask(start):
        for size in range(start, 200, 8):
            answer = _ask(url, 0, size, timeout=60)
            while isinstance(answer, Conflict) and answer.size <= size:
                answer = _ask(url, answer.size, size, timeout=60)
            assert isinstance(answer, (Cosigned, Conflict)), answer
            done.append((size, isinstance(answer, Cosigned)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(1, 9)))
    cosigned = [size for size, was in done if was]
    assert max(cosigned) == 199
    assert store.held(ORIGIN).size == 199
    assert {each.kind for each in store.evidence()} <= {"behind"}


def _raw(port, sent, *, close=True):
    """All that comes back on one connection after these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        if close:
            connection.shutdown(socket.SHUT_WR)
        found = b""
        while more := connection.recv(65_536):
            found += more
    return found


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", b" 411 "),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b" 411 "),
        (
            b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b" 411 ",
        ),
        (
            b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 1),
            b" 413 ",
        ),
        (b"POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", b" 404 "),
        (b"DELETE /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", b" 501 "),
    ],
)
def test_what_it_will_not_read_is_refused_and_the_connection_closed(serve, head, status):
    answer = _raw(serve(), head, close=False)
    assert status in answer.split(b"\r\n")[0]
    assert answer.count(b"HTTP/1.1 ") == 1


def test_two_requests_go_over_one_connection(serve):
    ask = b"GET /checkpoint?origin=x HTTP/1.1\r\nHost: x\r\n\r\n"
    assert _raw(serve(), ask * 2).count(b" 404 ") == 2


def test_whoever_sends_slowly_is_hung_up_on(serve):
    """Byte by byte: the time is the whole request's, not each byte's."""
    with socket.create_connection(("127.0.0.1", serve(seconds=1.0)), timeout=20) as connection:
        stop = threading.Event()

        def drip():
            while not stop.wait(0.2):
                try:
                    connection.sendall(b"P")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            assert connection.recv(1) == b""
        finally:
            stop.set()
            thread.join()


def test_its_own_log_says_nothing_of_what_was_asked(serve, capfd):
    port = serve()
    _ask(f"http://127.0.0.1:{port}", 0, 8)
    _get(port, "/checkpoint?origin=secret-word")
    _raw(port, b"secret-word nonsense\r\n\r\n")
    said = capfd.readouterr().err
    assert "POST 200" in said
    assert "GET 404" in said
    assert "secret-word" not in said
    assert ORIGIN not in said


def _answering(answer):
    """A witness that answers in these bytes, whatever is asked, and then waits to be hung up on."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.wfile.write(answer)
            self.wfile.flush()
            self.connection.settimeout(20)
            self.connection.recv(1)

        def log_message(self, *_):
            pass

    return HTTPServer(("127.0.0.1", 0), Handler)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", Refused),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Refused),
        (b"HTTP/1.1 307 See\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", Refused),
        (b"HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n8\n", Refused),
        (
            b"HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\nContent-Length: 3\r\n\r\n08\n",
            Refused,
        ),
        (b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", Refused),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000, Refused),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", Unreachable),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", Unreachable),
        (b"nonsense\r\n\r\n", Unreachable),
    ],
)
def test_a_client_believes_no_odd_answer_and_waits_no_longer_than_it_says(answer, expected):
    server = _answering(answer)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    try:
        found = _ask(f"http://127.0.0.1:{server.server_address[1]}", 0, 8, timeout=1)
    finally:
        thread.join()
        server.server_close()
    assert isinstance(found, expected), found


def test_a_client_reports_that_nobody_answers():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert isinstance(_ask(f"http://127.0.0.1:{port}", 0, 8, timeout=1), Unreachable)


@pytest.mark.parametrize(
    "url",
    [
        "http://witness.example",
        "ftp://127.0.0.1",
        "https://",
        "https://u@witness.example",
        "https://h/?a",
        "x",
    ],
)
def test_a_client_goes_nowhere_without_tls(url):
    with pytest.raises(ValueError, match="witness"):
        _ask(url, 0, 8)


def _program(*words):
    return [sys.executable, "-m", "mash_tlog.witness", *map(str, words)]


def _run(*words):
    return subprocess.run(_program(*words), capture_output=True, text=True, check=False, timeout=60)


def _start(folder):
    started = subprocess.Popen(
        _program("serve", folder, "--listen", "127.0.0.1:0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return started, started.stdout.readline().removeprefix("ready ").strip()


def _end(started, number):
    os.kill(started.pid, number)
    started.wait(30)
    started.stdout.close()
    return started.returncode


def test_what_was_answered_survives_kill_9(tmp_path):
    """Killed after each answer, and once while many ask: it never holds less than it cosigned."""
    folder = tmp_path / "witness"
    vkey = Verifier.from_text(_run("init", folder, "--name", "county.example/witness").stdout.strip())
    assert _run("add-log", folder, LOG.verifier.text).returncode == 0
    size = 0
    for new in (8, 50):
        started, url = _start(folder)
        answer = _ask(url, size, new)
        assert _end(started, signal.SIGKILL) == -signal.SIGKILL
        assert read_cosignature(split(_note(new))[0], answer.lines[0], vkey) > NOON // 2
        size = new
    started, url = _start(folder)
    cosigned = [size]

    def ask():
        now = size
        for new in range(size + 1, 200):
            answer = _ask(url, now, new)
            if not isinstance(answer, Cosigned):
                return
            now = new
            cosigned.append(new)
            if new == 60:
                os.kill(started.pid, signal.SIGKILL)

    ask()
    _end(started, signal.SIGKILL)
    started, url = _start(folder)
    answer = _ask(url, 0, 199)
    assert isinstance(answer, Conflict)
    assert answer.size >= max(cosigned) >= 60
    assert _end(started, signal.SIGTERM) == 0


def test_the_commands_say_what_is_held_and_what_is_wrong(tmp_path):
    folder = tmp_path / "witness"
    vkey = _run("init", folder, "--name", "county.example/witness").stdout
    assert _run("vkey", folder).stdout == vkey
    assert "its key stays" in _run("init", folder, "--name", "x").stderr
    assert _run("add-log", folder, "nonsense").returncode == 1
    assert _run("add-log", folder, LOG.verifier.text).returncode == 0
    assert "nothing cosigned yet" in _run("show", folder).stdout
    started, url = _start(folder)
    forked = _note(8, [leaf_hash(b"rewritten"), *LEAVES[1:]])
    _ask(url, 0, 8)
    _ask(url, 8, 8, note=forked)
    shown = _run("show", folder).stdout
    _end(started, signal.SIGTERM)
    assert "Evidence: 1" in shown
    assert "two different trees of the same size" in shown
    assert forked in shown
    assert json.dumps(LOG.verifier.text)[1:-1] in shown
    assert _run("show", tmp_path).returncode == 1
    assert _run("serve", folder, "--listen", "nowhere").returncode == 2
