"""What a project says in its `asl.toml`."""
