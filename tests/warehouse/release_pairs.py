"""Two hundred pairs of articles that are one text, or only look like it. Own sentences; the same for the same seed.

A press release goes from portal to portal: with another headline, with a lead of the local paper's own, without its
last paragraphs, with other quotes, dashes and tone marks. Reports are written on templates: the same sentences with the
figures of another district or another year are another source, and so is a copy with one figure changed, which is a
conflict that must be seen.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SENTENCES = [
    "Sáng {day}/12, Liên đoàn Lao động {unit} họp tổng kết hoạt động công đoàn năm {year} tại nhà văn hóa lao động.",
    "Dự hội nghị có đại diện cấp ủy, chính quyền và {n} cán bộ công đoàn chủ chốt của {unit}.",
    "Năm {year}, các cấp công đoàn {unit} bám sát chủ đề đã đề ra và chọn cơ sở làm nơi kiểm nghiệm mọi việc.",
    "Trong năm, {unit} kết nạp mới {n} đoàn viên và thành lập mới {s} công đoàn cơ sở, phần lớn ở xưởng may.",
    "Tính đến cuối tháng 11/{year}, {unit} có {s} công đoàn cơ sở với {n} đoàn viên.",
    "Ban Chấp hành đã hỗ trợ xây mới, sửa chữa {s} nhà Mái ấm Công đoàn với số tiền {n} triệu đồng.",
    "Dịp Tết, hơn {n} suất quà đến tay đoàn viên khó khăn, trong đó có nhiều chị em nuôi con nhỏ.",
    "Phong trào lao động giỏi ghi nhận {n} sáng kiến, làm lợi {s} tỷ đồng cho đơn vị.",
    "Công đoàn phối hợp với người sử dụng lao động mở {s} cuộc đối thoại, giải quyết {n} kiến nghị tại chỗ.",
    "Tỷ lệ doanh nghiệp ký thỏa ước lao động tập thể đạt {s},5%.",
    "Các lớp tập huấn kỹ năng thương lượng thu hút {n} lượt cán bộ công đoàn.",
    "Hội thao cuối năm có {s} đội bóng chuyền hơi nam nữ, thi đấu sôi nổi suốt ba ngày.",
    "Chị em nữ công giữ được bếp ăn nghĩa tình, mỗi tuần nấu {n} suất cháo cho bệnh nhân nghèo.",
    "Ủy ban Kiểm tra công đoàn thực hiện {s} cuộc kiểm tra, nhắc nhở nhiều nơi còn nợ đọng kinh phí.",
    "Quỹ quay vòng vốn giúp {n} gia đình đoàn viên mua thêm trâu bò, máy khâu và giống chè.",
    "Bên cạnh đó, hoạt động ở một số nơi còn nặng hành chính, sinh hoạt tổ chưa đều, cán bộ kiêm nhiệm bận việc.",
    "Phát biểu tại hội nghị, đồng chí Chủ tịch LĐLĐ tỉnh đề nghị mỗi cơ sở chọn một việc khó để làm đến nơi.",
    "Đồng chí cũng lưu ý công tác chuẩn bị đại hội, nhất là khâu nhân sự và văn kiện.",
    "Dịp này, {s} tập thể và {n} cá nhân được khen thưởng vì thành tích xuất sắc.",
    "Năm tới, công đoàn {unit} đặt chỉ tiêu kết nạp {n} đoàn viên và giữ vững các cơ sở đã có.",
]
PLACES = [
    "huyện Nậm Pồ", "huyện Mường Nhé", "thị xã Mường Lay", "huyện Tủa Chùa", "huyện Sìn Hồ", "huyện Bảo Lạc",
    "huyện Hạ Lang", "huyện Quản Bạ", "huyện Xín Mần", "thành phố Hà Giang", "huyện Na Rì", "huyện Chợ Mới",
]  # fmt: skip
LOCAL = [
    "Bản tin lao động của đài địa phương vừa nhận được thông tin từ cơ sở, xin kể lại cùng bạn nghe đài.",
    "Không khí những ngày cuối năm ở vùng cao đã rộn ràng, bên bếp lửa người ta nhắc nhiều đến công đoàn.",
    "Theo ghi nhận của phóng viên thường trú, hội nghị diễn ra trong một buổi sáng sương mù dày, đường còn ướt.",
]
HEADLINES = [
    "Nhìn lại một năm hoạt động công đoàn vùng cao",
    "Công đoàn cơ sở: một năm nhiều việc, nhiều nghĩa tình",
    "Khi tổ chức công đoàn đứng cạnh người lao động",
]
TYPOGRAPHY = [("hóa", "hoá"), ("ủy", "uỷ"), ("thỏa", "thoả"), (" - ", " – "), (", ", " , "), (";", ","), ('"', "“")]


@dataclass(frozen=True)
class Pair:
    """Two texts, whether they are one, and what was done to the second."""

    first: str
    second: str
    same: bool
    kind: str


def release(chance: random.Random) -> list[str]:
    """A release: sentences with their slots still open, in the order of the bank, two or three a paragraph."""
    chosen = sorted(chance.sample(range(len(SENTENCES)), chance.randint(11, 15)))
    lines, at = [], 0
    while at < len(chosen):
        step = chance.randint(1, 3)
        lines.append(" ".join(SENTENCES[i] for i in chosen[at : at + step]))
        at += step
    return lines


def filled(lines: list[str], chance: random.Random, unit: str, year: int) -> list[str]:
    """The release with figures."""
    makers: dict[str, Callable[[], str]] = {
        "day": lambda: str(chance.randint(5, 28)),
        "year": lambda: str(year),
        "unit": lambda: unit,
        "n": lambda: f"{chance.randint(101, 9999):,}".replace(",", "."),
        "s": lambda: str(chance.randint(4, 99)),
    }
    return [re.sub(r"\{(\w+)\}", lambda found: makers[found[1]](), line) for line in lines]


def typographic(text: str) -> str:
    for old, new in TYPOGRAPHY:
        text = text.replace(old, new)
    return text


def cut(lines: list[str], chance: random.Random) -> list[str]:
    """Without the last tenth to third of its words."""
    words = sum(len(line.split()) for line in lines)
    gone, kept = chance.uniform(0.1, 0.3) * words, list(lines)
    while sum(len(line.split()) for line in kept) > words - gone:
        kept.pop()
    return kept or lines[:1]


def copies(lines: list[str], chance: random.Random) -> dict[str, list[str]]:
    """What becomes of a release on other portals."""
    lead, headline = chance.choice(LOCAL), chance.choice(HEADLINES)
    return {
        "headline": [headline, *lines],
        "local lead": [lead, *lines],
        "cut tail": cut(lines, chance),
        "typography": [typographic(line) for line in lines],
        "all of it": [typographic(line) for line in (lead, *cut(lines, chance))],
    }


def others(
    open_lines: list[str], lines: list[str], chance: random.Random, unit: str, year: int
) -> dict[str, list[str]]:
    """What only looks like a release."""
    figures = [found for found in re.finditer(r"\d[\d.,]*\d", "\n".join(lines)) if found[0] != str(year)]
    chosen = chance.choice(figures)
    whole = "\n".join(lines)
    changed = whole[: chosen.start()] + str(chance.randint(10_000, 99_999)) + whole[chosen.end() :]
    elsewhere = chance.choice([place for place in PLACES if place != unit])
    return {
        "other figures": filled(open_lines, chance, unit, year),
        "another district": filled(open_lines, chance, elsewhere, year),
        "another year": filled(open_lines, chance, unit, year + 1),
        "one figure changed": changed.split("\n"),
        "another release": filled(release(chance), chance, unit, year),
    }


def pairs(count: int, seed: int) -> Iterator[Pair]:
    """`count` pairs, each kind as often as the others."""
    chance = random.Random(seed)  # noqa: S311 - test data
    for number in range(count // 10):
        for at in range(10):
            unit, year = PLACES[(number + at) % len(PLACES)], 2015 + chance.randrange(10)
            open_lines = release(chance)
            lines = filled(open_lines, chance, unit, year)
            made = copies(lines, chance) if at < 5 else others(open_lines, lines, chance, unit, year)
            kind = list(made)[at % 5]
            yield Pair("\n".join(lines), "\n".join(made[kind]), at < 5, kind)
