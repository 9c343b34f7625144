"""What the user sees and types. Importing it loads nothing."""

__version__ = "0.1.0"
