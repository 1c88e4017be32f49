"""MASH: the open system for Multi-Agency Safeguarding Hubs."""
