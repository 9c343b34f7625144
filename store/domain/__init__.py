"""Values that leave the store: frozen, made of the standard library only."""
