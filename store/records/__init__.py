"""Decision records as files: read to the byte, changed field by field, numbered, checked, synced.

Nothing in here knows the store's database. docs/records.md describes the formats and the rules.
"""
