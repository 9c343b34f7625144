"""Helpers that know nothing of Shortlist: text, paths, atomic files, git, TOML sources."""
