"""What a worker would load at its first page, loaded once in the workers' parent: imported by the fork server alone.

The tables of the language, the catalogue, the definition of the tables and what the readers of pages keep are loaded
when they are first asked for, which takes a fifth of a second; a worker that is forked afterwards has them.
"""

import gc

from pipelines.derive import found_in
from transforms.articles import read_html, read_text

_TEXT = "Năm 2024, LĐLĐ tỉnh Lai Châu kết nạp 5 đoàn viên, đạt 125% kế hoạch, và hỗ trợ 2 triệu đồng.\n"

for read in (read_html, read_text):
    found_in(read(_TEXT, article_id="", url=None, title=None, published=None, home="VN63_12", code_version=""))

# What is here stays for good: a worker that looked through it for garbage would copy the memory that it shares with the
# others, which costs it as much time as twenty pages.
gc.collect()
gc.freeze()
