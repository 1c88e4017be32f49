"""A sealed file comes back whole or not at all; on the disk it is unreadable."""

import stat

import pytest

from mash.foundation.adapters.sealed import SealedError, Unsealed, seal

SECRET = "a secret of the tests, long enough to be one"
PIECE = 1024 * 1024
WHAT = {"secret": SECRET, "purpose": "test"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "sealed"


def test_what_is_sealed_comes_back_in_whatever_portions(path):
    parts = [b"a" * 10, b"", bytes(range(256)) * 5000, memoryview(b"b" * PIECE)]
    seal(path, parts, **WHAT)
    sealed = Unsealed(path, **WHAT)
    for part in parts:
        assert bytes(sealed.read(len(part))) == bytes(part)
    sealed.end()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"aaaa" not in path.read_bytes()
    assert [found.name for found in path.parent.iterdir()] == ["sealed"]


def test_nothing_comes_back_as_nothing(path):
    seal(path, [], **WHAT)
    Unsealed(path, **WHAT).end()
    with pytest.raises(SealedError):
        Unsealed(path, **WHAT).read(1)


def spoilt(path, how):
    data = path.read_bytes()
    first = 7 + 16
    size = 4 + PIECE + 16
    one, two, rest = (
        data[first : first + size],
        data[first + size : first + 2 * size],
        data[first + 2 * size :],
    )
    changed = {
        "empty": b"",
        "another magic": b"X" + data[1:],
        "a changed byte": data[:500] + bytes([data[500] ^ 1]) + data[501:],
        "another salt": data[:7] + bytes(16) + data[first:],
        "cut within": data[:-1],
        "cut between": data[:first] + one + two,
        "turned": data[:first] + two + one + rest,
        "lengthened": data + b"\0\0\0\x10" + bytes(16),
        "a length too long": data[:first] + b"\xff\xff\xff\xff" + data[first + 4 :],
    }
    path.write_bytes(changed[how])


@pytest.mark.parametrize(
    "how",
    [
        "empty",
        "another magic",
        "a changed byte",
        "another salt",
        "cut within",
        "cut between",
        "turned",
        "lengthened",
        "a length too long",
    ],
)
def test_what_was_touched_is_not_believed(path, how):
    size = 2 * PIECE + 100
    seal(path, [b"c" * size], **WHAT)
    spoilt(path, how)
    sealed = Unsealed(path, **WHAT)
    with pytest.raises(SealedError):  # noqa: PT012 - it may show in either
        sealed.read(size)
        sealed.end()


@pytest.mark.parametrize("other", [{"secret": SECRET + "!"}, {"purpose": "another"}])
def test_another_secret_and_another_purpose_open_nothing(path, other):
    seal(path, [b"d"], **WHAT)
    with pytest.raises(SealedError):
        Unsealed(path, **{**WHAT, **other}).read(1)


def test_what_is_not_read_to_its_end_is_not_believed(path):
    seal(path, [b"ef"], **WHAT)
    sealed = Unsealed(path, **WHAT)
    sealed.read(1)
    with pytest.raises(SealedError):
        sealed.end()
    with pytest.raises(SealedError):
        Unsealed(path.with_name("nothing"), **WHAT).read(1)


def test_a_seal_that_fails_leaves_what_was_there(path):
    seal(path, [b"before"], **WHAT)

    def chunks():
        yield b"half"
        raise OSError("No room.")

    with pytest.raises(OSError, match="room"):
        seal(path, chunks(), **WHAT)
    assert bytes(Unsealed(path, **WHAT).read(6)) == b"before"
    assert [found.name for found in path.parent.iterdir()] == ["sealed"]


def test_pieces_of_a_write_that_was_killed_stand_in_nobodys_way(path):
    path.parent.mkdir()
    path.with_name("sealed.part").write_bytes(b"half")
    seal(path, [b"whole"], **WHAT)
    assert bytes(Unsealed(path, **WHAT).read(5)) == b"whole"
