"""What the partnership answers for: the rights of the people whom it writes about."""
