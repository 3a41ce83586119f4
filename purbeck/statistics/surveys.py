"""Weighted shares of a survey, with the intervals that its strata, clusters and weights give."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from purbeck.errors import SettingsError

WEIGHT = "weight"
NO_WIDTH = 1e-9  # of an interval: what is left of rounding where clusters are all alike
FOUND = ("estimate", "lower", "upper", "answers")


# What to do where a stratum has one cluster, from which no spread can be told, and what svy calls it: stop; take its distance
# from the mean of all clusters; or take it as sure to have been drawn, without any spread.
ALONE = {"stop": None, "centre": "center", "certain": "skip"}


def shares(
    people: pd.DataFrame, question: str, by: Sequence[str], strata: Sequence[str], clusters: Sequence[str], alone: str,
    confidence: float,
) -> pd.DataFrame:  # fmt: skip
    """The weighted share who answered yes to a question, of everyone who answered, in each group.

    Variance by Taylor linearisation over first-stage clusters, drawn as if with replacement; interval of Korn and Graubard
    (1998, Survey Methodology 24:193), which has a length where everyone answered alike. Groups are domains: whoever is
    outside stays in the design.

    Parameters
    ----------
    people : a row each: `weight` (above 0), the columns of `strata` and `clusters` without gaps, those of `by` with None where
        the group is not known, and `question` as 1.0, 0.0 or NaN where there is no answer.
    alone : one of `ALONE`.

    Returns
    -------
    The columns of `by`, then estimate, lower, upper (shares, 0 to 1) and answers (people before weighting), in the order of `by`.
    The limits are nan where nobody can tell them: all of a group in one cluster, or clusters that happen to be all alike.

    Raises
    ------
    SettingsError : where svy is not installed, or a stratum has one cluster and `alone` is "stop".
    """
    svy, polars = _libraries()
    known = people[question].notna() & people[list(by)].notna().all(axis=1)
    if not known.any():
        return pd.DataFrame(columns=[*by, *FOUND])
    columns = {name: people[name].tolist() for name in (WEIGHT, *strata, *clusters)}
    columns |= {name: [one if has else None for one, has in zip(people[name], known, strict=True)] for name in by}
    columns["answer"] = [int(one) if has else None for one, has in zip(people[question], known, strict=True)]
    design = svy.Design(
        wgt=WEIGHT, stratum=tuple(strata) or None, psu=tuple(clusters) or None, singleton=ALONE[alone]
    )  # fmt: skip
    try:
        sample = svy.Sample(polars.DataFrame(columns), design)
        found = sample.estimation.prop(
            "answer", by=tuple(by) or None, ci_method="korn-graubard", alpha=1 - confidence, drop_nulls=True
        )
    except svy.SvyError as error:
        raise _in_words(error) from error
    return _of_yes(pd.DataFrame(found.to_polars().to_dicts()), list(by))


def _of_yes(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows of those who said yes; where nobody did, those of the noes the other way round."""
    yes = rows["answer"].astype(int) == 1
    found = pd.DataFrame({
        "estimate": np.where(yes, rows["est"], 1 - rows["est"]), "lower": np.where(yes, rows["lci"], 1 - rows["uci"]),
        "upper": np.where(yes, rows["uci"], 1 - rows["lci"]), "answers": rows["n"].astype("int64"),
    })  # fmt: skip
    found = pd.concat([rows[by], found], axis=1).iloc[np.argsort(~yes.to_numpy(), kind="stable")]
    found[list(FOUND[:3])] = found[list(FOUND[:3])].clip(0.0, 1.0)
    no_width = ~(found["upper"] - found["lower"] > NO_WIDTH)
    found.loc[no_width, ["lower", "upper"]] = np.nan
    if not by:
        return found.head(1).reset_index(drop=True)
    return found.drop_duplicates(by).sort_values(by, ignore_index=True)


def _libraries() -> tuple[Any, Any]:
    os.environ.setdefault("SVY_RICH", "off")  # or svy puts its own tracebacks in the place of Python's
    try:
        import polars  # noqa: PLC0415 - an extra: most who use Purbeck make no estimates
        import svy  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            "Estimates of a survey need svy, which is not installed here.",
            "Install it beside Purbeck (docs/how-to/install.md): pipx inject purbeck svy, or pip install svy.",
        ) from error
    return svy, polars


def _in_words(error: Exception) -> SettingsError:
    said = " ".join(str(error).split())
    if "singleton" in said.lower():
        return SettingsError(
            "A stratum has one cluster alone, from which nobody can tell how much clusters differ.",
            'Join it to a stratum like it in the answers, or write one_cluster = "centre" (it is as far from the others as '
            'clusters are from each other) or "certain" (it was sure to be drawn) into the design, as the survey\'s report says.',
        )
    return SettingsError(
        f"svy cannot estimate from this design: {said}",
        "Hold the design against the report of the survey, and correct it.",
    )
