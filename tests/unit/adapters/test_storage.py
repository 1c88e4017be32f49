"""Stored bytes come back as they were, or not at all; on the disk they are unreadable."""

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from mash.foundation.adapters.storage import (
    FolderStorage,
    MemoryStorage,
    NullStorage,
    StorageError,
    TooLargeError,
    storage,
)

SECRET = "a secret of the tests, long enough to be one"
OTHER = "another secret of the tests, as long as that"
PLENTY = 10_000_000


@pytest.fixture(params=["folder", "memory"])
def a_storage(request, tmp_path):
    return MemoryStorage() if request.param == "memory" else FolderStorage(tmp_path / "files", [SECRET])


@pytest.fixture
def folder(tmp_path):
    return FolderStorage(tmp_path / "files", [SECRET])


def files_under(path):
    return [found for found in path.rglob("*") if found.is_file()]


class TestEveryStorage:
    @pytest.mark.parametrize("size", [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 1_000_000])
    def test_gives_back_what_was_put(self, a_storage, size):
        data = os.urandom(size)

        stored = a_storage.put([data[:1000], b"", data[1000:]], max_bytes=PLENTY)

        assert b"".join(a_storage.get(stored.key)) == data
        assert (stored.size, stored.sha256) == (size, hashlib.sha256(data).hexdigest())

    def test_streams_in_pieces(self, a_storage):
        stored = a_storage.put([b"x" * 1_000_000], max_bytes=PLENTY)
        assert max(map(len, a_storage.get(stored.key))) <= 256 * 1024

    def test_tells_what_lies_there_since_before_a_time(self, a_storage):
        stored = a_storage.put([b"x"], max_bytes=1)
        assert list(a_storage.older_than(datetime.now(UTC) - timedelta(minutes=1))) == []
        assert list(a_storage.older_than(datetime.now(UTC) + timedelta(minutes=1))) == [stored.key]
        a_storage.delete(stored.key)
        assert list(a_storage.older_than(datetime.now(UTC) + timedelta(minutes=1))) == []

    def test_makes_a_new_key_each_time(self, a_storage):
        assert a_storage.put([b"x"], max_bytes=1).key != a_storage.put([b"x"], max_bytes=1).key

    def test_takes_the_limit_and_not_a_byte_more(self, a_storage):
        a_storage.put([b"12345"], max_bytes=5)
        with pytest.raises(TooLargeError):
            a_storage.put([b"12345", b"6"], max_bytes=5)

    def test_stops_reading_at_the_first_byte_too_many(self, a_storage):
        read = []

        def endless():
            while True:
                read.append(1)
                yield b"x" * 1000

        with pytest.raises(TooLargeError):
            a_storage.put(endless(), max_bytes=5000)
        assert len(read) == 6

    def test_forgets_what_is_deleted_and_deletes_twice(self, a_storage):
        key = a_storage.put([b"x"], max_bytes=1).key
        a_storage.delete(key)
        a_storage.delete(key)
        assert not a_storage.exists(key)
        with pytest.raises(StorageError):
            list(a_storage.get(key))

    @pytest.mark.parametrize("key", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "\n"])
    def test_takes_no_key_but_its_own(self, a_storage, key):
        for attempt in (a_storage.exists, a_storage.delete, lambda key: list(a_storage.get(key))):
            with pytest.raises(StorageError):
                attempt(key)


class TestTheFolder:
    def test_is_closed_to_others(self, folder, tmp_path):
        folder.put([b"x"], max_bytes=1)
        modes = {
            stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "files").rglob("*") if path.is_dir()
        }
        assert modes == {0o700}
        assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in files_under(tmp_path)} == {0o600}

    def test_holds_nothing_readable(self, folder, tmp_path):
        folder.put([b"what the child said"], max_bytes=PLENTY)
        assert all(b"child" not in path.read_bytes() for path in files_under(tmp_path))

    def test_is_left_empty_by_a_failure(self, folder, tmp_path):
        def breaking():
            yield b"x" * 1_000_000
            raise OSError("the connection broke")

        with pytest.raises(OSError, match="broke"):
            folder.put(breaking(), max_bytes=PLENTY)
        assert files_under(tmp_path) == []

    def test_is_read_under_an_older_key_and_written_under_the_new(self, folder, tmp_path):
        old = folder.put([b"old"], max_bytes=3).key
        rotated = FolderStorage(tmp_path / "files", [OTHER, SECRET])
        new = rotated.put([b"new"], max_bytes=3).key
        assert b"".join(rotated.get(old)) == b"old"
        with pytest.raises(StorageError, match="another key"):
            list(folder.get(new))


class TestDamage:
    @pytest.fixture
    def stored(self, folder, tmp_path):
        key = folder.put([os.urandom(600_000)], max_bytes=PLENTY).key
        return key, tmp_path / "files" / key[:2] / key

    def refused(self, folder, key):
        with pytest.raises(StorageError):
            list(folder.get(key))

    def test_one_changed_byte_is_noticed(self, folder, stored):
        key, path = stored
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        self.refused(folder, key)

    @pytest.mark.parametrize("cut", [1, 1000, 400_000])
    def test_a_missing_end_is_noticed(self, folder, stored, cut):
        key, path = stored
        path.write_bytes(path.read_bytes()[:-cut])
        self.refused(folder, key)

    def test_a_cut_between_records_is_noticed(self, folder, stored):
        key, path = stored
        data = path.read_bytes()
        first = 7 + 4 + int.from_bytes(data[7:11], "big")
        path.write_bytes(data[:first])
        self.refused(folder, key)

    def test_a_record_left_out_is_noticed(self, folder, stored):
        key, path = stored
        data = path.read_bytes()
        first = 7 + 4 + int.from_bytes(data[7:11], "big")
        path.write_bytes(data[:7] + data[first:])
        self.refused(folder, key)

    def test_another_file_s_bytes_are_noticed(self, folder, stored):
        key, path = stored
        other = folder.put([b"x"], max_bytes=1).key
        path.write_bytes((path.parents[1] / other[:2] / other).read_bytes())
        self.refused(folder, key)

    def test_bytes_after_the_end_are_noticed(self, folder, stored):
        key, path = stored
        path.write_bytes(path.read_bytes() + b"x")
        self.refused(folder, key)


class TestTheSetting:
    def test_is_a_folder_of_the_state(self, settings, tmp_path):
        settings.MASH_FILES = ""
        settings.MASH_STATE = tmp_path
        settings.MASH_FILE_KEY = SECRET
        key = storage().put([b"x"], max_bytes=1).key
        assert (tmp_path / "files" / key[:2] / key).is_file()

    def test_may_be_memory_or_null(self, settings):
        settings.MASH_FILES = "memory"
        key = storage().put([b"x"], max_bytes=1).key
        assert storage().exists(key)
        settings.MASH_FILES = "null"
        assert isinstance(storage(), NullStorage)
        with pytest.raises(StorageError):
            storage().put([b"x"], max_bytes=1)

    def test_of_no_folder_explains_itself(self, settings):
        settings.MASH_FILES = settings.MASH_STATE = ""
        with pytest.raises(ImproperlyConfigured, match="MASH_FILES"):
            storage()

    def test_of_no_key_explains_itself(self, settings, tmp_path):
        settings.MASH_FILES = tmp_path
        settings.MASH_FILE_KEY = "short"
        with pytest.raises(ImproperlyConfigured, match="MASH_FILE_KEY"):
            storage()
