"""The verifier: whether an export of the ledger, or one entry out of it, is what the log and its witnesses signed."""
