"""Everything out and in: JSON, and a page of HTML."""
