"""`congdoan portal`: what portals there are, and whether they can be crawled."""

import click

from pipelines.portals import load_all, why_not
from transforms.areas import provinces


@click.group()
def portal() -> None:
    """List the portals."""


@portal.command("list")
@click.option("--samples/--no-samples", default=True, help="Show the sample portals too.")
def list_portals(samples: bool) -> None:
    """Every portal by province, with kind, family and status; and the provinces that have none."""
    shown = [p for p in load_all() if samples or not p.sample]
    names = {f"VN63_{p.old_code}": p.old_name_vi for p in provinces()}
    names |= {f"VN34_{p.new_code}": p.new_name_vi for p in provinces()}
    names["VN"] = "Việt Nam"
    for p in sorted(shown, key=lambda p: (names[p.home], p.portal)):
        status = "enabled" if p.enabled else f"not enabled: {why_not(p)}"
        click.echo(f"{names[p.home]:<22} {p.portal:<22} {p.kind:<10} {p.family:<12} {p.host:<28} {status}")
    covered = {p.home for p in shown} | {s.home for p in shown for s in p.crawl.sections}
    missing = [p.old_name_vi for p in provinces() if not {f"VN63_{p.old_code}", f"VN34_{p.new_code}"} & covered]
    click.echo(f"\n{len(shown)} portals. Provinces with none ({len(missing)}): {', '.join(missing) or 'none'}")
