"""The fictional group Halden, known to the cent: demo, tests and evals share it."""

from workingcapital.sample_company.generator import generate
from workingcapital.sample_company.loader import LoadReport, load

__all__ = ["LoadReport", "generate", "load"]
