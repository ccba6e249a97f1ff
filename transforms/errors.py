"""The error taxonomy: one root, and a leaf for each thing an operator would act on differently.

Standard library only, so that every package may import it. A message says what happened, where, what is safe,
and what to do. The exit codes are those of the command line (docs/design.md, section 9).
"""


class CongdoanError(Exception):
    """The root: whatever a user or an operator can cause or cure. Shown as one message, never as a traceback."""

    exit_code = 1


class UsageError(CongdoanError):
    """Wrong words on the command line, or an input that cannot be what was asked for (empty, binary, too large)."""

    exit_code = 2


class ConfigError(CongdoanError):
    """A portal file, rule file, catalogue or setting with a mistake; the message names file and line."""

    exit_code = 2


class DataFolderError(CongdoanError):
    """The data folder cannot be used: not writable, of the other kind, full, or without symlinks or locks."""


class LockedError(CongdoanError):
    """Another run holds the lock; the message names its process, host and start."""

    exit_code = 75


class InterruptedRun(CongdoanError):  # noqa: N818 - not an error of anything: somebody asked for the end
    """The run was asked to end (Ctrl-C, SIGTERM, cancelled in the UI) and did, at a safe point."""

    exit_code = 130


class ArchiveError(CongdoanError):
    """A WARC file or its index does not hold what it must (damaged, truncated, digest differs)."""


class CrawlError(CongdoanError):
    """A crawl ended without doing its work: portal unreachable, refused, or its child process died."""


class TransformError(CongdoanError):
    """A WARC file could not be turned into articles or observations."""


class ClusterError(CongdoanError):
    """The cluster is of no use: nobody answers at its address, no node is there, or a node has other code."""


class StaleVersionError(CongdoanError):
    """Files of different code versions would meet in one release; `--rederive` brings them up to date."""


class GateError(CongdoanError):
    """A release was built and its gates are not all green; it was not published."""


class StoreError(CongdoanError):
    """A Parquet or DuckDB file could not be written or read."""


class NotFoundError(CongdoanError):
    """What was asked for (release, observation, indicator, province, portal) does not exist."""
