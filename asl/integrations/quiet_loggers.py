"""Loggers of libraries that write down what calls carry: at DEBUG, headers and bodies too."""

from __future__ import annotations

import logging


def hush(name: str) -> None:
    """Let a library's loggers say nothing below INFO, unless somebody has set their level.

    Args:
        name: of the logger above all of them.
    """
    logger = logging.getLogger(name)
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
