"""The portal tools: what a portal offers a crawl and a reader, found by a few polite requests; and new portal files.

Nothing here touches a data folder: pages are fetched into a folder that is thrown away.
"""

from pipelines.portal_check.probe import PAGE_BUDGET
from pipelines.portal_check.scaffold import Known, scaffold
from pipelines.portal_check.steps import Step, check

__all__ = ["PAGE_BUDGET", "Known", "Step", "check", "scaffold"]
