"""What must survive: the port of a store, its records, and the stores there are."""
