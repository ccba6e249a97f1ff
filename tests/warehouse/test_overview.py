"""The first look shows the province that has most values, and says so where there is none."""

from decimal import Decimal
from pathlib import Path

from tests.warehouse.world import Story, release
from warehouse.overview import overview

STOCK = {"period_type": "point_in_time"}


def test_the_first_look_is_the_fullest_province(data: Path) -> None:
    story = Story("a").say("grassroots_unions_total", 786, **STOCK).say("members_admitted", 1720, unit="person")
    story.say("members_admitted", 1600, unit="person", period="2023")
    release(data, story, Story("b", portal="laocai").say("grassroots_unions_total", 1211, area="VN63_10", **STOCK))
    seen = overview(data)
    assert (seen.area, seen.years) == ("Lai Châu", ("2023", "2024"))
    assert seen.values[("members_admitted", "Đoàn viên kết nạp mới", "person")] == {
        "2023": Decimal(1600),
        "2024": Decimal(1720),
    }
    assert seen.counts["yearly_indicator"] == 4


def test_a_release_without_a_single_value_has_no_province_to_show(data: Path) -> None:
    release(data, Story("a").say(None, 5, unit="item"))
    seen = overview(data)
    assert seen.area is None
    assert seen.values == {}
