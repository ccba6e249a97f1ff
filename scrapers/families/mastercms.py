"""Newspapers of the ePi line, also called MasterCMS: Hà Tĩnh, Gia Lai, Lào Cai, Sơn La.

Its habits: articles end in `-post<id>.html` (or another suffix, and on some papers in the bare number); pages of
keywords end in `-tag<id>.html` and list articles of every year; classes begin with `cms-`.
"""

import re

from scrapers.families.newspaper import Newspaper


class MasterCms(Newspaper):
    """Recognised by its classes, and by its own `-post` links; a bare number is other systems' habit too."""

    name = "mastercms"
    article_path = re.compile(r"-(?:post(?:id)?)?(\d{4,9})\.(?:html?|bbg|ldo|bld|epi)$")
    marks = re.compile(
        r"__MASTERCMS_CONTENT|class=\"[^\"]{0,200}\bcms-(?:body|desc|date|link|title)\b"
        r"|href=\"/[^\"]{1,300}-post\d{4,9}\.html\""
    )
    mark_score = 5
    link_score = 0
