"""The command line: one module a group of commands, each answers in words or JSON."""
