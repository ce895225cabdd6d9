"""Charges, or does not."""

import os
import sys
import time
from typing import Any

RATE = 2


def charge(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Print, and answer."""
    print("charging", event["amount"])  # noqa: T201 - it is a log
    return {"total": event["amount"] * RATE, "stage": os.environ["STAGE"]}


def refuse(event: dict[str, Any], _context: Any) -> Any:
    """Fail in the way that is asked for."""
    match event["how"]:
        case "raise":
            raise PermissionError("the card is blocked")
        case "exit":
            sys.exit(3)
        case "hang":
            time.sleep(60)
    return {1, 2}
