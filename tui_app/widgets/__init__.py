"""Reusable widgets: data in by method, messages out; they know neither the app nor the screens."""
