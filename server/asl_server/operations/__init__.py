"""The operations of the API: a file a resource, a function an operation, no HTTP in them."""
