from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clipdesk.gui.arranging import Situation, arrange
from clipdesk.gui.state import Ranking, Selection
from clipdesk.inference.held import Held
from clipdesk.inference.prompts import PromptEmbeddings
from clipdesk.inference.ranking import score_all

NAMES = ("cat", "dog")


def _unit(*angles):
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], dtype=np.float32)


@pytest.fixture
def situation():
    """Six pictures: clearly cat, clearly dog, in between, nearly cat, not read, not readable."""
    held = Held(2)
    held.put([0, 1, 2, 3], _unit(0.0, 1.5, 0.76, 0.1))
    held.resize(6)
    prompts = PromptEmbeddings(_unit(0.0, 1.5), (np.zeros((0, 2)),) * 2, np.zeros((0, 2)), _unit(0.7)[0])
    ranking = Ranking(NAMES, prompts, score_all(held, prompts, 20.0))
    return Situation(6, ranking, failed=np.array([5]))


def _shown(situation, **wanted):
    return arrange(replace(situation, selection=Selection(**wanted))).shown.tolist()


def test_filters_and_their_counts(situation):
    found = arrange(replace(situation, marks={1: "cat"}))
    assert found.counts == {
        "all": 6, "unlabelled": 4, "uncertain": 1, "rejected": 0, "verified": 1, "failed": 1,
    }  # fmt: skip
    assert found.label_counts["cat"] + found.label_counts["dog"] == 4
    assert _shown(situation, filter="failed") == [5]
    assert _shown(situation, filter="uncertain") == [2]
    assert _shown(replace(situation, marks={1: "cat"}), filter="verified") == [1]
    assert _shown(replace(situation, marks={1: "cat"}), filter="unlabelled") == [0, 2, 3, 4]


def test_orders(situation):
    assert _shown(situation) == [0, 1, 2, 3, 4, 5]
    assert _shown(situation, order="uncertain first")[0] == 2
    certain = _shown(situation, order="certain first")
    assert certain[3:] == [2, 4, 5]
    assert set(_shown(situation, order="label")[:2]) == {0, 3}


def test_a_verified_label_counts_before_the_models(situation):
    assert 1 in _shown(replace(situation, marks={1: "cat"}), label="cat")
    assert 1 not in _shown(situation, label="cat")


def test_a_cell_of_the_confusion_matrix(situation):
    marked = replace(situation, marks={0: "cat", 1: "cat", 3: "dog"})
    assert _shown(marked, cell=("cat", "dog")) == [1]
    assert _shown(marked, cell=("dog", "cat")) == [3]


def test_likeness_orders_what_the_filter_passes(situation):
    near = replace(situation, nearest=np.array([3, 1, 0, 2]))
    assert _shown(near) == [3, 1, 0, 2]
    assert _shown(replace(near, marks={0: "cat"}), filter="verified") == [0]


def test_sources(situation):
    of_source = np.array([True, False, False, True, False, False])
    assert _shown(replace(situation, of_source=of_source)) == [0, 3]


def test_nothing_at_all():
    found = arrange(Situation(0))
    assert found.shown.tolist() == []
    assert found.counts["all"] == 0
