"""Files that people hand over: checked by content, scanned, encrypted, served as downloads only."""
