"""Decisions: saved, revised, moved between statuses; their history and tracked records."""
