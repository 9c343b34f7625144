"""The commands that need no screen, and what answers each."""
