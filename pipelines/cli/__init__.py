"""The command line: one file a family of commands, loaded when it is called.

A command reads its words, calls the package that does the work, and prints. Exit codes: 0 done; 1 something failed and
was named; 2 wrong usage or refused input; 75 locked by another run, which is named; 130 interrupted.
"""

import errno
import sys
from importlib import import_module
from importlib.metadata import version

import click

from transforms.errors import CongdoanError

INTERRUPTED = 130

COMMANDS = {
    "run": "pipelines.cli.run:run",
    "extract": "pipelines.cli.extract:extract",
    "score": "pipelines.cli.score:score",
    "portal": "pipelines.cli.portal:portal",
    "ingest": "pipelines.cli.ingest:ingest",
    "build": "pipelines.cli.release:build",
    "publish": "pipelines.cli.release:publish",
    "rollback": "pipelines.cli.release:rollback",
    "export": "pipelines.cli.release:export",
    "diff": "pipelines.cli.release:diff",
    "explain": "pipelines.cli.explain:explain",
    "unmapped": "pipelines.cli.ask:unmapped",
    "status": "pipelines.cli.ask:status",
    "takedown": "pipelines.cli.takedown:takedown",
    "backup": "pipelines.cli.backup:backup",
    "ui": "pipelines.cli.ui:ui",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that `--help` need not load Dagster and DuckDB."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a command")
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("congdoan"), prog_name="congdoan")
def congdoan() -> None:
    """A yearbook of Vietnamese trade unions that writes itself from archived union news."""


def main() -> int:
    """Run the command line. What a user can cause ends in one message on stderr, never in a traceback."""
    try:
        result = congdoan.main(standalone_mode=False)
    except click.exceptions.Abort:
        return _say("Interrupted. What was archived is kept; the next run goes on from there.", INTERRUPTED)
    except KeyboardInterrupt:
        return _say("Interrupted. What was archived is kept; the next run goes on from there.", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except CongdoanError as error:
        return _say(str(error), error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has enough
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EMFILE, errno.ENFILE):
            raise
        where = f": {error.filename}" if error.filename else ""
        return _say(f"{error.strerror}{where}. What was archived and published before is as it was.", 1)
    return result if isinstance(result, int) else 0


def _say(message: str, code: int) -> int:
    click.echo(f"congdoan: {message}", err=True)
    return code
