"""Newspapers whose articles end in `-a<id>.html`: An Giang, Cần Thơ, Đồng Tháp, Tây Ninh, Bình Dương, Long An.

Named after the class of their body (`content-fck`). The slug may change, the number stays.
"""

import re

from scrapers.families.newspaper import Newspaper


class ContentFck(Newspaper):
    """Recognised by the class of its body or lead, and by its addresses."""

    name = "contentfck"
    article_path = re.compile(r"-a(\d{3,9})\.html$")
    marks = re.compile(r"class=\"[^\"]{0,200}\bcontent-fck\b|<h4[^>]{0,100}class=\"sapo\"")
