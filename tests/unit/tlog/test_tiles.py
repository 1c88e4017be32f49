"""Tiles: where they lie, what they hold, and the tree out of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash_tlog.errors import FormatError
from mash_tlog.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
)
from mash_tlog.merkle import verify_inclusion as included
from mash_tlog.tiles import (
    entries_path,
    entry_bundle,
    nodes_from,
    parse_path,
    read_bundle,
    tile_path,
    tiles_of,
)

LEAVES = [leaf_hash(b"%d" % each) for each in range(70_000)]


def _root(leaves):
    tree = Frontier()
    tree.extend(leaves)
    return tree.root()


def _tile(level, number, width):
    """A tile of the 70,000 leaves, by the specification's own formula."""
    span = 256**level
    first = number * 256
    return b"".join(_root(LEAVES[at * span : (at + 1) * span]) for at in range(first, first + width))


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1234, 5, "tile/0/x001/234.p/5"),
        (2, 1_234_067, 256, "tile/2/x001/x234/067"),
        (63, 999, 255, "tile/63/999.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(level, number, width, path):
    assert tile_path(level, number, width) == path
    assert parse_path(path) == (level, number, width)
    assert entries_path(number, width) == path.replace(f"tile/{level}", "tile/entries")
    assert parse_path(entries_path(number, width)) == ("entries", number, width)


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_path_is_read_back(level, number, width):
    assert parse_path(tile_path(level, number, width)) == (level, number, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000",
        "tile/01/000",
        "tile/0/00",
        "tile/0/x000/001",
        "tile/0/001/x002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000\n",
        "tile/data/000",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/٠٠٠",
    ],
)
def test_other_paths_are_refused(path):
    with pytest.raises(FormatError):
        parse_path(path)


@pytest.mark.parametrize(
    ("level", "number", "width"), [(64, 0, 1), (-1, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)]
)
def test_there_are_no_other_tiles(level, number, width):
    with pytest.raises(ValueError, match="tile"):
        tile_path(level, number, width)


def test_the_tiles_of_70_000_leaves_are_the_specifications_example():
    tiles = list(tiles_of(70_000))
    assert len([each for each in tiles if each[0] == 0 and each[2] == 256]) == 273
    assert [each for each in tiles if each[2] < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert [each for each in tiles if each[0] == 1] == [(1, 0, 256), (1, 1, 17)]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(0)) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 70_000), st.data())
def test_the_tree_out_of_its_tiles_proves_what_the_leaves_prove(size, data):
    """Tiles that the tree of this size does not have are never asked for."""
    there = set(tiles_of(size))
    asked = []

    def read(level, number, width):
        assert (level, number, width) in there
        asked.append((level, number))
        return _tile(level, number, width)

    node = nodes_from(read, size)
    root = _root(LEAVES[:size])
    assert root_of(size, node) == root
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert included(LEAVES[index], index, size, inclusion_proof(index, size, node), root)
    assert verify_consistency(old, size, _root(LEAVES[:old]), root, consistency_proof(old, size, node))
    assert len(asked) == len(set(asked))


def test_a_tile_of_another_length_is_named():
    node = nodes_from(lambda _level, _number, width: bytes(32 * width - 1), 300)
    with pytest.raises(FormatError, match=r"tile/0/001\.p/44 has 1407 bytes, not 1408"):
        node(0, 299)


@pytest.mark.parametrize(("level", "index"), [(0, 300), (8, 1), (9, 0), (-1, 0), (0, -1)])
def test_a_node_beyond_the_tree_is_refused(level, index):
    with pytest.raises(ValueError, match="has no node"):
        nodes_from(_tile, 300)(level, index)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_is_read_back(entries):
    assert read_bundle(entry_bundle(entries)) == entries


def test_bundles_that_are_none_are_refused():
    assert entry_bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    for data in (b"\x00", b"\x00\x02a", b"\x00\x01a\x00"):
        with pytest.raises(FormatError, match="cut short"):
            read_bundle(data)
    with pytest.raises(FormatError, match="more than 256"):
        read_bundle(bytes(2 * 257))
    with pytest.raises(ValueError, match="65535"):
        entry_bundle([bytes(65_536)])
