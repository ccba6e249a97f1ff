"""What a run is asked to do, and how its steps ended: the values that pass between the processes of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Orders:
    """What a run is asked to do. `tick` ties its Dagster runs together; dates are ISO text or null."""

    tick: str
    since: str | None = None
    until: str | None = None
    rederive: bool = False
    accept: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """How one asset of one portal ended; `portal` is empty for the release, `error` null when it did well."""

    portal: str
    asset: str
    error: str | None
    metadata: Mapping[str, object]


@dataclass(slots=True)
class RunResult:
    """How a run ended: its steps, portal by portal, and how long it took in seconds."""

    steps: list[Step] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failures(self) -> list[Step]:
        """The steps that did not do well."""
        return [step for step in self.steps if step.error is not None]

    def number(self, asset: str, name: str, portal: str | None = None) -> int:
        """One number of the steps' metadata, summed over portals (or of one)."""
        chosen = (s.metadata.get(name, 0) for s in self.steps if s.asset == asset and portal in (None, s.portal))
        return sum(value for value in chosen if isinstance(value, int))
