"""How the terminal writes figures: the examples in the docstrings hold."""

import doctest

import pytest

from channels.terminal import ask, output, practices, receipts


@pytest.mark.parametrize("module", [ask, output, practices, receipts])
def test_the_examples_hold(module):
    tried = doctest.testmod(module)
    assert (tried.attempted > 0, tried.failed) == (True, 0)
