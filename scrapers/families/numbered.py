"""Newspapers whose articles end in a bare number: Quảng Ninh, Đà Nẵng, Hải Phòng, Nghệ An, Cao Bằng, Ninh Bình.

Not one system but several with one habit: `-<id>.html`, `.htm` or `.bbg`, the number of five to eight digits or the
fifteen of a time stamp (also `d<stamp>.htm`). Since other systems have such addresses too, they say little here.
"""

import re

from scrapers.families.newspaper import Newspaper


class Numbered(Newspaper):
    """Recognised by the classes of its known pages; by its addresses alone only where no other family fits."""

    name = "numbered"
    article_path = re.compile(r"(?:-(?:postid)?|/d)(\d{5,17})\.(?:html?|bbg)$")
    marks = re.compile(
        r"class=\"[^\"]{0,200}\b(?:c-news-detail|b-maincontent|news-details__content|sc-longform-header)\b"
    )
    link_score = 1
