"""What to do about what is wrong: one answer for the checks in the UI, the alerts and the handbook to give.

Words only. What is wrong is decided in `checks.py` and by the gates.
"""

CHECK_PORTAL = "congdoan portal check {portal}"
READ_AGAIN = "congdoan run --rederive --portal {portal}"
CRAWL_AGAIN = "congdoan run --portal {portal}"

STEPS = {
    "pages": f"`{CHECK_PORTAL}` says what the site answers; then `{CRAWL_AGAIN}`, or job `portal` in the UI",
    "articles": f"`{CHECK_PORTAL}`; correct its file or family; then `{READ_AGAIN}` (nothing is fetched)",
    "observations": f"read the run's log; then `{READ_AGAIN}` (nothing is fetched)",
}
"""By the asset whose step failed."""

CHECKS = {
    "answers": f"`{CHECK_PORTAL}`; then `{CRAWL_AGAIN}`",
    "complete": f"nothing, where it is a few pages: the next crawl goes on. Else `{CRAWL_AGAIN}`, or a larger "
    "pages_per_run in its file",
    "readable": f"`{CHECK_PORTAL}`; once the site answers as it did, `{CRAWL_AGAIN}` asks for those pages again",
    "selectors": f"`{CHECK_PORTAL}`; correct the selectors of its file or family; then `{READ_AGAIN}`",
    "dates": f"`{CHECK_PORTAL}`; correct where the date is looked for; then `{READ_AGAIN}`",
    "leaks": f"put the box that is read with the article under `prune` in its file; then `{READ_AGAIN}`",
    "quiet": f"look at the site: has it moved or stopped? `{CHECK_PORTAL}`; or a lower expect_per_month in its file",
    "band": f"`{CHECK_PORTAL}`; correct expect_per_month in its file if the site has changed its pace",
    "understood": "the run's log names the articles; the others are done",
    "named": "`congdoan unmapped` shows the phrases; teach the catalogue the frequent ones",
    "arithmetic": "`congdoan explain` on values of the articles it names: a reading rule is wrong, or the source is",
}
"""By the check of a portal that failed."""

RELEASE = "`congdoan status` names the red gates; docs/operations.md says for each what to do"


def for_step(asset: str, portal: str | None) -> str:
    """What to do where the step of an asset failed."""
    return STEPS[asset].format(portal=portal) if portal and asset in STEPS else RELEASE


def for_check(check: str, portal: str) -> str:
    """What to do where a check of a portal failed."""
    return CHECKS[check].format(portal=portal) if check in CHECKS else CHECK_PORTAL.format(portal=portal)
