"""The folder of releases and the link analysts open: put, publish, roll back, keep, list.

Belongs here: files, names and permissions. A release is never edited; publishing flips one symbolic link.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from transforms.errors import GateError, NotFoundError, StoreError
from warehouse.crash import crash_point
from warehouse.manifest import Manifest, read_manifest
from warehouse.rules import rules
from warehouse.store import named_errors, remove_unfinished, sync
from warehouse.takedowns import Takedown, holds, record, takedowns

ASIDE = "building-"
LINK = "congdoan.duckdb"
MONTH = len("202611")
"""Of a release's name."""
READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
CLOSED_FOLDER = READ_ONLY | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
OPEN_FOLDER = CLOSED_FOLDER | stat.S_IWUSR


def releases_folder(data: Path) -> Path:
    """Where the releases lie."""
    return data / "warehouse" / "releases"


def link_path(data: Path) -> Path:
    """The file analysts open."""
    return data / "warehouse" / LINK


def published_path(data: Path) -> Path | None:
    """The release analysts read now, or None before the first publication."""
    link = link_path(data)
    if not link.is_symlink():
        return None
    target = link.parent / os.readlink(link)
    return target if target.exists() else None


def measured_against(data: Path) -> Path | None:
    """The release that the next one may not fall behind: what analysts read or, where that file is lost or damaged, the
    last that was published and is whole."""
    known = {one.release: one for one in trusted(data)}
    read = published_path(data)
    if read is not None and (read.stem not in known or _is_whole(read, known[read.stem])):
        return read
    earlier = ((releases_folder(data) / one.file, one) for one in reversed(known.values()) if one.published_at)
    return next((path for path, one in earlier if _is_whole(path, one)), None)


def published_name(data: Path) -> str | None:
    """The name of the release analysts read now."""
    path = published_path(data)
    return path.stem if path else None


def names(data: Path) -> list[str]:
    """All releases that are whole, oldest first."""
    folder = releases_folder(data)
    return sorted((f.stem for f in folder.glob("*.duckdb") if f.with_suffix(".json").exists()), key=_order)


def _order(name: str) -> tuple[str, int]:
    stamp, _, number = name.partition("-")
    return stamp, int(number or 1)


def trusted(data: Path) -> list[Manifest]:
    """The manifests of all releases, oldest first, without those that are damaged: `congdoan status` names them, and
    they stand in nobody's way."""
    found = []
    for name in names(data):
        try:
            found.append(read_manifest(releases_folder(data) / f"{name}.json"))
        except StoreError:
            continue
    return found


def manifest_of(data: Path, release: str | None = None) -> Manifest:
    """The manifest of one release, by default the published one."""
    return read_manifest(release_path(data, release).with_suffix(".json"))


def release_path(data: Path, release: str | None = None) -> Path:
    """The file of one release, by default the published one. Raises NotFoundError."""
    if release is None:
        path = published_path(data)
        if path is None:
            raise NotFoundError(f"nothing is published under {data}; `congdoan run` builds and publishes a release")
        return path
    if release not in names(data):
        for known in takedowns(data):
            if release in known.releases:
                day = f"{known.taken_down_at:%Y-%m-%d}"
                raise NotFoundError(f"release {release} went on {day}, since it held a page that had to be taken down")
        raise NotFoundError(f"there is no release {release!r}; there are {', '.join(names(data)) or 'none'}")
    return releases_folder(data) / f"{release}.duckdb"


def free_name(data: Path, built_at: datetime) -> str:
    """The UTC build time; a second build within the same second gets a number."""
    stamp = built_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    taken = {file.stem for file in releases_folder(data).glob(f"{stamp}*")}
    name, number = stamp, 1
    while name in taken:
        number += 1
        name = f"{stamp}-{number}"
    return name


def sha256(path: Path) -> str:
    """Digest of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put_release(data: Path, aside: Path, manifest: Manifest) -> Path:
    """Move a finished database and its manifest into the folder of releases. The manifest comes last: a release without
    one is not whole and is removed by the next build."""
    folder = releases_folder(data)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / manifest.file
    with _Opened(folder):
        sync(aside)
        aside.chmod(READ_ONLY)
        os.replace(aside, path)
        sync(folder)
        crash_point("release_moved")
        _write_manifest(folder, manifest)
        crash_point("release_listed")
    return path


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    path = folder / f"{manifest.release}.json"
    aside = folder / f".{manifest.release}.json.part"
    aside.write_text(manifest.to_json(), encoding="utf-8")
    aside.chmod(READ_ONLY)
    sync(aside)
    crash_point("manifest_aside")
    os.replace(aside, path)
    sync(folder)


class _Opened:
    """The folder of releases made writable for a moment; it is 0555 at all other times."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        self.folder.chmod(OPEN_FOLDER)

    def __exit__(self, *_: object) -> None:
        self.folder.chmod(CLOSED_FOLDER)


def remove_leftovers(data: Path) -> None:
    """Remove what a kill left: folders aside, databases without a manifest, a half-made link. What analysts read stays
    also without its manifest, which only a person can have removed."""
    for folder in (*data.glob("articles/*"), *data.glob("observations/*")):
        remove_unfinished(folder)
    warehouse = data / "warehouse"
    for folder in warehouse.glob(f"{ASIDE}*"):
        shutil.rmtree(folder)
    for link in warehouse.glob(f".{LINK}.*"):
        link.unlink()
    folder = releases_folder(data)
    if not folder.exists():
        return
    read = published_path(data)
    broken = [file for file in folder.glob("*.duckdb") if not file.with_suffix(".json").exists() and file != read]
    broken += list(folder.glob(".*.part"))
    if broken:
        with _Opened(folder):
            for file in broken:
                file.unlink()


def publish(data: Path, release: str | None = None, *, accept: bool = False, now: datetime) -> Manifest:
    """Let analysts read a release, by default the newest; returns its manifest with the time of publication.

    Raises GateError where a gate is red, unless `accept` is given and each red gate is an acceptable one; what was
    accepted is written into the manifest. Raises StoreError where the file is not the one that was checked.
    """
    with named_errors("publishing a release"):
        every = names(data)
        if not every:
            raise NotFoundError(f"there is no release under {data}; `congdoan build` makes one")
        path = release_path(data, release or every[-1])
        manifest = read_manifest(path.with_suffix(".json"))
        _refuse_red(manifest, accept=accept)
        _refuse_taken_down(data, path, manifest)
        _verify(path, manifest)
        moment = now.astimezone(UTC).isoformat()
        again = published_name(data) == manifest.release
        manifest = replace(
            manifest,
            published_at=manifest.published_at or moment,
            publications=manifest.publications if again else (*manifest.publications, moment),
            accepted=tuple(sorted({*manifest.accepted, *(gate.name for gate in manifest.red())})),
        )
        with _Opened(path.parent):
            _write_manifest(path.parent, manifest)
            _remove_wal(data)
        crash_point("before_flip")
        _flip(data, path)
        crash_point("after_flip")
        _keep(data)
        withdraw(data)
    return manifest


def _refuse_red(manifest: Manifest, *, accept: bool) -> None:
    red = [gate for gate in manifest.red() if gate.name not in manifest.accepted]
    hard = [gate for gate in red if not gate.acceptable]
    if not red or (accept and not hard):
        return
    listed = "; ".join(f"{gate.name}: {gate.detail}" for gate in hard or red)
    cure = (
        "These gates cannot be overruled: repair the data or the rules and build again."
        if hard
        else "See `congdoan diff`, then `congdoan publish --accept` if this is right."
    )
    raise GateError(f"release {manifest.release} is not published; the one before stays. Red: {listed}. {cure}")


def _refuse_taken_down(data: Path, path: Path, manifest: Manifest) -> None:
    held = _held(path, manifest, takedowns(data))
    if held:
        listed = ", ".join(sorted(known.url for known in held))
        raise GateError(
            f"release {manifest.release} is not published: it was built before these pages had to go: {listed}. "
            "What is published stays as it is; `congdoan build` makes a release without them."
        )


def _held(path: Path, manifest: Manifest | None, known: Sequence[Takedown]) -> list[Takedown]:
    """The pages that had to go after this release was built, and that it has; of an unknown time where its manifest is
    damaged."""
    later = [one for one in known if not manifest or one.taken_down_at > datetime.fromisoformat(manifest.built_at)]
    return [one for one in later if holds(path, one.article_id)]


def _verify(path: Path, manifest: Manifest) -> None:
    """A read-only file stops people, not root: what is published is what was checked."""
    if not _is_whole(path, manifest):
        raise StoreError(
            f"release {manifest.release} is not the file that was checked (its digest differs); build again"
        )


def _is_whole(path: Path, manifest: Manifest) -> bool:
    return path.stat().st_size == manifest.bytes and sha256(path) == manifest.sha256


def _remove_wal(data: Path) -> None:
    """A write-ahead log that somebody left beside a release makes it unopenable; no release ever has one of its own."""
    for stale in (*releases_folder(data).glob("*.wal"), *(data / "warehouse").glob("*.wal")):
        stale.unlink()


def _flip(data: Path, path: Path) -> None:
    link = link_path(data)
    aside = link.with_name(f".{LINK}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path("releases") / path.name)
    crash_point("link_aside")
    os.replace(aside, link)
    sync(link.parent)


def rollback(data: Path, *, now: datetime) -> Manifest:
    """Publish the release that was published before the present one. Raises NotFoundError where there is none."""
    current = published_name(data)
    if current is None:
        raise NotFoundError(f"nothing is published under {data}, so there is nothing to go back from")
    earlier = [one.release for one in trusted(data) if _order(one.release) < _order(current) and one.published_at]
    if not earlier:
        raise NotFoundError(f"no release before {current} is kept that was published; there is none to go back to")
    return publish(data, earlier[-1], accept=True, now=now)


def _keep(data: Path) -> None:
    """Keep the newest releases, the last published one of each month, and the one that is read now; all others go, with
    their exports."""
    every = {manifest.release: manifest for manifest in trusted(data)}
    old = list(every)[: -rules().keep_releases]
    known = [name for name in every if name not in old or every[name].published_at]
    of_month = {name[:MONTH]: name for name in known}
    kept = {published_name(data), *sorted(of_month.values(), key=_order)[-rules().keep_months :]}
    _remove(data, [name for name in old if name not in kept])


def withdraw(data: Path) -> None:
    """No release that is not read any more keeps a page that had to go. First the note of what goes, then it goes."""
    known = {one.article_id: one for one in takedowns(data)}
    published = published_name(data)
    manifests = {manifest.release: manifest for manifest in trusted(data)}
    unwanted = []
    for name in names(data) if known else []:
        path = release_path(data, name)
        held = [] if name == published else _held(path, manifests.get(name), [*known.values()])
        for one in held:
            known[one.article_id] = replace(one, releases=(*one.releases, name))
        unwanted += [name] if held else []
    if unwanted:
        record(data, known.values())
        _remove(data, unwanted)


def _remove(data: Path, unwanted: Sequence[str]) -> None:
    """Remove releases with their exports. Only the manifest makes a release whole, so it goes first."""
    if not unwanted:
        return
    folder = releases_folder(data)
    with _Opened(folder):
        for name in unwanted:
            shutil.rmtree(data / "exports" / name, ignore_errors=True)
            (folder / f"{name}.json").unlink()
            crash_point("old_release_half_removed")
            (folder / f"{name}.duckdb").unlink()
