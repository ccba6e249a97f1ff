"""Protects `portal check` and `portal new`: what is right, what is wrong and what to do, told of real servers."""

import re
import socket
from contextlib import contextmanager

import pytest

from pipelines import crawler, settings
from pipelines.cli import main
from pipelines.cli.portal import _plain
from pipelines.portals import SAMPLES, find, load_portal
from scrapers.samples.server import serve
from scrapers.samples.site import Answer as SampleAnswer
from tests.pipelines.test_registry import must_be_whole
from tests.scrapers.servers import Answer, redirect, site
from transforms.errors import LockedError


@pytest.fixture
def congdoan(monkeypatch, capsys, tmp_path):
    """The command, with a data folder that must stay unmade."""
    monkeypatch.setenv(settings.DATA, str(tmp_path / "data"))

    def run(*words, expect):
        monkeypatch.setattr("sys.argv", ["congdoan", "portal", *map(str, words)])
        code = main()
        told = capsys.readouterr()
        assert code == expect, told.out + told.err
        assert not (tmp_path / "data").exists(), "a portal tool wrote into the data folder"
        return told.out + told.err

    return run


@pytest.fixture
def busy(monkeypatch):
    """A sample server that another one keeps from its port, so many times; and no time is lost on waiting."""
    tries = []

    def set_up(times):
        @contextmanager
        def serving(name, **more):
            tries.append(name)
            if len(tries) <= times:
                raise LockedError("Another sample server already serves it.")
            yield

        monkeypatch.setattr(crawler, "serve", serving)
        monkeypatch.setattr(crawler, "sleep", lambda seconds: None)
        return tries

    return set_up


@pytest.fixture
def portal_file(tmp_path):
    """A sample portal's file, for the port at which a test serves it."""

    def write(name, base_url, **changes):
        text = (SAMPLES / f"{name}.yaml").read_text("utf-8")
        text = re.sub(r"127\.0\.0\.1:\d+", base_url.removeprefix("http://"), text)
        for key, value in changes.items():
            line = re.search(rf"^ *{key}: (.*)$", text, re.MULTILINE)
            text = text[: line.start(1)] + value + text[line.end(1) :]
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


class Mutated:
    """A sample site whose pages were rewritten: what a new layout does to us."""

    def __init__(self, site, *changes):
        self.site, self.changes = site, changes

    def answer(self, request):
        answer = self.site.answer(request)
        body = answer.body
        for old, new in self.changes:
            body = body.replace(old, new)
        return SampleAnswer(answer.status, body, answer.headers)


def steps(told):
    """The state of each step, the worst where it has several lines."""
    found = {}
    for state, name in re.findall(r"^  (ok|note|wrong) +(\w+(?: \w+)?)(?=  )", told, re.MULTILINE):
        found[name] = max(found.get(name, ""), state)
    return found


@pytest.mark.parametrize("name", ["sample-laichau", "sample-ninhbinh", "sample-caobang"])
def test_a_portal_that_works_is_told_step_by_step_on_one_screen(name, congdoan, portal_file):
    with serve(name, port=0) as served:
        told = congdoan("check", portal_file(name, served.base_url, enabled="false"), expect=0)
        assert len(served.requests) <= 30
    found = steps(told)
    assert "wrong" not in found.values()
    for step in ("robots", "family", "listings", "pagination", "articles", "title", "date", "author", "text"):
        assert found[step] == "ok", told
    assert re.search(r"quantities +\d+ named, \d+ unnamed in \d union articles, such as ", told)
    assert len(told.splitlines()) <= 30
    assert re.search(r"Next: in .*\.yaml put `verified: 20\d\d-\d\d-\d\d` and `enabled: true`", told)
    assert "Nothing was stored" in told


def test_a_changed_article_names_the_selectors_that_find_nothing(congdoan, portal_file):
    with serve("sample-laichau", port=0) as served:
        changes = [(b"content-detail", b"khung-moi"), (b'itemprop="articleBody"', b""), (b"title-detail", b"ten-bai")]
        changes += [(b"post-date", b"ngay-dang")]
        served.site = Mutated(served.site, *changes)
        told = congdoan("check", portal_file("sample-laichau", served.base_url), expect=1)
    found = steps(told)
    assert found["text"] == "wrong"
    assert "`div.content-detail` or `[itemprop=articleBody]`" in told
    assert "read.keep" in told
    assert found["listings"] == found["date"] == "ok"
    assert re.search(r"note +printed date .*nothing matches `article span\.post-date` or `span\.post-date`", told)
    assert re.search(r"^Wrong: .*text.*check again", told, re.MULTILINE)


class Renamed(Mutated):
    """A sample site after a redesign of its articles: classes, ids and properties are called otherwise."""

    @staticmethod
    def renamed(found):
        names = b" ".join(b"moi-" + name + b"-moi" for name in found[3].split())
        return found[1] + b"=" + found[2] + names

    def answer(self, request):
        answer = self.site.answer(request)
        paths = {self.site.story_path(story).partition("?")[0] for story in self.site.content.stories}
        is_article = request.path.partition("?")[0] in paths
        if "html" not in answer.headers.get("Content-Type", "") or not is_article:
            return answer
        body = re.sub(rb"""\b(class|id|itemprop)=(["'])([^"']*)""", self.renamed, answer.body)
        body = re.sub(rb"<(/?)h[1-6]\b", rb"<\1div", body)
        return SampleAnswer(answer.status, body, answer.headers)


@pytest.mark.faults
@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.yaml")))
def test_a_redesign_of_any_portal_is_told_on_one_screen(name, congdoan, portal_file):
    with serve(name, port=0) as served:
        served.site = Renamed(served.site)
        told = congdoan("check", portal_file(name, served.base_url, enabled="false"), expect=1)
    found = steps(told)
    assert "wrong" in {found[step] for step in ("title", "date", "text", "reading") if step in found}, told
    assert "layout changed" in told
    assert re.search(r"^Wrong: .*check again", told, re.MULTILINE)
    assert len(told.splitlines()) <= 45


def test_a_changed_listing_shows_the_links_that_were_seen(congdoan, portal_file):
    with serve("sample-laichau", port=0) as served:
        path = portal_file("sample-laichau", served.base_url, article_url=r"'/tin/\d+\.aspx$'")
        told = congdoan("check", path, expect=1)
    assert steps(told)["listings"] == "wrong"
    assert "0 article links" in told
    assert re.search(r"crawl\.article_url` fit the articles\. Links seen: /tin-tuc-su-kien/\S+\.html", told)


def test_text_that_only_the_second_reader_finds_is_told(congdoan, portal_file):
    lost = (
        "<p>"
        + "Phần này của bài báo nằm ngoài khung mà chúng ta biết tới, nên người đọc đầu tiên bỏ qua. " * 6
        + "</p>"
    )
    with serve("sample-laichau", port=0) as served:
        found = re.search(rb'<div[^>]*class="[^"]*content-detail[^"]*"[^>]*>', _article(served))
        served.site = Mutated(
            served.site, (found[0], found[0] + b"<div class='block_share'>" + lost.encode() + b"</div>")
        )
        told = congdoan("check", portal_file("sample-laichau", served.base_url), expect=1)
    assert steps(told)["second reader"] == "wrong"
    assert "words found only by it" in told


def _article(served):
    from scrapers.samples.site import Request

    path = served.site.story_path(served.site.content.stories[0])
    return served.site.answer(Request("GET", path, {})).body


def test_the_wrong_family_is_told(congdoan, portal_file):
    with serve("sample-laichau", port=0) as served:
        told = congdoan("check", portal_file("sample-laichau", served.base_url, family="nukeviet"), expect=1)
    assert steps(told)["family"] == "wrong"
    assert "the markup says vhv" in told


def test_a_closed_portal_is_one_line(congdoan, portal_file):
    with site({"/robots.txt": Answer(b"", 503)}) as served:
        told = congdoan("check", portal_file("sample-laichau", served.base_url), expect=1)
    assert steps(told) == {"robots": "wrong"}
    assert "status 503" in told


def test_a_host_that_does_not_answer_is_one_message(congdoan, portal_file):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        told = congdoan("check", portal_file("sample-laichau", f"http://{address}"), expect=1)
    assert re.search(
        rf"^congdoan: sample-laichau: {address} cannot be reached \(connection failed.*`valid_to:`", told, re.M
    )
    assert told.count("\n") == 3


def test_a_host_that_sends_us_elsewhere_names_it(congdoan, portal_file):
    with site(fallback=lambda path: redirect(f"https://moved.example{path}", 301)) as served:
        told = congdoan("check", portal_file("sample-laichau", served.base_url), expect=1)
    assert "redirected to https://moved.example" in told
    assert "crawl.aliases" in told


def test_what_cannot_be_checked_is_refused_before_anything_is_asked(congdoan, tmp_path, portal_file):
    assert "Near it: laichau" in congdoan("check", "laichauu", expect=1)
    told = congdoan("check", "baoquangbinh", expect=2)
    assert "retired on 2025-06-30. Its news moved to baoquangtri.vn" in told
    assert "Nothing was asked for" in told
    assert "no file" in congdoan("check", tmp_path / "none.yaml", expect=1)
    broken = portal_file("sample-laichau", "http://127.0.0.1:9", kind="blog")
    assert "sample-laichau.yaml:3: kind" in congdoan("check", broken, expect=2)


def test_a_sample_portal_of_the_registry_is_served_for_its_check(monkeypatch):
    served = []

    @contextmanager
    def serving(name, **more):
        served.append((name, more["edition"]))
        yield

    monkeypatch.setattr(crawler, "serve", serving)
    with crawler.sample_site(find("sample-laichau")), crawler.sample_site(find("laichau")):
        assert served == [("sample-laichau", 1)]


def test_a_busy_port_is_waited_for_aloud_and_not_for_ever(busy, monkeypatch):
    told = []
    tries = busy(3)
    with crawler.sample_site(find("sample-laichau"), waiting=told.append):
        assert len(tries) == 4
    assert len(told) == 1
    assert "127.0.0.1:8711, at most 120 s" in told[0]
    monkeypatch.setattr(crawler, "PORT_WAIT_SECONDS", 0)
    busy(10**6)
    with pytest.raises(LockedError, match="already serves"), crawler.sample_site(find("sample-laichau")):
        pass


def test_a_check_says_what_it_waits_for(busy, congdoan, monkeypatch):
    busy(2)
    monkeypatch.setattr("pipelines.portal_check.check", lambda here, portal: [])
    told = congdoan("check", "sample-laichau", expect=0)
    assert "Waiting for another sample server (a run, a test or" in told


QUICK = {"sample-quangbinh", "sample-congdoan"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.stem, marks=[] if path.stem in QUICK else pytest.mark.faults)
        for path in sorted(SAMPLES.glob("*.yaml"))
    ],
)
def test_a_new_portal_is_recognised_and_its_file_passes_the_check(name, congdoan, tmp_path):
    known, out = find(name), tmp_path / "portals"
    with serve(name, port=0) as served:
        address = served.base_url.removeprefix("http://")
        words = ["new", served.base_url, "--allow-address", address, "--out", out, "--name", "thu"]
        words += ["--home", "VN"] if known.home == "VN" else []
        told = congdoan(*words, expect=0)
        portal = load_portal(out / "thu.yaml")
        must_be_whole(portal)
        assert (portal.family, portal.home) == (known.family, known.home)
        assert (portal.enabled, portal.verified) == (False, None)
        assert f"markup of {known.family}" in portal.evidence
        assert portal.crawl.sections
        assert portal.crawl.article_url
        assert "read them over" in told
        told = congdoan("check", out / "thu.yaml", expect=0)
        assert "wrong" not in steps(told).values(), told
        assert len(told.splitlines()) <= 40
        asked = len(served.requests)
        assert "exists already" in congdoan(*words, expect=2)
        assert len(served.requests) == asked


def test_a_new_portal_that_cannot_be_described_leaves_no_file(congdoan, tmp_path):
    out = tmp_path / "portals"
    page = Answer(b"<html><head><title>Trang ch\xe1\xbb\xa7</title></head><body>x</body></html>")
    with site({"/": page}) as served:
        allowed = ("--allow-address", served.address)
        words = ("new", served.base_url, "--out", out, *allowed)
        assert "--home" in congdoan(*words, expect=2)
        asked = len(served.asked)
        assert "no province 'Atlantis'" in congdoan(*words, "--home", "Atlantis", expect=2)
        assert "no name for a portal" in congdoan(*words, "--name", "../Lai", expect=2)
        assert "--out" in congdoan("new", served.base_url, *allowed, expect=2)
        assert "that very address" in congdoan("new", "http://127.0.0.1:9", "--out", out, *allowed, expect=2)
        assert len(served.asked) == asked
        del served.routes["/"]
        assert "no home page" in congdoan(*words, expect=1)
    assert "cannot be reached" in congdoan(*words, expect=1)
    assert "laichau.gov.vn has a file already: laichau" in congdoan(
        "new", "www.laichau.gov.vn", "--name", "xx", expect=2
    )
    assert "exists already" in congdoan("new", "https://laichau.gov.vn/tin", expect=2)
    for url in ("laichau", "ftp://laichau.gov.vn", "https://a:b@laichau.gov.vn", "http://[::1", "http://a.vn:99999"):
        assert "not the address of a site" in congdoan("new", url, expect=2)
    assert not list(tmp_path.rglob("*.yaml"))


def test_what_a_page_says_reaches_the_terminal_as_text():
    assert _plain("Tin\x1b[31m\n\x9b2J đoàn") == "Tin [31m  2J đoàn"
    assert len(_plain("a" * 9999)) == 150
