"""What a worker would load at its first page, loaded once in the workers' parent: imported by the fork server alone.

The tables of the language, the catalogue and what the readers of pages keep are loaded when they are first asked for,
which takes a tenth of a second; a worker that is forked afterwards has them.
"""

from transforms.articles import read_html, read_text
from transforms.observations import extract_observations

_TEXT = "Năm 2024, LĐLĐ tỉnh Lai Châu kết nạp 5 đoàn viên, đạt 125% kế hoạch, và hỗ trợ 2 triệu đồng.\n"

for read in (read_html, read_text):
    article = read(_TEXT, article_id="", url=None, title=None, published=None, home="VN63_12", code_version="")
    extract_observations(article)
