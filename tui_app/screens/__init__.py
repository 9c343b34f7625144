"""One module a tab. Screens do not know each other; they meet through messages."""
