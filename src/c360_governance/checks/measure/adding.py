"""Counts of earlier runs, with those of the new rows added: what was found once need not be looked for again.

The rows of the last moment that was read are read again, since others may have arrived with the same time. What offends
among them may have been counted before: a check of which that is so is judged on all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from c360_governance.checks import judging, verdict
from c360_governance.checks.check import Check
from c360_governance.checks.measure.asking import Answer, Asking
from c360_governance.checks.measure.measure import Measure, Own, Shared
from c360_governance.checks.measure.site import Site
from c360_governance.checks.measure.window import Window
from c360_governance.checks.spec import Tuples
from c360_governance.checks.verdict import Verdict

Measuring = Callable[[Check, Site], Measure | Verdict | None]


def settle(
    checks: Iterable[Check], measures: dict[str, Shared | Own], asking: Asking, site: Site, measuring: Measuring
) -> None:
    """Put the whole count in the place of an answer to which nothing can be added, in ``measures`` and the answers.

    An answer in doubt is away until it is settled, so that nobody judges it when the connection is lost meanwhile.
    """
    window = site.window
    if window is None or window.seen is None:
        return
    doubtful = {check.id: check for check in checks if _in_doubt(check, measures, asking, window)}
    held = {id_: asking.answers.pop(id_) for id_ in doubtful}
    edge = replace(site, window=window.twice)
    again = asking.beside(edge)
    again.run(_measures(doubtful, edge, measuring))
    alone = {id_: one for id_, one in held.items() if _is_zero(measures[id_], again.answers.get(id_))}
    asking.answers |= alone
    whole = _measures({id_: one for id_, one in doubtful.items() if id_ not in alone}, _all(site), measuring)
    measures |= whole
    asking.run(whole)


def judged(check: Check, asked: Shared | Own, answer: Answer, window: Window | None) -> Verdict:
    """The verdict on an answer of the engine, with what was counted before it where the window says so."""
    if isinstance(answer, str):
        return verdict.error(answer)
    value = asked.reading(answer)
    if window is None or value is None or not asked.windowed or not window.adds(check):
        return judging.judge(check, value)
    before = window.before(check.id)
    found = judging.judge(check, value + before)
    until = f"{window.begin:%Y-%m-%d %H:%M} UTC"
    return replace(found, message=f"{found.message}: {before:,} counted until {until}, {value:,} in the new rows; "
                                  "what was mended since shows in a run without --since")  # fmt: skip


def _in_doubt(check: Check, measures: dict[str, Shared | Own], asking: Asking, window: Window) -> bool:
    """Whether what was found in the window might have been found before. Repeated keys are dear: see docs/checks.md."""
    asked = measures.get(check.id)
    if asked is None or not asked.windowed or not window.adds(check):
        return False
    is_key = check.type == "duplicate" or isinstance(check.spec, Tuples)
    return not is_key and check.id in asking.answers and not _is_zero(asked, asking.answers[check.id])


def _is_zero(asked: Shared | Own, answer: Answer | None) -> bool:
    return answer is not None and not isinstance(answer, str) and asked.reading(answer) == 0


def _measures(checks: dict[str, Check], site: Site, measuring: Measuring) -> dict[str, Shared | Own]:
    found = {id_: measuring(check, site) for id_, check in checks.items()}
    return {id_: one for id_, one in found.items() if isinstance(one, Shared | Own)}


def _all(site: Site) -> Site:
    return replace(site, window=None)
