"""Protects: what is shipped to run the project as a service names commands, settings and files that the project has."""

import configparser
import getpass
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import dask
import pytest
import yaml

from pipelines import cluster, settings
from pipelines.cli import COMMANDS

DEPLOY = settings.PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SCRIPTS = Path(sys.prefix) / "bin"
HOME = "/opt/congdoan"

VARIABLES = {str(value) for name, value in vars(settings).items() if name.isupper() and str(value).startswith("CONG")}
VARIABLES |= {"DAGSTER_HOME"}

ABSENT = object()

OF_THE_UNITS = {"DASK_LISTEN", "NODE_PROCESSES"}
"""Read by the units of the cluster, not by the project."""


def dask_knows(variable: str) -> bool:
    """Whether a variable is one of Dask's settings. Dask itself says nothing of one that it does not know."""
    key = variable.removeprefix("DASK_").lower().replace("__", ".").replace("_", "-")
    return variable.startswith("DASK_DISTRIBUTED__") and dask.config.get(key, ABSENT) is not ABSENT


def unit(path: Path) -> list[tuple[str, str, str]]:
    """Section, key and value of each line; keys may come again, which configparser does not keep."""
    lines, section = [], ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            lines.append((section, key, value))
    configparser.ConfigParser(strict=False, interpolation=None).read_string(path.read_text("utf-8"))
    return lines


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.name)
def test_units_start_what_is_there(path):
    for _, key, value in unit(path):
        if key == "ExecStart":
            program, command, *_ = shlex.split(value)
            assert program.startswith(f"{HOME}/.venv/bin/")
            script = SCRIPTS / Path(program).name
            assert script.exists()
            if script.name == "congdoan":
                assert command in COMMANDS
            used = set(re.findall(r"\$\{(\w+)\}", value))
            assert used <= VARIABLES | OF_THE_UNITS
        elif key == "Environment":
            name = value.partition("=")[0]
            assert name in VARIABLES or dask_knows(name)
        elif key == "EnvironmentFile":
            assert value.lstrip("-") == "/etc/congdoan/congdoan.env"


def test_what_the_page_sets_of_dask_is_there():
    page = (settings.PROJECT / "docs" / "deploy.md").read_text("utf-8")
    named = re.findall(r"^(DASK_DISTRIBUTED__\w+)=", page, re.MULTILINE)
    assert len(named) == 8
    assert [name for name in named if not dask_knows(name)] == []
    assert set(cluster.CERTIFICATES) <= set(named)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path):
    user = getpass.getuser()
    for path in UNITS:
        text = path.read_text("utf-8").replace(f"{HOME}/.venv/bin", str(SCRIPTS)).replace(HOME, str(settings.PROJECT))
        text = text.replace("User=congdoan", f"User={user}").replace("Group=congdoan\n", "")
        (tmp_path / path.name).write_text(text, "utf-8")
    names = [str(tmp_path / path.name) for path in UNITS]
    said = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, timeout=60)
    assert (said.returncode, said.stderr) == (0, "")


def test_the_example_of_settings_has_them_all_and_no_other():
    shown = set(re.findall(r"^(\w+)=", (DEPLOY / "congdoan.env").read_text("utf-8"), re.MULTILINE))
    fixed = {settings.DATA, "DAGSTER_HOME"}
    assert shown == (VARIABLES - fixed) | OF_THE_UNITS


def test_the_table_of_settings_has_them_all_and_no_other():
    page = (settings.PROJECT / "docs" / "operations.md").read_text("utf-8")
    table = page.partition("## Settings")[2].partition("\n\n")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == VARIABLES


def test_the_compose_file_and_its_image_name_what_is_there():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    service = compose["services"]["congdoan"]
    assert (DEPLOY / service["build"]["context"]).resolve() == settings.PROJECT
    assert settings.PROJECT / service["build"]["dockerfile"] == DEPLOY / "Dockerfile"
    volumes = [mount.partition(":")[0] for one in compose["services"].values() for mount in one["volumes"]]
    assert set(volumes) == set(compose["volumes"])
    image = (DEPLOY / "Dockerfile").read_text("utf-8")
    for line in re.findall(r"^COPY --chown=congdoan (.*) \S+$", image, re.MULTILINE):
        for source in line.split():
            assert (settings.PROJECT / source).exists()
            assert f"!{source}\n" in (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    assert "setup:" in (settings.PROJECT / "Makefile").read_text("utf-8")
    assert '["congdoan", "ui"]' in image
    state = re.findall(r"(\w+)=(/var/lib/congdoan\S*)", image)
    assert {name for name, _ in state} == {settings.DATA, "DAGSTER_HOME"}
    assert "VOLUME /var/lib/congdoan\n" in image
    assert service["volumes"] == ["state:/var/lib/congdoan"]


@pytest.mark.skipif(
    shutil.which("docker") is None
    or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode != 0,
    reason="docker compose is not installed",
)
def test_docker_takes_the_compose_file():
    command = ["docker", "compose", "-f", str(DEPLOY / "compose.yaml"), "--profile", "postgres", "config", "--quiet"]
    assert subprocess.run(command, capture_output=True, text=True, timeout=60).stderr == ""
