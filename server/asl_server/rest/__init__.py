"""Plain REST below /v1, documented by OpenAPI: the same operations with JSON as JSON."""
