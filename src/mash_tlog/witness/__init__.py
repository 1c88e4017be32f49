"""The witness: a small program of a partner's, which cosigns a log's checkpoints and refuses a log that went back."""
