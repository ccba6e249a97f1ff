"""One crawl as an order: everything the child process needs, as one JSON file. And its report, on the way back."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from transforms.errors import ConfigError

PORTAL_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class CrawlJob:
    """The order for one crawl of one portal.

    `pages_dir` is the portal's own folder, `<data>/pages/<portal>`. `since` and `until` make it a back-crawl: listings
    are walked until they are older, known pages or not. `full` walks them to their end. `probe` looks at a
    few pages of each kind only, into a folder that is thrown away. `again` are articles to ask for once more, because
    what was stored of them was not what it should be. `allow_addresses` are the
    loopback `host:port` of sample portals; no other address that is not public is ever connected to. `timeout_s` is for
    one request from name to last byte, `time_limit_s` and `max_bytes` for the crawl.
    """

    portal: str
    family: str
    crawl: Mapping[str, object]
    pages_dir: Path
    user_agent: str
    contact: str = ""
    since: date | None = None
    until: date | None = None
    full: bool = False
    probe: bool = False
    again: tuple[str, ...] = ()
    allow_addresses: tuple[str, ...] = ()
    timeout_s: float = 45.0
    time_limit_s: float = 3600.0
    max_bytes: int = 500 * 2**20

    def __post_init__(self) -> None:
        if not PORTAL_NAME.fullmatch(self.portal) or self.pages_dir.name != self.portal:
            raise ConfigError(
                f"A crawl's pages lie in a folder of the portal's own name: {self.portal!r} and {self.pages_dir} "
                "do not agree. Nothing was fetched."
            )

    def to_json(self) -> str:
        """The order as JSON text; `from_json` is the way back."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)

    @classmethod
    def from_json(cls, text: str) -> "CrawlJob":
        """Read an order. Raises ConfigError where it is not one."""
        try:
            fields = json.loads(text)
            for name in ("since", "until"):
                if fields.get(name):
                    fields[name] = date.fromisoformat(fields[name])
            fields["pages_dir"] = Path(fields["pages_dir"])
            for name in ("allow_addresses", "again"):
                fields[name] = tuple(fields.get(name, ()))
            return cls(**fields)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ConfigError(f"This is not the order for a crawl: {error}. Nothing was fetched.") from error


@dataclass
class CrawlReport:
    """What a crawl did. `scheduled == sum(outcomes.values())` always.

    `not_admitted` counts distinct links by the reason they were not queued. `fetched` counts requests, retries and
    redirects included. `failed` says whether a person should look; `stop_reason` says why it ended.
    """

    portal: str
    warc_files: list[str] = field(default_factory=list)
    scheduled: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    by_kind: dict[str, dict[str, int]] = field(default_factory=dict)
    not_admitted: dict[str, int] = field(default_factory=dict)
    new_articles: int = 0
    refetched_articles: int = 0
    fetched: int = 0
    bytes: int = 0
    seconds: float = 0.0
    stop_reason: str = "finished"
    failed: bool = False
    warnings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        return asdict(self)
