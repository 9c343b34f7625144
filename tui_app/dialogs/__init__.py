"""One modal a module: it takes values and dismisses with a value."""
