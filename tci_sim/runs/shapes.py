"""What the JSON file of a folder of results must hold: read as untrusted, for anybody may have written it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tci_sim.engine.measures.columns import Kind
from tci_sim.errors import InputError
from tci_sim.messages import message
from tci_sim.runs.store_errors import DamagedError, os_error_reason

Seed = Annotated[int, Field(ge=0, lt=2**63)]
Count = Annotated[int, Field(ge=1, lt=2**31)]
Month = Annotated[int, Field(ge=0, lt=2**15)]


class _Shape(BaseModel):
    """Names and types; what else stands there is passed over."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)


class KeptShape(_Shape):
    """What is kept of each run, as `OutputSpec.to_dict` gives it."""

    holders: list[str]
    measures: dict[Kind, list[str]]
    months: list[Month]
    figures: bool
    fingerprint: bool


class RunsShape(_Shape):
    """What every folder says that keeps whole runs."""

    key: str
    seed: Seed
    keys: dict[str, str]
    keep: KeptShape


class RunShape(RunsShape):
    """What the folder of one run says."""

    scenario: dict[str, Any]


class ComparisonShape(RunsShape):
    """What the folder of a comparison says."""

    questions: Annotated[dict[str, dict[str, Any]], Field(min_length=2)]
    replications: Count
    precision: dict[str, float]
    limit: Count
    provenance: dict[str, Any]


class StudyProvenanceShape(_Shape):
    """What a study rests on."""

    scenario: dict[str, Any]


class StudyShape(_Shape):
    """What the folder of a study says; `Study` checks the study itself."""

    key: str
    keep: KeptShape
    study: dict[str, Any]
    provenance: StudyProvenanceShape


def check_shape(shape: type[_Shape], told: Mapping[str, Any]) -> None:
    """Make sure that a folder says what it should.

    Raises
    ------
    ValueError
        If not; it says what is wrong first.
    """
    try:
        shape.model_validate(dict(told))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ValueError(".".join(map(str, first["loc"]))) from None


@contextmanager
def damaged_on_mismatch(folder: Path) -> Iterator[None]:
    """Say that a folder is damaged where what is read from it is not what it should be.

    Raises
    ------
    DamagedError
        If so.
    """
    try:
        yield
    except (
        ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError, InputError,
    ) as error:  # fmt: skip
        raise DamagedError(
            message("store.damaged_manifest", where=str(folder), entry=os_error_reason(error))
        ) from None
