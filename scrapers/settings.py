"""The settings Scrapy runs with: its defaults made safe and polite. Each differs from the default for a reason.

What a setting promises is held by a test of its own (tests/scrapers/test_settings.py). Redirects, retries, robots.txt
and content codings are handled by scrapers/fetch.py, which obeys the limits given here: Scrapy's middlewares for them
drop requests without a word, take truncated bodies for whole ones, and read an error page as permission.
"""

from scrapy.settings import Settings

from scrapers.coding import ACCEPT_ENCODING, MAX_BODY_BYTES
from scrapers.job import CrawlJob
from scrapers.site import MAX_URL_LENGTH, Site
from scrapers.tls import SETTING, refuse_mistakes

MAX_THROTTLED_DELAY_S = 60.0
EXCEPTION_HANDLER = "scrapers.tls.ExceptionHandler"

HARDENED: dict[str, object] = {
    # What may be fetched, and how much of it.
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_MAXSIZE": MAX_BODY_BYTES,
    "DOWNLOAD_WARNSIZE": MAX_BODY_BYTES // 2,
    "DOWNLOAD_TIMEOUT": 45,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "REDIRECT_MAX_TIMES": 5,
    "RETRY_TIMES": 3,
    "DEPTH_LIMIT": 8,
    "URLLENGTH_LIMIT": MAX_URL_LENGTH,
    "METAREFRESH_ENABLED": False,
    # Whom we talk to.
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",
    "DOWNLOAD_HANDLERS": {"file": None, "data": None, "ftp": None, "s3": None},
    "TWISTED_DNS_RESOLVER": "scrapers.guard.AddressGuard",
    "DNSCACHE_ENABLED": False,  # a name is judged anew at every connection
    "HTTPPROXY_ENABLED": False,  # behind a proxy the address guard would see only the proxy
    "COOKIES_ENABLED": False,  # Scrapy's jar fetches a list from a third host; a portal's own is in fetch.py
    "REFERER_ENABLED": False,
    "REFERRER_POLICY": "no-referrer",
    # How often.
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 2,
    "DOWNLOAD_DELAY_JITTER": 0.25,
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_MAX_DELAY": MAX_THROTTLED_DELAY_S,
    # Doors that Scrapy leaves open.
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    # The parts of Scrapy that run. Given as the base settings, so that what is not named is not even imported: nothing
    # to switch off, and a third of a child's start saved.
    "EXTENSIONS_BASE": {
        "scrapy.extensions.memusage.MemoryUsage": 0,
        "scrapy.extensions.throttle.AutoThrottle": 0,
    },
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    },
    "SPIDER_MIDDLEWARES_BASE": {},
    # The process.
    "MEMUSAGE_ENABLED": True,
    "MEMUSAGE_LIMIT_MB": 1024,
    "STATS_DUMP": False,
    "LOG_INSTALL_ROOT_HANDLER": False,  # the crawl writes its own log (progress.py), without bodies and secrets
}


def settings_for(job: CrawlJob, site: Site) -> Settings:
    """The settings of one crawl: the hardened ones, the portal's pace, and its recorded exceptions."""
    settings = Settings(HARDENED)
    settings.setdict(
        {
            "USER_AGENT": _user_agent(job),
            "DEFAULT_REQUEST_HEADERS": {
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
                "Accept-Language": "vi,en;q=0.5",
                "Accept-Encoding": ACCEPT_ENCODING,
            },
            "DOWNLOAD_TIMEOUT": job.timeout_s,
            "DOWNLOAD_DELAY": site.delay_s,
            "AUTOTHROTTLE_START_DELAY": site.delay_s,
            "AUTOTHROTTLE_ENABLED": site.delay_s > 0,  # no delay at all is a sample portal's
            "ALLOW_ADDRESSES": list(job.allow_addresses),
        },
        priority="project",
    )
    if site.tls:
        refuse_mistakes(job.portal, site.tls)
        settings.set(SETTING, site.tls)
        settings.set("DOWNLOAD_HANDLERS", {**settings.getdict("DOWNLOAD_HANDLERS"), "https": EXCEPTION_HANDLER})
    return settings


def _user_agent(job: CrawlJob) -> str:
    """Who asks, and how to reach the operator."""
    if not job.contact or job.contact in job.user_agent:
        return job.user_agent
    return f"{job.user_agent} (+{job.contact})"
