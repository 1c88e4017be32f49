"""The room's pages: making and sending at the hub, receiving in an agency, opening by a link."""
