"""What a crawl says reaches whoever started it, in order and whole; secrets and page bodies reach nobody."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from dagster import AssetExecutionContext, DagsterInstance, MaterializeResult, PipesSubprocessClient, asset, materialize

from scrapers.job import CrawlJob
from tests.scrapers.crawling import ROOT, command, crawl, order
from tests.scrapers.servers import HTML, Answer, Route, article, listing, site

CANARIES = ["canary-cookie", "canary-token", "canary-password", "canary-body"]


def routes() -> dict[str, Route]:
    leaky = {**HTML, "Set-Cookie": "sid=canary-cookie", "X-Api-Key": "canary-token"}
    paths = [f"/tin/bai-{n}.html" for n in range(5)]
    found: dict[str, Route] = {path: article(path) for path in paths}
    found["/tin/bai-1.html"] = Answer(b"<html>canary-body</html>", 200, leaky)
    found["/tin/bai-2.html"] = Answer(b"", 302, {"Location": "http://user:canary-password@127.0.0.1/"})
    return found | {"/tin/": listing(paths)}


def test_progress_and_report_on_stdout(tmp_path: Path) -> None:
    with site(routes()) as served:
        done = crawl(order(tmp_path, "said", served.base_url, {"sections": ["/tin/"]}))
    assert done.report["portal"] == "said"
    assert done.report["warc_files"] == [file.name for file in (tmp_path / "pages/said").glob("*.warc.gz")]
    assert {line["code"] for line in done.log} >= {"address_refused"}
    assert all(line.keys() == {"time", "level", "portal", "code", "url", "message"} for line in done.log)


def test_report_through_pipes(tmp_path: Path) -> None:
    with site(routes()) as served:
        job = order(tmp_path, "piped", served.base_url, {"sections": ["/tin/"]})

        @asset
        def pages(context: AssetExecutionContext) -> MaterializeResult[None]:
            done = PipesSubprocessClient(cwd=str(ROOT)).run(command=command(job), context=context)
            (report,) = (message for message in done.get_custom_messages() if message["event"] == "report")
            assert report["new_articles"] == 4
            return done.get_materialize_result()

        assert materialize([pages], instance=DagsterInstance.ephemeral()).success


def test_no_secret_reaches_archive_messages_or_log(tmp_path: Path) -> None:
    with site(routes()) as served:
        block = {"sections": ["/tin/"], "cookies": True}
        done = crawl(order(tmp_path, "secrets", served.base_url, block))
    said = done.stderr + str(done.messages)
    assert not [canary for canary in CANARIES if canary in said]
    (file,) = (tmp_path / "pages/secrets").glob("*.warc.gz")
    kept = gzip.decompress(file.read_bytes()) + file.with_name(file.name[:-8] + ".cdxj").read_bytes()
    assert [canary for canary in CANARIES if canary.encode() in kept] == ["canary-body"]


def test_cookies_are_sent_back_only_where_the_portal_file_allows_it(tmp_path: Path) -> None:
    for allowed in (False, True):
        with site(routes()) as served:
            crawl(order(tmp_path / str(allowed), "jar", served.base_url, {"sections": ["/tin/"], "cookies": allowed}))
            assert any("cookie" in headers for _, headers in served.asked) is allowed
            assert not any("referer" in headers for _, headers in served.asked)


def test_an_order_survives_the_way_through_its_file(tmp_path: Path) -> None:
    job = order(tmp_path, "same", "http://127.0.0.1:1", since="2024-01-01", until="2024-12-31", full=True)
    assert CrawlJob.from_json(job.to_json()) == job
    assert job.since is not None
    assert job.since.year == 2024


@pytest.mark.parametrize(
    ("stated", "minutes"),
    [(timedelta(0), None), (timedelta(days=10), "+14400"), (timedelta(days=-10), "-14400"), (None, None)],
)
def test_a_clock_that_is_wrong_is_said_once(stated: timedelta | None, minutes: str | None, tmp_path: Path) -> None:
    """C8: by more than five minutes, theirs or ours."""
    date = format_datetime(datetime.now(UTC) + stated, usegmt=True) if stated is not None else "no date"
    headers = {**HTML, "Date": date}
    found: dict[str, Route] = {
        "/": Answer(listing(["/tin/a-1.html"]).body, headers=headers),
        "/tin/a-1.html": Answer(article().body, headers=headers),
    }
    with site(found) as server:
        done = crawl(order(tmp_path, "x", server.base_url, {"sections": ["/"]}))
    warned = [line for line in done.log if line.get("code") == "clocks_differ"]
    assert len(warned) == (minutes is not None)
    assert all(f"{minutes} minutes" in str(line) for line in warned)
