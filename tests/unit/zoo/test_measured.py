from __future__ import annotations

import pytest

from clipdesk.zoo import registry
from clipdesk.zoo.measured import Measured, measured

CARD = """# A model

| size | 50% more |
|---|---|

## Measured
Some words, 12% of them.

| set | pictures | top-1 / top-5 |
|---|---|---|
| imagenette val, 10 classes | 3,925 | 76.2% / 97.0% |
| tiny | 10 | 1% / 2% |

## Limits
| x | 99% |
"""


def test_the_first_line_of_the_table():
    assert measured(CARD) == Measured("imagenette val, 10 classes", 0.762)


@pytest.mark.parametrize("card", ["", "# Only a title\n\n| a | 5% |", "## Measured\nNothing yet.\n## More\n| a | 5% |"])
def test_a_card_without_figures(card):
    assert measured(card) is None


def test_the_bundled_model_says_how_good_it_is():
    found = registry.info("starter").measured
    assert found is not None
    assert 0.2 < found.top1 < 1
    assert found.data
