"""Everything that is said to a person: one catalogue of messages for each language, and the language in use.

A message is an id and values; its text stands in the catalogues, `en/*.yaml` and `zh-Hant/*.yaml`, and nowhere else.
Nested keys of these files are joined by dots. `python -m tci_sim.messages.build` checks them and writes
`en.json` and `zh-Hant.json`, which are what the program reads.
"""

from tci_sim.messages.language import LANGUAGES, Language, current_language, using_language
from tci_sim.messages.message import Listing, Message, Text, Value, listing, message, paragraph

__all__ = [
    "LANGUAGES",
    "Language",
    "Listing",
    "Message",
    "Text",
    "Value",
    "current_language",
    "listing",
    "message",
    "paragraph",
    "using_language",
]
