"""AWS JSON 1.0 without HTTP: shapes, constraints, errors, ARNs, paging and signatures."""
