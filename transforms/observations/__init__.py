"""From an article's text to its observations: what is counted, how much, whose, when, and whether done or planned.

`extract_observations` is the way in; `catalogue` lists the indicators, `describe_rule` says what a rule asks for. They
need the data files of transforms/data and nothing else.
"""

from transforms.observations.catalogue import catalogue
from transforms.observations.describe import describe_rule
from transforms.observations.extract import extract_observations

__all__ = ["catalogue", "describe_rule", "extract_observations"]
