"""The archive: stored responses as WARC files with a CDXJ index beside each. Nothing else reads or writes either.

Here belongs: the record format, writing, reading, the index, locking, repair. Not here: what to fetch
(scrapers/crawl.py), what a page says (transforms/). `pages_dir` is always one portal's own folder,
`<data>/pages/<portal>/`.
"""

from scrapers.archive.index import IndexEntry, read_index, reindex
from scrapers.archive.ingest import Ingested, Taken, ingest
from scrapers.archive.lock import FolderLock
from scrapers.archive.reader import locate, outcomes, read_pages, read_responses
from scrapers.archive.records import CRAWL_END_URL, Defect, Exchange, OutcomeRecord
from scrapers.archive.repair import recover, verify
from scrapers.archive.takedown import Removed, take_down
from scrapers.archive.writer import ArchiveWriter

__all__ = [
    "CRAWL_END_URL",
    "ArchiveWriter",
    "Defect",
    "Exchange",
    "FolderLock",
    "IndexEntry",
    "Ingested",
    "OutcomeRecord",
    "Removed",
    "Taken",
    "ingest",
    "locate",
    "outcomes",
    "read_index",
    "read_pages",
    "read_responses",
    "recover",
    "reindex",
    "take_down",
    "verify",
]
