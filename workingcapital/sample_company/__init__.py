"""The fictional group Halden, known to the cent: demo, tests and evals share it."""

from workingcapital.sample_company.generator import generate

__all__ = ["generate"]
