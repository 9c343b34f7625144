"""A folder of records and the decisions of the store, brought to say the same."""
