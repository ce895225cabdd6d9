"""Text from files and machines made fit to show: nothing unseen, nothing endless."""

from __future__ import annotations

import re
from typing import Final

TAB: Final = "    "

# Controls, marks that turn or hide text, halves of surrogate pairs: a terminal obeys them, or
# shows nothing. Joiners (U+200C, U+200D) stay, for scripts and emoji are written with them.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_PICTURES: Final = 0x2400
_PICTURE_OF_DELETE: Final = "\u2421"
_REPLACEMENT: Final = "\ufffd"


def visible(text: str) -> str:
    """The text in one line, with a picture for what a terminal would obey or hide.

    A tab becomes four spaces, `ESC` becomes U+241B, a mark that turns the text around U+FFFD.
    """
    return _UNSEEN.sub(_picture, text.replace("\t", TAB))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < ord(" "):
        return chr(_PICTURES + code)
    return _PICTURE_OF_DELETE if match[0] == "\x7f" else _REPLACEMENT


def shortened(text: str, most: int) -> str:
    """The text made visible, and cut where it has more than so many characters."""
    if len(text) <= most:
        return visible(text)
    return f"{visible(text[: most - 1])}…"
