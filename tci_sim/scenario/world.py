"""The uncertainties: what the world sets and nobody in it can choose."""

from tci_sim.scenario.quantity import Part, part
from tci_sim.scenario.uncertainties.business import Deciding, Economy, Partnership, Rivalry, Supply
from tci_sim.scenario.uncertainties.customers import (
    Choice,
    Complaints,
    Requirements,
    Satisfaction,
    WordOfMouth,
)
from tci_sim.scenario.uncertainties.hearing import Acting, Asking, Voices
from tci_sim.scenario.uncertainties.people import Beliefs, Improving, People, Staff


class World(Part):
    """Everything that the world sets."""

    requirements: Requirements = part()
    satisfaction: Satisfaction = part()
    word_of_mouth: WordOfMouth = part()
    choice: Choice = part()
    complaints: Complaints = part()
    voices: Voices = part()
    acting: Acting = part()
    asking: Asking = part()
    beliefs: Beliefs = part()
    staff: Staff = part()
    improving: Improving = part()
    people: People = part()
    supply: Supply = part()
    economy: Economy = part()
    rivalry: Rivalry = part()
    partnership: Partnership = part()
    deciding: Deciding = part()
