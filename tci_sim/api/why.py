"""Why two scenarios come to different ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING

from tci_sim.analysis.why import why as why_analysis
from tci_sim.analysis.why.question import AnyGroups, how_to_split
from tci_sim.analysis.why.why import WhyData
from tci_sim.api.shown import Shown, fields_of, names_in, writing_in
from tci_sim.designs.variants import AnyScenarios
from tci_sim.messages import Language
from tci_sim.scenario.study import REPLICATIONS

if TYPE_CHECKING:
    from distributed import Client
    from matplotlib.axes import Axes

    from tci_sim.plots.picture import Picture
    from tci_sim.render.table import Part


class WhyResult(Shown, WhyData):
    """Why two scenarios differ, and what can be done with it; its fields are those of `WhyData`."""

    def plot(
        self, which: str | None = None, ax: Axes | None = None, *, lang: Language | None = None
    ) -> Picture:
        """Draw one of the pictures of what was found.

        Parameters
        ----------
        which : str, optional
            Its name, such as "chain" or "profit"; the first by default.
        ax, lang
            As of `RunResult.plot`.

        Returns
        -------
        Picture

        Raises
        ------
        InputError
            If there is no such picture.
        """
        from tci_sim.views.why.pictures import picture

        with writing_in(lang):
            return picture(self, which, ax)

    def __repr__(self) -> str:
        reference, name = self.names
        return f"<WhyResult: {name} against {reference}\n {', '.join(self.parts)}>"

    def _parts(self) -> list[Part]:
        from tci_sim.views.why.text import table_parts

        return table_parts(self)

    def _html(self) -> str:
        from tci_sim.views.why.pictures import section

        return section(self)


def why(
    scenarios: AnyScenarios,
    *,
    firm_policies: str | Sequence[str] = (),
    parts: str | Sequence[str] = (),
    measures: str | Sequence[str] = (),
    replications: int = REPLICATIONS,
    seed: int = 1,
    threads: int | None = None,
    cluster: str | Client | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: str | PathLike[str] | None = None,
    on_message: Callable[[str], None] | None = None,
    groups: AnyGroups | None = None,
    opened: str | Sequence[str] | None = None,
    all_subsets: bool = False,
    word_of_mouth: bool = False,
) -> WhyResult:
    """Explain why two scenarios, or two policies of the focal firm of one, come to different ends.

    Both are run under the same seeds, as by `compare`, whose runs it makes and finds. Each part explains the
    difference in a way of its own, history by history.

    Parameters
    ----------
    scenarios : scenario, or sequence or mapping of them
        What is compared, each given as for `run`: two, of which the first is the reference.
    firm_policies : str or sequence of str
        With one scenario: two policies that it names, each tried out by its focal firm; the first is the reference.
    parts : str or sequence of str
        What explains the difference; all of them by default. "accounts": profit over volume, price and every cost
        account, and satisfaction over what customers felt. "chain": when each stage between lever and money turned,
        and where the two first part. "groups": what each group of levers, or of what else differs, brings on average
        over all orders in which they may come (Shapley value), alone, and as the last. "doors": how it reaches
        customers, by what is delivered, price, how they are treated, and how rivals answer.
    measures : str or sequence of str
        What is looked at, where a part can look at several things.
    replications : int
        Runs of each, 2 or more; replication number r, from 0, has seed + r.
    seed : int
        Seed of the first replication, 0 or more.
    threads, cluster, on_progress, out, on_message
        As for `compare`; a question that was stopped goes on where it was.
    groups : str, path, sequence of str, or mapping of str to str or sequence of str, optional
        Among what the difference is split: dotted paths of what differs, or beginnings of them, each a group
        (`["listening", "world.choice"]`); by name, several in one; or a study file, or the name of a study of the
        library, whose `mechanisms` are the groups. By default the groups of levers, and of what else differs, as
        `explain` lists them. What is in none of them is one group more.
    opened : str or sequence of str, optional
        Groups that are opened: each value in them is a group of its own.
    all_subsets : bool
        Whether each replication tries all combinations, of groups and of doors; by default a random order and its
        reverse, which gives the same on average.
    word_of_mouth : bool
        Whether what customers tell each other is told apart as a way in which the change reaches them.

    Returns
    -------
    WhyResult

    Raises
    ------
    InputError
        If there are not two scenarios, or they cannot be compared or built.
    StoreError
        If a run cannot be kept; those before it are.
    RunError
        If a cluster cannot make the runs, or is lost; what was made until then is kept.
    KeyboardInterrupt
        On Ctrl-C, with a sentence that says what is kept.
    """
    found = why_analysis.why(
        scenarios, firm_policies=firm_policies, parts=names_in(parts), measures=names_in(measures),
        replications=replications, seed=seed, threads=threads, cluster=cluster, on_progress=on_progress, out=out,
        on_message=on_message, split=how_to_split(groups, opened, all_subsets=all_subsets, word_of_mouth=word_of_mouth),
    )  # fmt: skip
    return WhyResult(*fields_of(found))
