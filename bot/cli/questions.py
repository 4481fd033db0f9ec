"""`greenroom questions`: the bank as members and authors see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.bank import Filters, Track
    from bot.core.bank.content import Content, Fault

questions_app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def content_folders() -> tuple[Path, ...]:
    """Folders of the packs: the built-in one, then those of `GREENROOM_PACKS`."""
    from bot.settings import load_settings

    return load_settings().pack_folders


def cache_folder() -> Path:
    """Where compiled packs are kept."""
    from bot.settings import load_settings

    return load_settings().cache_dir


@questions_app.command("list")
def list_questions(
    track: Annotated[list[str] | None, typer.Option(help="A track, such as experimentation; may be repeated.")] = None,
    skill: Annotated[list[str] | None, typer.Option(help="A skill, such as statistics; may be repeated.")] = None,
    difficulty: Annotated[str | None, typer.Option(help="1 to 5, or a range such as 2-4.")] = None,
    company: Annotated[str | None, typer.Option(help="A company whose style applies, such as meta.")] = None,
    as_json: AsJson = False,
) -> None:
    """List questions, those of all tracks or of some.

    With --json an array, in the order of ids, of objects with `id`, `title`, `track`, `skills`, `difficulty`,
    `seniority`, `minutes`, `source`, `audience` (or null), `styles`, `case` (or null) and `file`.
    """
    from bot.cli.questions_text import print_list
    from bot.core.bank import select

    content = _content()
    found = select(content.bank, _filters(content, track or [], skill or [], difficulty, company))
    if as_json:
        from bot.cli.questions_data import listed

        _print_json([listed(question, content) for question in found])
    else:
        print_list(found)


@questions_app.command()
def show(
    question_id: Annotated[str, typer.Argument(metavar="ID", help="The question's id.")],
    answers: Annotated[bool, typer.Option(help="Show the labelled answers too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a question, its rubric and the model answer as members see them.

    With --json an object with the keys of `content/schema.json`; `answers` only with --answers.
    """
    content = _content()
    question = content.bank.get(question_id)
    if as_json:
        _print_json(question.model_dump(mode="json", exclude=None if answers else {"answers"}))
        return
    from bot.cli.questions_text import print_question

    print_question(question, answers=answers)


@questions_app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A file or folder; by default all content.")] = None,
) -> None:
    """Check questions; print every fault as `path:line: message`, and exit with 1 if there is one.

    Questions are checked in the company of all others, so a duplicate of a built-in question is found too. A draft,
    whose texts still start with TODO, is noted and not a fault.
    """
    from bot.adapters.packs.checking import check_packs

    if path is not None and not path.exists():
        fail(f"there is no file or folder {path}", code=2)
    report = check_packs(content_folders(), path)
    for fault in (*report.faults, *report.drafts):
        typer.echo(_shown(fault))
    files = len({fault.path for fault in report.faults})
    outcome = f"{_count(len(report.faults), 'fault')} in {_count(files, 'file')}" if files else "no faults"
    drafts = f", {_count(len(report.drafts), 'draft')}" if report.drafts else ""
    checked = f"{_count(report.files, 'file')} with {_count(report.questions, 'question')}"
    typer.echo(f"{checked}{drafts} checked: {outcome}")
    if report.faults:
        raise typer.Exit(1)


@questions_app.command()
def new(
    question_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the new question, such as exp-holdout-size.")],
    track: Annotated[str, typer.Option(help="Its track, such as experimentation.")],
    folder: Annotated[
        Path | None,
        typer.Option(help="The pack's folder; by default the last of GREENROOM_PACKS, or the built-in one."),
    ] = None,
) -> None:
    """Write a template for a new question, to be filled in where it says TODO."""
    from bot.cli.questions_template import is_slug, template

    if not is_slug(question_id):
        fail(f"{question_id!r} cannot be an id; use small letters, digits and single hyphens, 60 at most", code=2)
    chosen = _track(track)
    content = _content()
    if question_id in content.bank:
        fail(f"there is a question {question_id!r} already: {content.files[question_id]}")
    pack = folder or content_folders()[-1]
    file = pack / chosen.value / f"{question_id}.yaml"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(template(question_id, chosen, with_schema=(pack / "schema.json").is_file()))
    except FileExistsError:
        fail(f"{file} exists already; nothing was written")
    except OSError as error:
        fail(f"cannot write {file}: {error.strerror}")
    typer.echo(f"{file}\nFill in what says TODO, then run: greenroom questions check {file}")


@questions_app.command()
def stats(as_json: AsJson = False) -> None:
    """Count the bank's questions by track, skill and difficulty.

    With --json an object with `questions`, `tracks` (by track: `questions` and `difficulty`, counts by "1" to "5"),
    `skills`, `difficulty`, `sources` and `styles` (counts by name) and `empty_cells` (tracks by difficulty without a
    question).
    """
    from bot.cli.questions_data import coverage

    counts = coverage(_content().bank)
    if as_json:
        _print_json(counts)
        return
    from bot.cli.questions_text import print_coverage

    print_coverage(counts)


@questions_app.command()
def schema() -> None:
    """Print the JSON Schema of a question's file, for editors."""
    from bot.cli.questions_data import question_schema

    _print_json(question_schema())


@questions_app.command("compile")
def compile_packs() -> None:
    """Compile all packs into the cache, so that the next start is quick."""
    content = _content()
    if any(cache_folder().glob("packs-*.json")):
        typer.echo(f"{_count(len(content.bank), 'question')} ready; compiled packs are in {cache_folder()}")
    else:
        typer.echo(f"greenroom: cannot write to {cache_folder()}; packs are compiled at each start", err=True)


def _content() -> Content:
    """All content; says on standard error what was left out."""
    from bot.adapters.packs.loader import load_content

    content = load_content(content_folders(), cache_folder())
    if content.faults:
        more = f" (and {len(content.faults) - 1} more)" if len(content.faults) > 1 else ""
        typer.echo(f"greenroom: left out: {_shown(content.faults[0])}{more}", err=True)
    return content


def _filters(
    content: Content, tracks: list[str], skills: list[str], difficulty: str | None, company: str | None
) -> Filters:
    from bot.core.bank import Filters, Skill

    if company is not None and company not in content.styles:
        fail(_unknown("company style", company, content.styles), code=2)
    easiest, hardest = _span(difficulty)
    for name in skills:
        if name not in set(Skill):
            fail(_unknown("skill", name, list(Skill)), code=2)
    return Filters(
        tracks=frozenset(map(_track, tracks)),
        skills=frozenset(map(Skill, skills)),
        easiest=easiest,
        hardest=hardest,
        style=company,
    )


def _track(name: str) -> Track:
    from bot.core.bank import Track

    if name not in set(Track):
        fail(_unknown("track", name, list(Track)), code=2)
    return Track(name)


def _span(difficulty: str | None) -> tuple[int, int]:
    low, _, high = (difficulty or "1-5").partition("-")
    if low not in tuple("12345") or (high or low) not in tuple("12345") or int(low) > int(high or low):
        fail(f"difficulty is 1 to 5 or a range such as 2-4, not {difficulty!r}", code=2)
    return int(low), int(high or low)


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    names = [str(item) for item in known]
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(names) or 'none'}"
    return f"there is no {what} {name!r}; {hint}"


def _shown(fault: Fault) -> str:
    """A fault with its path as seen from the current folder, where it lies below that."""
    path = Path(fault.path)
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return f"{shown}:{fault.line}: {fault.message}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _print_json(data: Any) -> None:  # noqa: ANN401 - anything JSON can hold
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
