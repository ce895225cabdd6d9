"""YAML text -> the events of ruamel.yaml's parser, its errors turned into our fault."""

from collections.abc import Iterator

from ruamel.yaml.docinfo import DocInfo
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import Event
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader, ReaderError
from ruamel.yaml.scanner import Scanner

from asl.syntax import yaml_mistakes as mistakes
from asl.syntax.source import Source

# Of ruamel.yaml 0.19.1, in millions of texts made up of YAML's own words: ValueError (a tag with
# "%25" in it; more digits than int takes) and OverflowError ("\UFFFFFFFF"). The rest is what any
# other slip of it would raise: a text is never to blame for a traceback.
_ITS_BUGS = (AssertionError, AttributeError, LookupError, OverflowError, TypeError, ValueError)


class _Events(Reader, Scanner, Parser):
    """Reader, scanner and parser as one, without the composer, whose recursion has no bound.

    The attributes are what these three look for on their loader. The version is YAML 1.2 whatever
    a %YAML directive says: 1.1 scans "a:b" another way.
    """

    processing_version = (1, 2)
    # What the three look up on their loader each time anew, for each character at worst.
    reader = scanner = resolver = None

    def __init__(self, text: str) -> None:
        self.reader = self.scanner = self.resolver = self
        self._enough_at = -1
        self.comment_handling = None
        self.doc_infos = [DocInfo()]
        Reader.__init__(self, text, loader=self)
        Scanner.__init__(self, loader=self)
        Parser.__init__(self, loader=self)

    def need_more_tokens(self) -> bool:
        """Tell whether the next token is not known yet; the parser asks several times for each."""
        if self._enough_at == self.tokens_taken and self.tokens:
            return False
        if super().need_more_tokens():
            return True
        # Only taking a token can change that.
        self._enough_at = self.tokens_taken
        return False


def read_events(source: Source) -> Iterator[Event]:
    """Give the events of a YAML text one by one, so that a reader may stop at any of them.

    Raises:
        SyntaxFault: yaml-syntax.
    """
    try:
        events = _Events(source.text)
    except ReaderError as error:
        raise mistakes.character(source, error.position) from error
    try:
        while events.check_event():
            yield events.get_event()
    except MarkedYAMLError as error:
        raise mistakes.syntax(source, error) from error
    except (YAMLError, *_ITS_BUGS) as error:
        raise mistakes.unreadable(source, events.index) from error
