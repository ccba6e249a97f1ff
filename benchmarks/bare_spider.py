"""The peer of the crawl benchmark: Scrapy fetching a list of URLs and doing nothing with them.

`python -m benchmarks.bare_spider BASE COUNT`
"""

import sys
from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Bare(Spider):
    """No links, no parsing, no archive."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        """All URLs, known beforehand."""
        for number in range(int(sys.argv[2])):
            yield Request(f"{sys.argv[1]}/tin-tuc/bai-{number}.html")

    def parse(self, response: Response) -> None:
        """Throw it away."""


if __name__ == "__main__":
    crawler = CrawlerProcess(
        {"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "TELNETCONSOLE_ENABLED": False}
    )
    crawler.crawl(Bare)
    crawler.start()
