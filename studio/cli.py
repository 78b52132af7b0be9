"""The `studio` command. Each subcommand is a file of studio/commands; what is heavy is imported when it is needed."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from schemas.errors import Invalid
from studio.folder import Folder, default_folder
from studio.terminal import Exit, Terminal

UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])  # what cannot be understood; typer shows only the class below it
app = typer.Typer(
    name="studio", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode="rich",
    help="A script goes in, a film comes out, and every credit and every job can be explained from the log, for ever.",
    epilog="Exit codes: 0 done, 1 tried and failed, 2 cannot be used as it is, 3 refused, 4 not available now, 130 interrupted.",
)  # fmt: skip
jobs = typer.Typer(no_args_is_help=True, help="Jobs: what is made, was made, or failed.")
events = typer.Typer(no_args_is_help=True, help="The log itself: what happened, in order.")
log = typer.Typer(no_args_is_help=True, help="Where the log lies: it moves house, and arrives as it was.")
app.add_typer(jobs, name="jobs")
app.add_typer(events, name="events")
heads = typer.Typer(no_args_is_help=True, help="Signed heads: what proves that nothing was cut off the log and nothing written anew.")
app.add_typer(log, name="log")
app.add_typer(heads, name="heads")
parked = typer.Typer(no_args_is_help=True, help="Records that could not be handled, put aside whole: what they are, why, and back again.")
app.add_typer(parked, name="parked")
keys = typer.Typer(no_args_is_help=True, help="The accounts' keys and the tokens, which lie in a database and not in the log.")
app.add_typer(keys, name="keys")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of text.")]
Kafka = Annotated[
    bool,
    typer.Option("--kafka", help="As processes on Kafka and PostgreSQL; of the two, what the environment does not name is started."),
]
OnKafka = Annotated[
    bool,
    typer.Option(
        "--kafka", help="Of the studio on Kafka and PostgreSQL: that of the environment's brokers and database, or the one beside the embedded one."
    ),
]
Limit = Annotated[int, typer.Option(min=1, max=100, help="At most so many, the newest.")]
JobId = Annotated[str, typer.Argument(help="As `studio jobs list` prints it.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"studio {version('ai-film-studio')}")
        raise typer.Exit


@app.callback()
def main_options(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option(help="Where the studio keeps everything. Default: $STUDIO_FOLDER, else the data folder of your home.")
    ] = None,
    version: Annotated[  # noqa: ARG001  # its callback does it all
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is, and nothing else.")
    ] = False,
) -> None:
    umask = os.umask(0o077)  # people's scripts and keys are for nobody else's eyes, wherever the folder lies
    context.obj = Terminal(folder=Folder(folder or default_folder()), umask=umask)


def terminal(context: typer.Context, json: bool, *, kafka: bool = False) -> Terminal:
    found = cast("Terminal", context.obj)
    found.json = json
    if kafka:
        found.folder = found.folder.for_kafka()
    return found


@app.command()
def film(
    context: typer.Context,
    script: Annotated[Path, typer.Argument(help="A text file; - reads standard input.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the film goes. Default: films/<name of the script>.mp4")] = None,
    title: Annotated[str | None, typer.Option(help="Default: what the script calls itself, else the name of its file.")] = None,
    draft: Annotated[bool, typer.Option(help="640 x 360 and quick, to see whether it is right.")] = False,
    height: Annotated[int | None, typer.Option(help="Lines of the picture: 180, 360, 720 or 1080.")] = None,
    kafka: Kafka = False,
    json: Json = False,
) -> None:
    """Make a film of a script: live progress, what it cost, and where the film is. Interrupted, it goes on where it was."""
    from studio.commands.film import make

    found = terminal(context, json, kafka=kafka)
    if kafka:
        found.say(
            f"The studio on Kafka keeps its folder in {found.folder.root}: `studio --folder {found.folder.root} dev --kafka` shows what it made."
        )
    found.run(make(found, script, output, title, draft=draft, height=height))


@app.command()
def dev(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes any that is free.")] = 8700,
    host: Annotated[str, typer.Option(help="Only this machine by default.")] = "127.0.0.1",
    kafka: Kafka = False,
    json: Json = False,
) -> None:
    """Run the whole studio on this machine and print its addresses. Ctrl-C hands back what is being made and stops."""
    from studio.commands.dev import serve

    found = terminal(context, json, kafka=kafka)
    found.run(serve(found, host, port))


@jobs.command("list")
def jobs_list(
    context: typer.Context,
    status: Annotated[str | None, typer.Option(help="Only those that are queued, running, completed, failed or cancelled.")] = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """The newest jobs."""
    from studio.commands.jobs import list_jobs

    found = terminal(context, json)
    found.run(list_jobs(found, status, limit))


@jobs.command("show")
def jobs_show(context: typer.Context, job_id: JobId, json: Json = False) -> None:
    """A job with its tasks, and why it failed if it did."""
    from studio.commands.jobs import show

    found = terminal(context, json)
    found.run(show(found, job_id))


@jobs.command("cancel")
def jobs_cancel(context: typer.Context, job_id: JobId, json: Json = False) -> None:
    """End a job; credits for what was not delivered come back at once."""
    from studio.commands.jobs import cancel

    found = terminal(context, json)
    found.run(cancel(found, job_id))


@jobs.command("retry")
def jobs_retry(context: typer.Context, job_id: JobId, json: Json = False) -> None:
    """A new job for the script of an ended one; what was finished is found again."""
    from studio.commands.jobs import retry

    found = terminal(context, json)
    found.run(retry(found, job_id))


@app.command()
def credits(context: typer.Context, limit: Limit = 20, json: Json = False) -> None:
    """The balance, and a statement that explains each movement."""
    from studio.commands.credits import statement

    found = terminal(context, json)
    found.run(statement(found, limit))


@events.command("list")
def events_list(
    context: typer.Context,
    type: Annotated[str | None, typer.Option(help="Only of one kind: job.completed, or job for all about jobs. docs/events.md lists them.")] = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """The newest events of your account."""
    from studio.commands.events import list_events

    found = terminal(context, json)
    found.run(list_events(found, type, limit))


@events.command("show")
def events_show(
    context: typer.Context, position: Annotated[str, typer.Argument(help="<partition>:<seq>, as `studio events list` prints it.")],
    kafka: OnKafka = False, json: Json = False,
) -> None:  # fmt: skip
    """One event with its whole envelope, at <partition>:<seq>."""
    from studio.commands.events import show

    found = terminal(context, json)
    found.run(show(found, position, kafka=kafka))


@events.command("tail")
def events_tail(context: typer.Context, kafka: OnKafka = False, json: Json = False) -> None:
    """What happens from now on, in all accounts, until Ctrl-C."""
    from studio.commands.events import tail

    found = terminal(context, json)
    found.run(tail(found, kafka=kafka))


@log.command("copy")
def log_copy(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="A studio's folder, the file of a log, `kafka`, or kafka://host:port/prefix.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same; empty, or a copy that was begun from there.")],
    until: Annotated[
        str | None, typer.Option(help="Copy a partition up to this event: <partition>:<seq>, several with commas; the others whole.")
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on until Ctrl-C, and say how far behind the copy is.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Copy nothing; only compare.")] = False,
    json: Json = False,
) -> None:
    """Copy all commands and true events from one log to another and prove them equal. Killed at any moment, it goes on when it is run again."""
    from studio.commands.log import copy

    found = terminal(context, json)
    found.run(copy(found, source, target, until, follow=follow, check=check))


@keys.command("copy")
def keys_copy(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="The folder of an embedded studio, or the URL of a database.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same; what is there stays.")],
    json: Json = False,
) -> None:
    """Copy keys and tokens to where a studio has moved. What was destroyed is destroyed there too."""
    from studio.commands.keys import copy

    found = terminal(context, json)
    found.run(copy(found, source, target))


ParkedId = Annotated[str, typer.Argument(help="As `studio parked list` prints it.")]


@parked.command("list")
def parked_list(context: typer.Context, kafka: OnKafka = False, json: Json = False) -> None:
    """Everything that was ever put aside, and why."""
    from studio.commands.parked import list_parked

    found = terminal(context, json)
    found.run(list_parked(found, kafka=kafka))


@parked.command("show")
def parked_show(context: typer.Context, id: ParkedId, kafka: OnKafka = False, json: Json = False) -> None:
    """One record, with its bytes."""
    from studio.commands.parked import show

    found = terminal(context, json)
    found.run(show(found, id, kafka=kafka))


@parked.command("replay")
def parked_replay(context: typer.Context, id: ParkedId, kafka: OnKafka = False, json: Json = False) -> None:
    """Put a record back into its stream, when what kept it from being handled is mended."""
    from studio.commands.parked import replay_one

    found = terminal(context, json)
    found.run(replay_one(found, id, kafka=kafka))


@heads.command("list")
def heads_list(context: typer.Context, kafka: OnKafka = False, json: Json = False) -> None:
    """The newest signed head of each partition."""
    from studio.commands.heads import list_heads

    found = terminal(context, json)
    found.run(list_heads(found, kafka=kafka))


@heads.command("keys")
def heads_keys(context: typer.Context, kafka: OnKafka = False, json: Json = False) -> None:
    """The public keys that signed, and since when: to be kept where nobody who writes the log can write."""
    from studio.commands.heads import list_keys

    found = terminal(context, json)
    found.run(list_keys(found, kafka=kafka))


@heads.command("check")
def heads_check(
    context: typer.Context,
    key: Annotated[
        list[str] | None, typer.Option(help="A public key that you know, as `studio heads keys` printed it; more than one is fine.")
    ] = None,
    kafka: OnKafka = False,
    json: Json = False,
) -> None:
    """Compare the log with all its signed heads; names the first event that is wrong."""
    from studio.commands.heads import check

    found = terminal(context, json)
    found.run(check(found, key or [], kafka=kafka))


@heads.command("rotate")
def heads_rotate(context: typer.Context, kafka: OnKafka = False, json: Json = False) -> None:
    """Sign with a new key from now on; what the old ones signed stays signed."""
    from studio.commands.heads import rotate

    found = terminal(context, json)
    found.run(rotate(found, kafka=kafka))


@app.command()
def rebuild(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A read model, or `all`.")],
    pause: Annotated[bool, typer.Option("--pause", help="End the rebuild that is going on; the same command without this goes on with it.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="End it, and drop what it has built.")] = False,
    roll_back: Annotated[bool, typer.Option("--roll-back", help="Take back the tables from before the last switch.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Drop what an unfinished rebuild has built, and begin again.")] = False,
    even_if_different: Annotated[
        bool, typer.Option("--even-if-different", help="Switch though the new tables are not what the live ones are.")
    ] = False,
    processes: Annotated[int | None, typer.Option(min=1, max=16, help="How many read the log at once. Default: one a core.")] = None,
    kafka: OnKafka = False,
    json: Json = False,
) -> None:
    """Build a read model anew from the log, beside the live one, compare them, and switch. Ctrl-C pauses it."""
    from studio.commands.rebuild import Wish
    from studio.commands.rebuild import rebuild as work

    found = terminal(context, json)
    wish = Wish(pause=pause, cancel=cancel, roll_back=roll_back, anew=anew, even_if_different=even_if_different, processes=processes)
    found.run(work(found, name, wish, kafka=kafka))


@app.command()
def verify(
    context: typer.Context,
    redecide: Annotated[bool, typer.Option(help="Make every decision again and compare it byte for byte.")] = True,
    log_only: Annotated[bool, typer.Option("--log-only", help="Leave the read models out; no database is needed.")] = False,
    from_heads: Annotated[bool, typer.Option("--from-heads", help="Only what came after the last signed heads: its links and its commands.")] = False,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="With --from-heads: the last that were signed before that (UTC).")
    ] = None,
    kafka: OnKafka = False,
    json: Json = False,
) -> None:
    """Check every invariant over the whole log and all read models; names the first bad record."""
    from studio.commands.verify import Scope
    from studio.commands.verify import verify as work

    found = terminal(context, json)
    before = round(since.replace(tzinfo=UTC).timestamp() * 1000) if since else None
    found.run(work(found, Scope(redecide=redecide, log_only=log_only, from_heads=from_heads, since=before), kafka=kafka))


@app.command()
def doctor(context: typer.Context, json: Json = False) -> None:
    """What this machine has, what is missing, and how to get it."""
    from studio.commands.doctor import examine

    found = terminal(context, json)
    found.run(examine(found))


@app.command()
def bench(
    context: typer.Context, only: Annotated[str | None, typer.Option(help="Figures whose names begin with this.")] = None, json: Json = False
) -> None:
    """Measure this machine: films, decisions, requests, rebuilds. Needs the repository."""
    from studio.commands.bench import measure

    found = terminal(context, json)
    found.run(measure(found, only))


def main() -> Any:
    """The entry point. Who wants JSON gets it also when the command cannot be understood."""
    if "--json" not in sys.argv:
        return app()
    try:
        code = app(standalone_mode=False)
    except UsageError as error:
        command = error.ctx.command_path if error.ctx else "studio"
        wrong = Invalid(f"{error.format_message().rstrip('.')}. `{command} --help` tells how.")
        Terminal(json=True).fail(wrong)
        code = Exit.USAGE
    sys.exit(code)
