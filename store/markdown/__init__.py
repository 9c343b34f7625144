"""Markdown text: escaping, inline text, outline, front matter. Pure."""
