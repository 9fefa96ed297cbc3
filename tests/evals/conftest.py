"""The raw rows of the sample and the oracle on them, once for the run."""

import pytest

from evals.expected import Oracle
from evals.oracle.frames import frames
from workingcapital import sample_company


@pytest.fixture(scope="session")
def oracle():
    return Oracle(frames(sample_company.generate()))
