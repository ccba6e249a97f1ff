"""From an article's text to its observations: what is counted, how much, whose, when, and whether done or planned.

`extract_observations` is the way in; `catalogue` lists the indicators. Both need the data files of transforms/data and
nothing else.
"""

from transforms.observations.catalogue import catalogue
from transforms.observations.extract import extract_observations

__all__ = ["catalogue", "extract_observations"]
