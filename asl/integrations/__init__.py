"""A Task's Resource becomes a result: what is called, here or at an endpoint."""
