"""The room of packages: made and sent at the hub, received by agencies, opened by a link."""
