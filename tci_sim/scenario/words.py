"""Texts in scenario files that people read: a text, or one for each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from tci_sim.errors import nearest
from tci_sim.messages import LANGUAGES, Language, current_language

_ANY = ""
"""Stands for the language of a text of which no language is said."""


@dataclass(frozen=True)
class Words:
    """A text that people read, as it was written: once, or in several languages."""

    texts: tuple[tuple[str, str], ...] = ()
    """Each with its language, which is empty where none is said."""

    @classmethod
    def of(cls, written: str | Mapping[str, str]) -> Words:
        """Make it of what a file holds.

        Examples
        --------
        >>> asked = Words.of({"en": "How many?", "zh-Hant": "有多少？"})
        >>> str(asked), asked.text("zh-Hant"), str(Words.of("Why?"))
        ('How many?', '有多少？', 'Why?')
        """
        given = {_ANY: written} if isinstance(written, str) else written
        return cls(tuple((language, text) for language, text in given.items() if text))

    @property
    def written(self) -> str | dict[str, str]:
        """As a file holds it."""
        texts = dict(self.texts)
        return texts.get(_ANY, "") if not texts or _ANY in texts else texts

    def text(self, language: Language | None = None) -> str:
        """Return it on one line in a language, in the one in use by default; in another where it has not that one."""
        texts = dict(self.texts)
        found = texts.get(language or current_language()) or texts.get("en") or next(iter(texts.values()), "")
        return " ".join(found.split())

    def __str__(self) -> str:
        return self.text()

    def __bool__(self) -> bool:
        return bool(self.texts)


@dataclass(frozen=True)
class Length:
    """How long a text may be; stands beside `Words` in an annotation."""

    most: int
    least: int = 0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check that what is given is a text, or one for each language."""
        text = core_schema.str_schema(min_length=max(self.least, 1), max_length=self.most, strict=True)
        languages = core_schema.typed_dict_schema(
            {language: core_schema.typed_dict_field(text, required=False) for language in LANGUAGES},
            extra_behavior="forbid",
        )

        def check(given: Any, by_language: core_schema.ValidatorFunctionWrapHandler) -> Words:
            if isinstance(given, Words):
                return given
            if isinstance(given, str):
                if len(given) < self.least:
                    raise PydanticKnownError("string_too_short", {"min_length": self.least})
                if len(given) > self.most:
                    raise PydanticKnownError("string_too_long", {"max_length": self.most})
                return Words.of(given)
            if not isinstance(given, dict) or not given:
                raise PydanticKnownError("string_type")
            return Words.of(by_language(given))

        return core_schema.no_info_wrap_validator_function(
            check,
            languages,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda words: words.written),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe it for editors."""
        least = {"minLength": self.least} if self.least else {}
        return words_schema({"type": "string", "maxLength": self.most, **least})


Label = Annotated[Words, Length(80, least=1)] | None
"""What tables and charts call something that a scenario names."""


def words_schema(text: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a text, or of one for each language, from that of a text."""
    each = {**text, "minLength": 1}
    languages = {
        "type": "object",
        "properties": dict.fromkeys(LANGUAGES, each),
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [dict(text), languages]}


def is_words(kind: Any) -> bool:
    """Return whether a type is that of such a text, which may be absent."""
    return kind is Words or any(is_words(each) for each in get_args(kind))


def not_a_language(key: str) -> str:
    """Say what is wrong with the name of a language."""
    return f"is not a language: must be {' or '.join(LANGUAGES)}.{nearest(key, LANGUAGES)}"


def faults_of_words(written: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find what is wrong with what a file gives as such a text: where in it, and what."""
    if isinstance(written, str):
        if not written.strip():
            yield (), "must not be empty."
    elif not isinstance(written, dict) or not written:
        yield (), "must be text."
    else:
        for language, text in written.items():
            if language not in LANGUAGES:
                yield (language,), not_a_language(language)
            elif not isinstance(text, str):
                yield (language,), "must be text."
            elif not text.strip():
                yield (language,), "must not be empty."
