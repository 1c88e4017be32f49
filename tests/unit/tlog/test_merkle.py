"""The tree, held against its definition in RFC 6962 written plainly, and against published figures."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash_tlog.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

SIZES = st.integers(1, 70)


def _mth(hashes):
    if len(hashes) <= 1:
        return hashes[0] if hashes else sha256(b"").digest()
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    return sha256(b"\x01" + _mth(hashes[:k]) + _mth(hashes[k:])).digest()


def _path(m, hashes):
    if len(hashes) == 1:
        return []
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    if m < k:
        return [*_path(m, hashes[:k]), _mth(hashes[k:])]
    return [*_path(m - k, hashes[k:]), _mth(hashes[:k])]


def _subproof(m, hashes, whole):
    n = len(hashes)
    if m == n:
        return [] if whole else [_mth(hashes)]
    k = 1
    while 2 * k < n:
        k *= 2
    if m <= k:
        return [*_subproof(m, hashes[:k], whole), _mth(hashes[k:])]
    return [*_subproof(m - k, hashes[k:], False), _mth(hashes[:k])]


def _leaves(size):
    return [leaf_hash(b"%d" % each) for each in range(size)]


def _nodes(hashes):
    def node(level, index):
        assert (index + 1) << level <= len(hashes), "a node beyond the tree"
        return _mth(hashes[index << level : (index + 1) << level])

    return node


def _bent(proof, chance):
    """The proof with one bit turned, one hash left out, one more, or two in each other's place."""
    bent = list(proof)
    kind = chance.randrange(4)
    at = chance.randrange(len(bent)) if bent else 0
    if kind == 0 and bent:
        bent[at] = bytes([bent[at][0] ^ 1]) + bent[at][1:]
    elif kind == 1 and bent:
        del bent[at]
    elif kind == 2 and len(bent) > 1:
        bent[at], bent[at - 1] = bent[at - 1], bent[at]
    else:
        bent.insert(at, bytes(32))
    return bent


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_frontier_has_the_root_of_the_definition_wherever_it_was_put_down(size, kept):
    leaves = _leaves(size)
    first = Frontier()
    first.extend(leaves[:kept])
    again = Frontier(first.size, first.hashes)
    for each in leaves[kept:]:
        again.append(each)
    assert (again.size, again.root()) == (size, _mth(leaves))
    assert root_of(size, _nodes(leaves)) == _mth(leaves)


@pytest.mark.parametrize(("size", "hashes"), [(1, ()), (3, (bytes(32),)), (2, (bytes(31),)), (-1, ())])
def test_a_frontier_that_cannot_be_is_refused(size, hashes):
    with pytest.raises(ValueError, match="complete subtrees"):
        Frontier(size, hashes)


@given(SIZES, st.data())
def test_inclusion_is_the_definitions_path_and_no_other_is_taken(size, data):
    index = data.draw(st.integers(0, size - 1))
    chance = data.draw(st.randoms(use_true_random=False))
    leaves = _leaves(size)
    proof, root = inclusion_proof(index, size, _nodes(leaves)), _mth(leaves)
    assert proof == _path(index, leaves)
    assert verify_inclusion(leaves[index], index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, _bent(proof, chance), root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, proof, leaf_hash(b"another"))
    other = data.draw(st.integers(-1, size + 1).filter(lambda each: each != index))
    assert not verify_inclusion(leaves[index], other, size, proof, root)


@given(SIZES, st.data())
def test_consistency_is_the_definitions_proof_and_no_other_is_taken(new, data):
    old = data.draw(st.integers(1, new))
    chance = data.draw(st.randoms(use_true_random=False))
    leaves = _leaves(new)
    proof, roots = consistency_proof(old, new, _nodes(leaves)), (_mth(leaves[:old]), _mth(leaves))
    assert proof == _subproof(old, leaves, True)
    assert verify_consistency(old, new, *roots, proof)
    assert not verify_consistency(old, new, *roots, _bent(proof, chance))
    assert not verify_consistency(old, new, leaf_hash(b"another"), roots[1], proof)
    assert not verify_consistency(old, new, roots[0], leaf_hash(b"another"), proof)
    assert not verify_consistency(new + 1, new, *roots, proof)


@given(SIZES, st.data())
def test_a_changed_leaf_is_no_continuation(size, data):
    changed = data.draw(st.integers(0, size - 1))
    leaves = _leaves(size + 1)
    other = [*leaves[:changed], leaf_hash(b"another"), *leaves[changed + 1 :]]
    proof = consistency_proof(size, size + 1, _nodes(other))
    assert not verify_consistency(size, size + 1, _mth(leaves[:size]), _mth(other), proof)


def test_every_tree_continues_the_empty_one_without_a_proof():
    root = _mth(_leaves(5))
    assert consistency_proof(0, 5, _nodes(_leaves(5))) == []
    assert verify_consistency(0, 5, EMPTY_ROOT, root, [])
    assert not verify_consistency(0, 5, root, root, [])
    assert not verify_consistency(0, 5, EMPTY_ROOT, root, [root])
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(0, 0, EMPTY_ROOT, root, [])


def test_a_proof_of_another_length_is_refused_even_where_its_hashes_meet():
    """A root made to fit a proof too long or too short is the root of a tree of another size."""
    one, two, three, four, more = _leaves(5)
    assert not verify_inclusion(one, 0, 1, [two], node_hash(two, one))
    assert not verify_inclusion(one, 0, 4, [two], node_hash(one, two))
    both = node_hash(one, two)
    assert not verify_consistency(2, 8, both, node_hash(both, three), [three])
    old, new = node_hash(both, three), node_hash(both, node_hash(three, four))
    assert verify_consistency(3, 4, old, new, [three, four, both])
    assert not verify_consistency(3, 4, node_hash(more, old), node_hash(more, new), [three, four, both, more])


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion_proof(index, size, _nodes(_leaves(size)))


# The eight leaves, and roots of the first 1 to 8 of them, that Certificate Transparency's own tests use.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_published_roots():
    tree = Frontier()
    assert tree.root() == EMPTY_ROOT == sha256(b"").digest()
    for leaf, root in zip(INPUTS, ROOTS, strict=True):
        tree.append(leaf_hash(bytes.fromhex(leaf)))
        assert tree.root().hex() == root


def test_the_published_proofs():
    leaves = [leaf_hash(bytes.fromhex(each)) for each in INPUTS]
    path = ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"]
    assert [each.hex() for each in inclusion_proof(5, 8, _nodes(leaves))] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert inclusion_proof(2, 3, _nodes(leaves[:3])) == [node_hash(leaves[0], leaves[1])]
    assert [each.hex() for each in consistency_proof(6, 8, _nodes(leaves))] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [each.hex() for each in consistency_proof(2, 5, _nodes(leaves[:5]))] == [
        *path,
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]
