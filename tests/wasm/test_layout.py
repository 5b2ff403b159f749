"""What an entry is given lies in memory as the layout says."""

from __future__ import annotations

import struct
from typing import NamedTuple

import numpy as np
import pytest

from tci_sim.wasm.layout import ALIGNMENT, content_of, layout_of


class Garden(NamedTuple):
    height: np.ndarray
    alive: np.ndarray


GARDEN = Garden(np.arange(6.0).reshape(2, 3), np.array([True, False]))


def test_each_array_begins_at_a_multiple_of_the_alignment_and_keeps_its_numbers() -> None:
    layout = layout_of(GARDEN, 7, names=("garden",))
    content = content_of(layout, GARDEN, 7)
    height, alive = layout.places
    assert (height.name, height.at, height.size) == ("garden.height", 0, 48)
    assert (alive.name, alive.at, alive.end, layout.size) == ("garden.alive", ALIGNMENT, 66, 66)
    assert height.read(content).tolist() == GARDEN.height.tolist()
    assert alive.read(content).tolist() == [True, False]


def test_words_tell_items_address_axes_and_steps_of_an_array_and_the_value_of_a_number() -> None:
    layout = layout_of(GARDEN, 7, 0.5)
    words = struct.unpack(f"<{len(layout.words)}q", layout.words_at(1 << 20))
    assert words[:9] == (0, 0, 6, 8, 1 << 20, 2, 3, 24, 8)
    assert words[9:16] == (0, 0, 2, 1, (1 << 20) + ALIGNMENT, 2, 1)
    assert words[16] == 7
    assert struct.pack("<q", words[17]) == struct.pack("<d", 0.5)
    assert layout.size_of_words == 8 * 18


def test_an_array_without_items_has_a_place_and_no_bytes() -> None:
    layout = layout_of(Garden(np.zeros((0, 3)), np.zeros(0, np.bool_)))
    assert [place.size for place in layout.places] == [0, 0]
    assert layout.places[0].read(
        content_of(layout, Garden(np.zeros((0, 3)), np.zeros(0, np.bool_)))
    ).shape == (0, 3)


def test_numbers_that_do_not_lie_in_a_row_are_refused() -> None:
    with pytest.raises(ValueError, match=r"garden\.height does not lie in C order"):
        layout_of(Garden(GARDEN.height.T, GARDEN.alive), names=("garden",))
