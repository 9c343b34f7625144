"""Matrices: arithmetic, sentences, tables, layout, undo, and how they are kept."""
