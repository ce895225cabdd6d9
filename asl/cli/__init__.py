"""The command `asl`: a file a command."""
