"""Hosts that last: each engine is an implementation of the interpreter's port."""
