"""Protects the registry: every file keeps the schema, is one host, has a home, and claims no more than was seen."""

import csv
import re
from collections import Counter
from datetime import date
from functools import partial
from urllib.parse import urljoin

import pytest

from pipelines.cli import main
from pipelines.derive import rules_of
from pipelines.portal_check.write import portal_yaml
from pipelines.portals import PORTALS, SAMPLES, families, find, load_all, load_portal
from scrapers.article_url import forms
from scrapers.families import family
from scrapers.site import Site
from tests.growth import cpu_seconds
from transforms.areas import area_name, provinces

FILES = sorted([*PORTALS.glob("*.yaml"), *SAMPLES.glob("*.yaml")])


@pytest.fixture
def congdoan(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setattr("sys.argv", ["congdoan", *words])
        code = main()
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_portal_file_is_whole(path):
    must_be_whole(load_portal(path))


def must_be_whole(portal):
    """What every portal file keeps to, one that `portal new` has just written too."""
    assert portal.family in families()
    for home in (portal.home, *(section.home or portal.home for section in portal.crawl.sections)):
        assert area_name(home), f"{home} is no area"
    rules_of(portal)
    site = Site.from_block(portal.portal, portal.crawl.model_dump(mode="json"))
    assert site.delay_s >= 1 or portal.sample
    if portal.sample:
        return
    assert (portal.verified is not None) or not portal.enabled
    assert portal.valid_to is None or portal.valid_to <= date.today()  # noqa: DTZ011 - a day is enough here
    assert len(portal.evidence) > 25, "say what was seen, and where"
    paths = [section.path for section in portal.crawl.sections]
    assert len(paths) == len(set(paths))
    assert portal.crawl.tls is None or portal.crawl.tls.verify


PATTERNS = {path.stem: load_portal(path).crawl.article_url or "" for path in FILES} | {form: form for form in forms()}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_the_pattern_of_articles_takes_no_time(pattern):
    hostile = ["/" + "a-" * 500, "/" + "1" * 1000, "/p" + "1c1p" * 250, "/a/" * 300, "/x?" + "a=1&" * 250]
    for text in hostile:
        assert cpu_seconds(partial(re.search, pattern, text + "!"), enough=0.1) <= 0.1


def test_no_host_has_two_files_and_nothing_is_enabled_unseen():
    live = [portal for portal in load_all() if not portal.sample]
    hosts = Counter(host for p in live for host in {h.removeprefix("www.") for h in (p.host, *p.crawl.aliases)})
    assert [host for host, count in hosts.items() if count > 1] == []
    assert [p.portal for p in live if p.enabled and p.verified is None] == []


def test_every_province_has_a_newspaper_and_all_but_one_a_portal():
    for kind, without in (("newspaper", set()), ("portal", {"Hà Nam"})):
        homes = {p.home for p in load_all() if p.kind == kind and not p.sample}
        missing = {row.old_name_vi for row in provinces() if homes.isdisjoint({row.ref_area_63, row.ref_area_34})}
        assert missing == without


def test_the_national_newspaper_has_a_section_for_each_federation():
    sections = find("laodong").crawl.sections
    assert {section.home for section in sections} == {row.ref_area_63 for row in provinces()}


def test_what_moved_says_where_to():
    retired = {p.portal: p.moved_to for p in load_all() if p.valid_to}
    assert retired["baobacgiang"] == "baobacninhtv.vn"
    assert retired["baoquangbinh"] == "baoquangtri.vn"
    hosts = {p.host for p in load_all()}
    assert all(target in hosts for target in retired.values() if target)


ARTICLES = [
    ("laichau", "/tin-tuc-su-kien/chuyen-de/an-toan-giao-thong/gioi-thieu-luat-trat-tu-giao-thong.html"),
    ("baoangiang", "/nu-nong-dan-xuat-sac-vung-bay-nui-an-giang-a465150.html"),
    ("baobinhdinh", "/viewer.aspx?macm=39&macmp=39&mabb=222823"),
    ("baobinhphuoc", "/news/200/99817/mot-so-thong-tin-ve-doan-cuoi-duong-ho-chi-minh"),
    ("baohatinh", "/gap-mat-ky-niem-95-nam-ngay-thanh-lap-cong-doan-viet-nam-post271467.html"),
    ("baoninhbinh", "/glamping-san-pham-du-lich-he-day-hua-hen/d2023032215063906.htm"),
    ("baoninhthuan", "/diendan/49334p25c151/phat-trien-cac-mo-hinh-lien-ket.htm"),
    ("baonamdinh", "/channel/5083/202006/thanh-lap-hop-nhat-cac-doan-the-2538285/"),
    ("baosoctrang", "/van-hoa-the-thao-du-lich/202411/hao-huc-cho-ngay-khai-hoi-67c01d9/"),
    ("namdinh", "/portal/Pages/2020-11-3/Diem-tham-quan-du-lichcgc20c.aspx"),
    ("quangbinh", "/chi-tiet-tin/-/view-article/1/13848241113627/1589692995213"),
    ("quangtri", "/vi-VN/1/3034/17/231/tintuc/cua-khau-lao-bao.aspx"),
    ("tuyenquang", "/vi/tin-bai/luat-can-cuoc-nam-2023?type=NEWS&id=53945"),
    ("congdoantuyenquang", "/DetailView/99219/4/Lien-doan-Lao-dong-tinh-to-chuc-Hoi-nghi.html"),
    ("congdoanlaocai", "/tin-hoat-dong-cua-ldld-tinh/cong-doan-lao-cai-phat-huy-truyen-thong-1109966"),
    ("congdoan-cantho", "/lien-doan-lao-dong-quan-ninh-kieu-tham-gia-mo-hinh-hoa-dang-nam-2023"),
    ("congdoandanang", "/bai-viet/cong-doan-phuong-lien-chieu-thanh-lap-to-cong-nhan-tu-quan"),
    ("laodongnghean", "/chi-tiet/bai-phat-bieu-cua-chu-tich-ldld-tinh-nghe-an"),
]
LISTINGS = [
    ("baosonla", "/van-hoa-xa-hoi/trang-18.html"),
    ("baolaocai", "/cong-doan-lao-cai-tag4194.html"),
    ("hungyen", "/chuyen-muc-tin-cac-so-nganh-xa-phuong-c216-1.html"),
    ("baohaugiang", "/chinh-tri-5.html"),
    ("dienbien", "/portal/Pages/Tin-tuc-su-kien.aspx"),
    ("congdoan-cantho", "/tin-tuc"),
    ("laodong", "/ldld-lao-cai?page=3"),
]


@pytest.mark.parametrize(
    ("name", "path", "expected"), [*((*a, True) for a in ARTICLES), *((*a, False) for a in LISTINGS)]
)
def test_addresses_that_were_seen_are_taken_for_what_they_are(name, path, expected):
    portal = find(name)
    site = Site.from_block(name, portal.crawl.model_dump(mode="json"))
    assert family(portal.family).is_article(urljoin(portal.crawl.base, path), site) is expected


@pytest.mark.shared
def test_every_domain_of_the_evidence_has_a_file(shared_dir):
    with (shared_dir / "portal_registry.csv").open(encoding="utf-8", newline="") as lines:
        wanted = {row["domain"] for row in csv.DictReader(lines) if row["domain"]}
    assert wanted <= {portal.host for portal in load_all()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_portal_new_would_write_says_the_same(path, tmp_path):
    portal = load_portal(path)
    copy = tmp_path / path.name
    copy.write_text(portal_yaml(portal), "utf-8")
    kept = {"title", "kind", "home", "family", "enabled", "verified", "evidence", "sample", "valid_to", "moved_to"}
    assert load_portal(copy).model_dump(include=kept) == portal.model_dump(include=kept)
    assert load_portal(copy).crawl.sections == portal.crawl.sections
    assert load_portal(copy).crawl.article_url == portal.crawl.article_url


def test_the_list_is_read_by_province_and_names_the_provinces_with_none(congdoan):
    code, told = congdoan("portal", "list")
    assert code == 0
    lines = told.splitlines()
    assert len(load_all()) < len(lines) < len(load_all()) + 15
    for words in (
        ("Lai Châu", "laichau", "portal", "vhv", "laichau.gov.vn", "unverified"),
        ("baobacgiang", "newspaper", "retired 2025-06-30, now baobacninhtv.vn"),
        ("sample-ninhbinh", "union", "nukeviet", "enabled (sample)"),
        ("without a provincial portal of their own (1): Hà Nam",),
        ("without a newspaper of their own (0): none",),
    ):
        assert any(all(word in line for word in words) for line in lines), words
    assert max(map(len, lines)) <= 145


def test_the_list_is_narrowed(congdoan):
    _, told = congdoan("portal", "list", "--kind", "union", "--no-samples")
    assert "congdoanlaocai" in told
    assert re.search(r"^(\d+) portals: \1 union;", told, re.MULTILINE)
    _, told = congdoan("portal", "list", "--province", "lam dong")
    assert {"lamdong", "baolamdong", "binhthuan", "daknong", "laodong"} <= set(told.split())
    assert "Provinces without" not in told
    _, told = congdoan("portal", "list", "--enabled")
    assert {line.split()[-1] for line in told.split("\n\n")[0].splitlines()} == {"(sample)"}
    code, told = congdoan("portal", "list", "--province", "Atlantis")
    assert (code, "no province 'Atlantis'" in told) == (2, True)
    code, _ = congdoan("portal", "list", "--kind", "blog")
    assert code == 2
