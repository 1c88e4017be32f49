"""The tree behind the entries: each is a leaf, the tree is signed, and others bear witness to it."""
