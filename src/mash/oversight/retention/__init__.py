"""How long a case is kept, what stops its disposal, and the disposal itself by two people."""
