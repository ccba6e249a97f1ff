"""Protects: a mistake in a portal file is refused with file and line, before anything is started."""

import pytest

from pipelines import portals
from pipelines.portals import load_all, load_portal, select, why_not
from transforms.errors import ConfigError, NotFoundError, UsageError

GOOD = """\
portal: a-portal
title: {vi: Cổng thông tin, en: A portal}
kind: portal
home: VN63_12
family: nukeviet
enabled: false
verified: null
evidence: a test
crawl:
  base: https://a-portal.example
  article_url: '/[a-z]+-\\d+\\.html$'
read:
  prune: [div.box]
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="a-portal"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_good_file_is_read(write):
    portal = load_portal(write(GOOD))
    assert (portal.host, portal.data_kind, portal.read.prune) == ("a-portal.example", "live", ["div.box"])


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("kind: portal", "kind: blog", 3, "kind"),
        ("home: VN63_12", "home: '12'", 4, "home"),
        ("family: nukeviet", "family: joomla9", 5, "family"),
        ("evidence: a test", "evidence: a test\ncolour: red", 9, "colour"),
        ("https://a-portal.example", "file:///etc/passwd", 10, "base"),
        ("https://a-portal.example", "https://user:pw@a-portal.example", 10, "base"),
        ("'/[a-z]+-\\d+\\.html$'", "'/[a-z+'", 11, "article_url"),
        ("  prune: [div.box]", "  prune: div.box", 13, "read.prune"),
        ("  prune: [div.box]", "  prune: &a [div.box]\n  keep: *a", 13, "anchors"),
        ("enabled: false", "enabled: true", 1, "unverified"),
        ("kind: portal", "kind: portal\n  x: [", 4, "not YAML"),
        ("  article_url", "  delay_s: 0\n  article_url", 1, "delay_s"),
        ("  article_url", "  pages_per_run: 99999999\n  article_url", 11, "pages_per_run"),
        ("  article_url", "  tls: {oldest: SSLv3, reason: a very old server}\n  article_url", 11, "tls.oldest"),
        ("  article_url", "  tls: {verify: false, reason: ''}\n  article_url", 11, "tls.reason"),
        (
            "  article_url",
            "  tls: {oldest: TLSv1.0, ciphers: DEFAULT@SECLEVEL=1, reason: a very old server}\n  article_url",
            11,
            "write that, or leave the level out",
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_line(write, old, new, line, what):
    path = write(GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_portal(path)
    assert what in str(caught.value)
    assert f"a-portal.yaml:{line}:" in str(caught.value)


def test_a_file_that_is_no_portal_file_is_refused(write):
    for text, what in [("- a\n- b\n", "mapping"), ("a: " + "x" * 30_000, "larger"), (GOOD + "#\n" * 40, "at most 40")]:
        with pytest.raises(ConfigError, match=what):
            load_portal(write(text))
    with pytest.raises(ConfigError, match="named 'other'"):
        load_portal(write(GOOD, "other"))


def test_the_registry_holds_no_mistake_and_no_host_twice():
    found = load_all()
    assert {p.portal for p in found if p.sample} >= {"sample-laichau", "sample-ninhbinh"}
    for portal in found:
        assert portal.sample or portal.verified or not portal.enabled
        assert portal.enabled or why_not(portal)


def test_what_is_unknown_or_of_the_other_kind_is_refused_with_the_reason(monkeypatch):
    with pytest.raises(NotFoundError, match="sample-laichau"):
        select("sample", ["sample-laichua"])
    with pytest.raises(UsageError, match="holds live data"):
        select("live", ["sample-laichau"])
    disabled = load_all()[0].model_copy(update={"portal": "off", "sample": False, "enabled": False})
    monkeypatch.setattr(portals, "load_all", lambda: (disabled,))
    with pytest.raises(UsageError, match="not enabled: it is unverified"):
        select("live", ["off"])
