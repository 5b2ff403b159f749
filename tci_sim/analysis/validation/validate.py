"""Run published models as scenarios of the one engine, and compare the results with the published values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tci_sim.analysis.validation.probes import get_probe
from tci_sim.analysis.validation.readings import Estimate, Probe, Readings, differences, estimate, quotients
from tci_sim.analysis.validation.replications import run_replications
from tci_sim.analysis.validation.targets import Published, Setting, Target, read_published
from tci_sim.compile_model import ensure_compiled
from tci_sim.errors import InputError
from tci_sim.messages import Message, message
from tci_sim.processors import thread_count
from tci_sim.scenario.library import PUBLISHED, files, find
from tci_sim.scenario.load import load
from tci_sim.scenario.schema import Scenario

Progress = Callable[[int, int], None]
Asked = tuple[tuple[str, Setting], ...]
"""What differs from the scenario, in a fixed order."""

_SECTOR = "sector"
CHANCE = 3.0
"""Standard errors by which the few runs of the quick set may miss what the many of the full set may not."""


@dataclass(frozen=True)
class Finding:
    """One published value beside the model's."""

    target: Target
    estimate: Estimate
    runs: int
    low: float
    """Least value that passes, chance allowed for."""
    high: float
    """Largest value that passes."""

    @property
    def passes(self) -> bool:
        """Whether the model's value is allowed; an open direction is strict."""
        band = self.target.entry.band is not None
        value = self.estimate.value
        return self.low < value < self.high if band else self.low <= value <= self.high


@dataclass(frozen=True)
class Validation:
    """The results of the published models that were run."""

    full: bool
    findings: tuple[Finding, ...]
    models: tuple[Published, ...]
    samples: Mapping[str, Mapping[Asked, Sequence[Readings]]]
    """What was read of every run, by model and by what differed from its scenario."""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Customers of each model's market, and how many of them are simulated."""

    @property
    def passes(self) -> bool:
        """Whether every gate passes; what is only expected is none."""
        return all(each.passes for each in self.published.findings if each.target.entry.gate)

    @property
    def published(self) -> Validation:
        """The part of it that compares published values."""
        return self._part(expected=False)

    @property
    def expected(self) -> Validation:
        """The part of it that checks what prototypes let expect, and nobody has published."""
        return self._part(expected=True)

    def _part(self, *, expected: bool) -> Validation:
        return replace(
            self,
            findings=tuple(each for each in self.findings if each.target.entry.is_expected == expected),
            models=tuple(each for each in self.models if each.is_expected == expected),
        )


def validate(
    names: str | Sequence[str] = (),
    *,
    full: bool = False,
    threads: int | None = None,
    on_progress: Progress = lambda done, all_: None,
    on_message: Callable[[str], None] = lambda sentence: None,
) -> Validation:
    """Run published models and compare.

    Parameters
    ----------
    names : str or sequence of str
        Models of the library, or scenario files with targets beside them; all of the library, where empty.
    full : bool
        Whether to run as often as the published tolerances ask for, and not only the quick set.
    threads : int, optional
        Runs at a time; as many as there are processors by default. The answer is the same for any number.
    on_progress : callable (done, all)
        Called with how many runs are done.
    on_message : callable (str)
        Called when the model has to be compiled first.

    Returns
    -------
    Validation

    Raises
    ------
    InputError
        If a model is unknown, or a file is faulty.
    ConservationError
        If a world does not add up.
    """
    threads = thread_count(threads)
    models = [read_published(path) for path in _asked([names] if isinstance(names, str) else names)]
    plans = {model.name: _plan(model, full) for model in models}
    ensure_compiled(on_message)
    total = sum(_runs(model, full) * len(plans[model.name]) for model in models)
    done = [0]

    def on_run_done() -> None:
        done[0] += 1
        on_progress(done[0], total)

    samples: dict[str, dict[Asked, Sequence[Readings]]] = {}
    sizes: dict[str, tuple[int, int]] = {}
    for model in models:
        probe = _probe_of(model)
        seeds = range(model.file.seed, model.file.seed + _runs(model, full))
        samples[model.name] = {
            asked: _replicate(model, dict(asked), probe, seeds, threads, on_run_done)
            for asked in plans[model.name]
        }
        sizes[model.name] = _size(load(model.scenario))
    findings = [
        _finding(target, samples[model.name], _probe_of(model), full)
        for model in models
        for target in _validate_model(model, full)
    ]
    return Validation(full, tuple(findings), tuple(models), samples, sizes)


def _probe_of(model: Published) -> Probe:
    return get_probe(model.file.probe, str(model.scenario.with_suffix(".targets.yaml")))


def _replicate(
    model: Published,
    changes: dict[str, Setting],
    probe: Probe,
    seeds: range,
    threads: int,
    on_run_done: Callable[[], None],
) -> list[Readings]:
    """Run a model as often as is asked; a sector lies below all that the scenario and the changes say."""
    sector = changes.pop(_SECTOR, None)
    scenario = load(model.scenario, sector=None if sector is None else str(sector))
    return run_replications(scenario, changes, probe, seeds, threads=threads, on_progress=on_run_done)


def _size(scenario: Scenario) -> tuple[int, int]:
    return scenario.market.customers, scenario.market.people


def _asked(names: Sequence[str]) -> list[Path]:
    """Find the scenario of each model that is asked for, once."""
    if not names:
        return list(files(PUBLISHED).values())
    found: dict[str, Path] = {}
    faults: list[Message | str] = []
    for name in names:
        try:
            asked = f"{name.removesuffix(PUBLISHED.ending)}.yaml" if name.endswith(PUBLISHED.ending) else name
            path = Path(find(asked, PUBLISHED))
            if found.setdefault(path.stem, path).resolve() != path.resolve():
                faults.append(message("validation.two_of_a_name", name=name, other=str(found[path.stem])))
        except InputError as error:
            faults += error.messages
    if faults:
        raise InputError(*faults)
    return list(found.values())


def _validate_model(model: Published, full: bool) -> list[Target]:
    return [target for target in model.targets if full or target.quick]


def _runs(model: Published, full: bool) -> int:
    return model.file.replications.full if full else model.file.replications.quick


def _plan(model: Published, full: bool) -> list[Asked]:
    """List the different questions that a model's targets ask, each once."""
    asked: dict[Asked, None] = {}
    for target in _validate_model(model, full):
        asked[_key(target.setting)] = None
        if (other := _other(target)) is not None:
            asked[_key(other)] = None
    return list(asked)


def _other(target: Target) -> Mapping[str, Setting] | None:
    """Return what differs in the run that a target is compared with; None where it stands alone."""
    return target.entry.baseline if target.entry.over is None else target.entry.over


def _key(setting: Mapping[str, Setting]) -> Asked:
    return tuple(sorted(setting.items()))


def _finding(
    target: Target, samples: Mapping[Asked, Sequence[Readings]], probe: Probe, full: bool
) -> Finding:
    runs = samples[_key(target.setting)]
    quantity, other = target.entry.quantity, _other(target)
    pair = None if other is None else samples[_key(other)]
    found = estimate(quantity, runs) if pair is None else _compared(target, runs, pair, probe)
    chance = 0.0 if full else CHANCE * (found.error or 0.0)
    return Finding(target, found, len(runs), target.low - chance, target.high + chance)


def _compared(target: Target, runs: Sequence[Readings], others: Sequence[Readings], probe: Probe) -> Estimate:
    """Compare runs with those that they are paired with: what each reads, or what is read of both together."""
    quantity = target.entry.quantity
    if target.entry.over is not None:
        return quotients(quantity, runs, others)
    if probe.compare is not None and quantity not in runs[0]:
        together = probe.compare(runs, others)
        if quantity in together:
            return together[quantity]
    return differences(quantity, runs, others)
