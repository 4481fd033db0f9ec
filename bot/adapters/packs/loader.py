"""Packs in, content out: nothing a pack holds can stop the rest from loading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TypeVar

from bot.adapters.packs.compiled import Compiled, CompiledCache
from bot.adapters.packs.discovery import Found, Walk, folders_of, installed_packs
from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.content import Content, Fault
from bot.core.bank.lens import AudienceProfile, CompanyStyle
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import Audience
from bot.core.interviews.plan import InterviewPlan

Item = TypeVar("Item", Question, AudienceProfile, CompanyStyle, InterviewPlan)


def load_content(
    folders: Sequence[Path], cache_dir: Path | None, *, entry_points: Iterable[EntryPoint] | None = None
) -> Content:
    """Loads packs: those in folders first, then those of installed packages.

    What is faulty is left out with a fault. Nothing overrides anything: of two items with one id the first stays and
    the second is a fault that names both files.

    Args:
        folders: Pack folders, in order.
        cache_dir: Where compiled packs are kept; None compiles everything anew and keeps nothing.
        entry_points: Entry points of packs; by default those of the installed packages.

    Returns:
        The content and all faults.
    """
    cache = CompiledCache(cache_dir, map(str, folders)) if cache_dir else None
    return assemble(walk_packs(folders, entry_points), cache)


def walk_packs(folders: Iterable[Path], entry_points: Iterable[EntryPoint] | None = None) -> Walk:
    """All files of the packs in folders and behind entry points, by default those of the installed packages."""
    walk = Walk()
    for folder in folders:
        walk.add_pack(folder)
    for found in folders_of(installed_packs() if entry_points is None else entry_points):
        if isinstance(found, Fault):
            walk.faults.append(found)
        else:
            walk.add_pack(found)
    return walk


def assemble(walk: Walk, cache: CompiledCache | None = None) -> Content:
    """The content of the files found, compiled or from the cache."""
    return _content(_compiled(walk.files, cache), walk.faults)


def _compiled(found: Sequence[Found], cache: CompiledCache | None) -> dict[str, Compiled]:
    kept: Mapping[str, Compiled] = cache.read() if cache else {}
    made: dict[str, Compiled] = {}
    changed = len(kept) != len(found)
    for file in found:
        compiled = kept.get(file.path)
        if compiled is None or not compiled.is_of(file):
            from bot.adapters.packs.compiling import compile_file  # the YAML library is not needed otherwise

            compiled, changed = compile_file(file), True
        made[file.path] = compiled
    if cache and changed:
        cache.write(made)
    return made


def _content(compiled: Mapping[str, Compiled], faults: Iterable[Fault]) -> Content:
    collected = [*faults, *(fault for item in compiled.values() for fault in item.faults)]
    questions = _first_of_each({path: item.question for path, item in compiled.items()}, "question", collected)
    audiences = _first_of_each({path: item.audience for path, item in compiled.items()}, "audience", collected)
    styles = _first_of_each({path: item.style for path, item in compiled.items()}, "style", collected)
    plans = _first_of_each({path: item.interview for path, item in compiled.items()}, "interview", collected)
    return Content(
        bank=QuestionBank(question for _, question in questions.values()),
        audiences={Audience(key): profile for key, (_, profile) in audiences.items()},
        styles={key: style for key, (_, style) in styles.items()},
        interviews={key: plan for key, (_, plan) in sorted(plans.items())},
        faults=tuple(sorted(collected, key=lambda fault: (fault.path, fault.line))),
        files={key: path for items in (questions, plans) for key, (path, _) in items.items()},
        sources=frozenset(source for item in compiled.values() if item.pack for source in item.pack.sources),
    )


def _first_of_each(items: Mapping[str, Item | None], what: str, faults: list[Fault]) -> dict[str, tuple[str, Item]]:
    """Items and their files by id; each further use of an id becomes a fault."""
    kept: dict[str, tuple[str, Item]] = {}
    for path, item in items.items():
        if item is None:
            continue
        if item.id not in kept:
            kept[item.id] = (path, item)
            continue
        from bot.adapters.packs.compiling import line_in

        message = f"{what} {str(item.id)!r} is left out: {kept[item.id][0]} has the same id"
        question_id = str(item.id) if what == "question" else None
        faults.append(Fault(path, line_in(path, ("id",)), message, question_id))
    return kept
