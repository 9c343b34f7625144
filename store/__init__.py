"""What Shortlist remembers and works out. Knows no terminal; importing it loads nothing."""
