"""A region of the map is named by words that say what its passages are about."""

import numpy as np

from index.corpusmap import _named


def test_a_region_is_named_by_its_subject_not_by_words_of_every_language() -> None:
    english = [
        "Because of the flood, about forty bridges were rebuilt.",
        "Bridges are inspected because about half leak.",
    ]
    chinese = ["今年桥梁检修已经开展。", "图书馆累计借书。", "图书馆进行搬迁。"]
    regions = _named(np.zeros((5, 2)), np.array([0, 0, 1, 1, 1]), english + chinese)
    assert regions[0].words == ("bridges",)
    assert regions[1].words == ("图书馆",)
