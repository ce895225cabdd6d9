"""`python -m asl.cli`, for where the command itself is not installed."""

from asl.cli.main import main

main()
