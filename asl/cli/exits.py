"""What the exit code of a command says."""

from __future__ import annotations

from typing import Final

SUCCEEDED: Final = 0
FAILED: Final = 1  # the execution failed, timed out or was aborted
VALID: Final = 0  # nothing that counts was found
FINDINGS: Final = 1  # something was
CANNOT_RUN: Final = 2  # there was no execution, or it came to no end
INTERRUPTED: Final = 130  # by Ctrl-C: 128 + SIGINT, as shells have it
BROKEN_PIPE: Final = 141  # nobody reads the output any more: 128 + SIGPIPE
