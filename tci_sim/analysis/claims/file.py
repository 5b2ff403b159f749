"""The claims as data, in `claims.yaml` beside this module: what each says, what carries it, and how it is tested."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tci_sim.arguments import LARGEST_FIRST_SEED
from tci_sim.runs.digest import digest_of
from tci_sim.scenario.quantity import Part
from tci_sim.scenario.tree import as_data
from tci_sim.scenario.words import Length, Words
from tci_sim.scenario.yaml_file import read_yaml

FILE = Path(__file__).with_name("claims.yaml")

ALL_REGIMES = "all"
"""Stands for `--regimes all` where policies are named."""

RETURNED, ESTIMATED = "return_on_quality", "estimated_return_on_quality"
"""What a `review` is read for beside its links: the return with a control, and what the firm estimates."""

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = tuple[Name, ...]
Shown = Annotated[Words, Length(1000, least=1)]
Section = Literal["origin", "features", "learning", "culture", "improvement", "value", "strategy", "review"]
"""The part of the text that a claim stands in, in the order of the text."""


class Reading(Part):
    """One answer that is read from the output of a command."""

    measure: Name
    """What is compared; money is discounted and added up, anything else is the mean of the last 12 months."""
    of: Literal["firm", "market"] = "firm"
    """Whose it is: our firm's, or the whole market's."""
    policy: Name = "tci"
    """The alternative that is compared with the first one of the command."""
    beyond: Names = ()
    """Alternatives whose own differences are taken off: what is left is what comes of having all together."""
    along: Name | None = None
    """Read instead: by how much the measure rises for a unit of this one, over all alternatives of a command."""
    than: float | None = None
    """Read instead: how far the alternative's own level is above this number."""
    expects: Literal["more", "less"] = "more"
    """What the claim expects: an interval above 0, or one below it."""


class Trial(Part):
    """One command line, and what is read from its output."""

    command: Literal["compare", "review"] = "compare"
    scenarios: Names = ("baseline_sample",)
    """Scenarios of the library; several are compared with the first."""
    set: Names = ()
    """What differs from them, as with `--set`."""
    policies: Names = ()
    """What our firm runs in turn, the first being the reference; `all` is every policy of the scenario."""
    readings: Annotated[tuple[Reading, ...], Field(min_length=1)]

    def arguments(self, replications: int, seed: int) -> list[str]:
        """Return what stands behind `tci-sim` to run it."""
        said = [self.command, *self.scenarios]
        for each in self.set:
            said += ["--set", each]
        if self.command == "review":
            said += ["--round", "all"]
        elif self.policies == (ALL_REGIMES,):
            said += ["--regimes", ALL_REGIMES]
        elif self.policies:
            said += ["--firm-policy", ",".join(self.policies)]
        return [*said, "--replications", str(replications), "--seed", str(seed)]

    def command_line(self, replications: int, seed: int) -> str:
        """Return the command as it is typed.

        Examples
        --------
        >>> trial = Trial(policies=("tqm", "tci"), readings=(Reading(measure="satisfaction"),))
        >>> trial.command_line(8, 1)
        'tci-sim compare baseline_sample --firm-policy tqm,tci --replications 8 --seed 1'
        """
        return shlex.join(["tci-sim", *self.arguments(replications, seed)])


class Claim(Part):
    """One claim of the text."""

    id: Name
    section: Section
    quote: Name
    """Where it stands in the text: a few of its words."""
    claim: Shown
    """What it says, in our words."""
    levers: Names = ()
    """Levers, parameters of the world or groups of them that carry it, by dotted path."""
    rules: Names = ()
    """Rules that carry it, each `module.rule` of `tci_sim.engine.rules`."""
    trials: tuple[Trial, ...] = ()
    """How it is tested by a comparison."""
    shown_by: Names = ()
    """Tests that show it, where it is how the model is built and no comparison can refute it."""
    missing: Shown | None = None
    """Why it is not in the model."""
    limits: Shown | None = None
    """What of it the model leaves out, or what is read in its place."""

    @model_validator(mode="after")
    def _answered_once(self) -> Claim:
        if sum(map(bool, (self.trials, self.shown_by, self.missing))) != 1:
            raise ValueError(f"{self.id}: must have one of trials, shown_by and missing.")
        return self


class ClaimsFile(Part):
    """All claims, and how often each command is run."""

    replications: Annotated[int, Field(ge=2, le=1000)]
    """Pairs of runs of each comparison."""
    seed: Annotated[int, Field(ge=0, le=LARGEST_FIRST_SEED)]
    """Seed of the first pair; each further one has the next."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]


@cache
def read_claims() -> ClaimsFile:
    """Read the claims; what is wrong with the file is raised as pydantic says it, for it is part of the program."""
    return ClaimsFile.model_validate(as_data(read_yaml(FILE)))


@cache
def digest_of_claims() -> str:
    """Return the hash of the file, by which a page is known to be of it. [64 hexadecimal digits]."""
    return digest_of(FILE.read_bytes())
