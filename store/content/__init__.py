"""Shipped and added content: files to values, values to tables."""
