"""Text recognition: a document in, words with boxes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from plutopixie.domain.documents import Document
from plutopixie.domain.reading.words import RecognizedText


class TextReader(Protocol):
    """Reads the text of a document on our own machine; nothing leaves it and nothing is kept."""

    def read(self, document: Document) -> RecognizedText:
        """The words of every page, upright, with boxes in pixels of the page image.

        Raises:
            UnreadableDocumentError: the document can't be read, and trying again will not help; it says why.
            ReaderUnavailableError: the engine is not installed, or was stopped; the document may be fine.
        """
        ...


#: Makes a reader, there and when one is needed.
MakeReader = Callable[[], TextReader]
