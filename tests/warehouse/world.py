"""Hand-made articles and observations, written as the pipeline writes them: what the tests build from."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from transforms.records import Article, Observation, OrgLevel, PeriodType, Qualifier, Role, Unit, Verdict
from warehouse import Reference, build, publish
from warehouse.build import ReleaseCandidate
from warehouse.store import write_parquet

PROVINCES = Path(__file__).parents[2] / "transforms" / "data" / "provinces.csv"
BUILT = datetime(2025, 3, 1, 6, 0, tzinfo=UTC)
CODE = "c0ffee000001"

INDICATORS = [
    ("grassroots_unions_total", "Tổng số công đoàn cơ sở", "Grassroots unions", "org", "stock", "sum", "A", 1, 30000),
    ("members_total", "Tổng số đoàn viên", "Union members", "person", "stock", "sum", "A", 100, 3000000),
    ("members_admitted", "Đoàn viên kết nạp mới", "Members admitted", "person", "flow", "sum", "A", 0, 500000),
    (
        "care_beneficiaries",
        "Người được chăm lo",
        "People cared for",
        "person|person_times",
        "flow",
        "sum",
        "A",
        None,
        None,
    ),
    ("care_amount_vnd", "Kinh phí chăm lo", "Care money", "vnd", "flow", "sum", "A", None, None),
    ("cba_coverage_pct", "Tỷ lệ có thỏa ước", "Agreement coverage", "percent", "ratio", "none", "A", 0, 100),
    ("tet_gifts", "Suất quà Tết", "Tết gifts", "item", "flow", "sum", "B", None, None),
    ("gift_unit_value_vnd", "Trị giá mỗi suất quà", "Value per gift", "vnd", "unit_price", "none", "C", None, None),
]


def reference(**code_versions: str) -> Reference:
    """The real provinces, a few indicators, four portals."""
    with PROVINCES.open(encoding="utf-8", newline="") as file:
        provinces = list(csv.DictReader(file))
    names = ("code", "name_vi", "name_en", "unit", "measure", "aggregation", "offer", "plausible_min", "plausible_max")
    return Reference(
        provinces=provinces,
        indicators=[dict(zip(names, row, strict=True)) for row in INDICATORS],
        portals=[
            portal("laichau", "portal", "VN63_12"),
            portal("laocai", "portal", "VN63_10"),
            portal("yenbai", "portal", "VN63_15"),
            portal("bao", "newspaper", "VN63_12"),
            portal("tld", "union", "VN"),
        ],
        code_versions=code_versions,
    )


def portal(name: str, kind: str, home: str) -> dict[str, object]:
    """One row for the table of portals."""
    return {
        "portal": name,
        "title_vi": f"Cổng {name}",
        "title_en": f"Portal {name}",
        "kind": kind,
        "home": home,
        "base": f"http://{name}.invalid",
        "enabled": True,
        "verified": None,
        "sample": True,
    }


HOMES = {"laichau": "VN63_12", "laocai": "VN63_10", "yenbai": "VN63_15", "bao": "VN63_12", "tld": "VN"}


@dataclass
class Story:
    """An article under construction: sentences are added with the number they carry."""

    name: str
    portal: str = "laichau"
    published: date | None = date(2025, 1, 10)
    retrieved: datetime = datetime(2025, 1, 11, 3, 0, tzinfo=UTC)
    verdict: Verdict = "article"
    opening: str = "Tin từ liên đoàn lao động tỉnh."
    sentences: list[str] = field(default_factory=list)
    said: list[dict[str, object]] = field(default_factory=list)

    def say(
        self,
        indicator: str | None,
        value: str | int,
        *,
        quote: str | None = None,
        sentence: str | None = None,
        period: str | None = "2024",
        period_type: PeriodType = "year",
        area: str | None = "VN63_12",
        unit: Unit = "org",
        level: OrgLevel = "province",
        role: Role = "actual",
        qualifier: Qualifier = "exact",
        **more: object,
    ) -> "Story":
        """Add a sentence that carries one number."""
        quote = quote or str(value)
        sentence = sentence or f"Trong năm, đơn vị báo cáo con số {quote} ở mục {indicator}, theo bài {self.name}."
        self.sentences.append(sentence)
        self.said.append(
            {
                "indicator": indicator,
                "obs_value": Decimal(str(value)),
                "quote": quote,
                "sentence": sentence,
                "time_period": period,
                "period_type": period_type,
                "ref_area": area,
                "unit_measure": unit,
                "org_level": level,
                "obs_role": role,
                "value_qualifier": qualifier,
                **more,
            }
        )
        return self

    @property
    def text(self) -> str:
        """The article's text, one paragraph a line."""
        return "\n".join([self.opening, *self.sentences])

    def article(self, offset: int = 0) -> Article:
        """The record of the page."""
        is_article = self.verdict == "article"
        published = self.published
        return Article(
            article_id=digest(f"{self.portal}/{self.name}"),
            version_id=digest(self.name + self.text) if is_article else None,
            url=f"http://{self.portal}.invalid/{self.name}.html",
            canonical_url=f"http://{self.portal}.invalid/{self.name}.html",
            portal=self.portal,
            home=HOMES[self.portal],
            section=None,
            verdict=self.verdict,
            verdict_reason=None,
            encoding_source="utf-8",
            attachments=(),
            title=f"Bài {self.name}" if is_article else None,
            lead=None,
            author=None,
            published_at=datetime(published.year, published.month, published.day, 1, tzinfo=UTC) if published else None,
            published_source="meta" if published else None,
            retrieved_at=self.retrieved,
            text=self.text if is_article else None,
            text_fingerprint=digest(self.text) if is_article else None,
            layout_warnings=(),
            warc_file="20250111T030000Z-001.warc.gz",
            warc_offset=offset,
            payload_digest=f"sha256:{digest(self.text)}",
            extractor="hand",
            code_version=CODE,
        )

    def observations(self) -> list[Observation]:
        """The records of the numbers."""
        article = self.article()
        found: list[Observation] = []
        if article.version_id is None:
            return found
        for said in self.said:
            start = self.text.index(str(said["sentence"])) + str(said["sentence"]).index(str(said["quote"]))
            end = start + len(str(said["quote"]))
            fields = {
                "observation_id": digest(f"{article.version_id}|{start}|{end}|{said['indicator']}"),
                "article_id": article.article_id,
                "version_id": article.version_id,
                "portal": self.portal,
                "code_version": CODE,
                "rule_id": "hand.rule",
                "measured_phrase": None,
                "value_low": None,
                "value_high": None,
                "target_value": None,
                "ratio_kind": None,
                "achievement_pct": None,
                "period_start": None,
                "period_end": None,
                "ref_date": None,
                "campaign": None,
                "period_words": None,
                "org_name": None,
                "char_start": start,
                "char_end": end,
                "confidence": 0.95,
                "publishable": said["obs_role"] == "actual",  # as the reading has it: plans and targets never are
            } | said
            found.append(Observation(**fields))  # type: ignore[arg-type]  # the names and values of `say`
        return found


def digest(text: str) -> str:
    """Sixteen hex digits of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def store(data: Path, *stories: Story, code: str = CODE, take: str = "20250111T030000Z-001") -> None:
    """Write the stories as one take a portal, as the pipeline would."""
    for name in sorted({story.portal for story in stories}):
        own = [story for story in stories if story.portal == name]
        articles = [story.article(offset) for offset, story in enumerate(own)]
        observations = [observation for story in own for observation in story.observations()]
        pages = data / "pages" / name
        pages.mkdir(parents=True, exist_ok=True)
        (pages / "20250111T030000Z-001.warc.gz").touch()
        metadata = {"code_version": code}
        write_parquet("articles", articles, data / "articles" / name / f"{take}.parquet", metadata)
        write_parquet("observations", observations, data / "observations" / name / f"{take}.parquet", metadata)


def release(data: Path, *stories: Story, at: datetime = BUILT) -> ReleaseCandidate:
    """Store, build and publish."""
    store(data, *stories)
    candidate = build(data, reference(), kind="sample", built_at=at)
    publish(data, candidate.name, now=at)
    return candidate


def cells(data: Path, where: str = "true", columns: Sequence[str] = ("obs_value",)) -> list[tuple[object, ...]]:
    """Rows of the published yearly table."""
    from warehouse.releases import release_path
    from warehouse.store import reading

    with reading(release_path(data)) as connection:
        return connection.execute(
            f"SELECT {', '.join(columns)} FROM yearly_indicator WHERE {where} ORDER BY ALL"  # noqa: S608 - words of the tests
        ).fetchall()
