"""The scanner's contract, met by a real clamd with a signature of our own and by the fake beside it."""

import socket
import threading
from itertools import repeat

import pytest
from django.core.exceptions import ImproperlyConfigured

from mash.foundation.adapters.antivirus import (
    TEST_MARKER,
    TEST_SIGNATURE,
    ClamdScanner,
    MemoryScanner,
    NullScanner,
    scanner,
)


@pytest.fixture(params=["clamd", "memory"])
def a_scanner(request):
    if request.param == "memory":
        return MemoryScanner()
    return ClamdScanner(request.getfixturevalue("clamd"))


class TestEveryScanner:
    def test_calls_harmless_bytes_clean(self, a_scanner):
        assert a_scanner.scan([b"hello, ", b"world"]).state == "clean"

    def test_calls_no_bytes_clean(self, a_scanner):
        assert a_scanner.scan([]).state == "clean"

    def test_names_what_it_finds(self, a_scanner):
        verdict = a_scanner.scan([b"before " + TEST_MARKER + b" after"])
        assert (verdict.state, verdict.signature) == ("infected", TEST_SIGNATURE)

    def test_finds_what_lies_across_chunks(self, a_scanner):
        chunks = [bytes([byte]) for byte in b"before " + TEST_MARKER]
        assert a_scanner.scan(chunks).state == "infected"

    def test_takes_ten_megabytes(self, a_scanner):
        assert a_scanner.scan(repeat(b"0123456789abcdef" * 4096, 160)).state == "clean"


def test_more_than_the_cap_is_not_called_clean(clamd):
    verdict = ClamdScanner(clamd, max_bytes=10).scan([b"0123456789", b"a"])
    assert verdict.state == "unavailable"
    assert "larger" in verdict.reason


def test_clamd_s_own_limit_is_not_called_clean(clamd):
    # StreamMaxLength is 12 MB in the tests' configuration.
    verdict = ClamdScanner(clamd).scan(repeat(b"x" * 1024 * 1024, 20))
    assert verdict.state == "unavailable"


def test_a_scanner_that_is_not_there_is_unavailable(tmp_path):
    verdict = ClamdScanner(f"unix:{tmp_path}/none").scan([b"x"])
    assert verdict.state == "unavailable"
    assert "cannot be reached" in verdict.reason


def answering(answer):
    """A listener on loopback that reads one command and gives this answer, or none."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection, listener:
            while connection.recv(65536)[-4:] != b"\0\0\0\0":
                pass
            if answer is None:
                connection.recv(1)
            else:
                connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return f"tcp:127.0.0.1:{listener.getsockname()[1]}", thread


def test_a_scanner_that_is_silent_is_left_after_the_time_out():
    address, thread = answering(None)
    verdict = ClamdScanner(address, timeout=0.2).scan([b"x"])
    thread.join()
    assert verdict.state == "unavailable"
    assert "in time" in verdict.reason


@pytest.mark.parametrize("answer", [b"", b"ERROR\0", b"stream: OKAY\0", b"stream: No such file. ERROR\0"])
def test_an_answer_that_is_not_ok_is_not_called_clean(answer):
    address, thread = answering(answer)
    verdict = ClamdScanner(address, timeout=5).scan([b"x"])
    thread.join()
    assert verdict.state == "unavailable"


def test_no_scanner_never_calls_a_file_clean():
    assert NullScanner().scan([b"x"]).state == "unavailable"
    assert not NullScanner().configured


def test_the_setting_names_the_scanner(settings):
    settings.MASH_CLAMD = ""
    assert isinstance(scanner(), NullScanner)
    settings.MASH_CLAMD = "memory"
    assert isinstance(scanner(), MemoryScanner)
    settings.MASH_CLAMD = "unix:/run/clamd.sock"
    assert isinstance(scanner(), ClamdScanner)


@pytest.mark.parametrize("address", ["/run/clamd.sock", "tcp:host", "unix:", "tcp:host:port"])
def test_a_wrong_setting_explains_itself(settings, address):
    settings.MASH_CLAMD = address
    with pytest.raises(ImproperlyConfigured, match="MASH_CLAMD"):
        scanner()
