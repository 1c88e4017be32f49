"""Events and messages that leave with the transaction that caused them, or not at all."""
