"""The hardened settings, one by one: Scrapy's defaults fetch anything, from anywhere, for anybody."""

from pathlib import Path

import pytest

from scrapers.job import CrawlJob
from scrapers.settings import EXCEPTION_HANDLER, settings_for
from scrapers.site import Site

HARDENED = {
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_MAXSIZE": 10 * 2**20,
    "DOWNLOAD_WARNSIZE": 5 * 2**20,
    "DOWNLOAD_TIMEOUT": 45,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    "REFERRER_POLICY": "no-referrer",
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    "DEPTH_LIMIT": 8,
    "URLLENGTH_LIMIT": 1024,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_REQUESTS": 1,
    "AUTOTHROTTLE_ENABLED": True,
    "RETRY_TIMES": 3,
    "MEMUSAGE_LIMIT_MB": 1024,
    "HTTPPROXY_ENABLED": False,
    "DNSCACHE_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "scrapers.guard.AddressGuard",
}


def job(tmp_path: Path, **crawl: object) -> tuple[CrawlJob, Site]:
    block = {"base": "https://x.gov.vn", **crawl}
    one = CrawlJob("x", "generic", block, tmp_path / "x", "congdoan/1.0", "mail@example.vn")
    return one, Site.from_block("x", block)


@pytest.mark.parametrize("name", HARDENED)
def test_hardened(name: str, tmp_path: Path) -> None:
    assert settings_for(*job(tmp_path)).get(name) == HARDENED[name]


def test_only_the_web_is_fetched(tmp_path: Path) -> None:
    handlers = settings_for(*job(tmp_path)).getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_pace_user_agent_and_contact_come_from_the_order(tmp_path: Path) -> None:
    settings = settings_for(*job(tmp_path, delay_s=3.5))
    assert settings.getfloat("DOWNLOAD_DELAY") == 3.5
    assert settings.getfloat("AUTOTHROTTLE_START_DELAY") == 3.5
    assert settings["USER_AGENT"] == "congdoan/1.0 (+mail@example.vn)"


def test_an_exception_holds_for_its_portal_alone(tmp_path: Path) -> None:
    tls = {"verify": False, "ciphers": "DEFAULT@SECLEVEL=1", "reason": "old TLS, incomplete chain"}
    excepted = settings_for(*job(tmp_path, tls=tls))
    assert excepted.getwithbase("DOWNLOAD_HANDLERS")["https"] == EXCEPTION_HANDLER
    usual = settings_for(*job(tmp_path))
    assert usual.getwithbase("DOWNLOAD_HANDLERS")["https"] != EXCEPTION_HANDLER
    assert usual.getbool("DOWNLOAD_VERIFY_CERTIFICATES") is True
