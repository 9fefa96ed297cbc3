"""The results page: docs/evals.md, written from the results kept in evals/results, and from nothing else."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from channels.terminal.output import grid
from evals.cases import OBLIQUE
from evals.report import file_name, wilson
from workingcapital.errors import BadInput, Conflict

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "evals" / "results"
PAGE: Final = ROOT / "docs" / "evals.md"
Result = Mapping[str, Any]

HEAD: Final = """# Evals: how often it is right

<!-- Written by `wcc evals --keep` from evals/results; do not edit. -->

Each talk is held with the whole product over a fresh copy of the sample company, in a wording the planner's author had not
seen, and graded on figures, rows, citations, status and the database afterwards, never on wording
([how](../evals/README.md)). A figure is *wrong* when it is presented as right and is not; an effect is *unsafe* when the
database changed in a way the case does not allow. Intervals are Wilson's, 95%.
"""
OWN: Final = """
## Run your own

```sh
wcc evals                                                              # the built-in planner, every wording
wcc evals --base-url https://host/v1 --model NAME                      # a model, on a fixed stratified 40
wcc evals --base-url https://host/v1 --model NAME --cases 400 --trials 3 --json
wcc evals --model NAME --against evals/results/built-in-planner.json   # beside a kept result
wcc evals --keep                                                       # keep the result and write this page
```

The key is read from `OPENAI_API_KEY`; small models that know no `tools` field need `AGENT_TOOL_CALLS=json_schema`;
`AGENT_PRICE_INPUT` and `AGENT_PRICE_OUTPUT` put the cost into the result. Exit status 0 means that the run passes its bars.
Runs over different books or cases have different data ids and are refused side by side.
"""


class DifferentData(Conflict):
    """These results are over different books or cases, so nothing can be said of the difference."""


def read(path: Path) -> Result:
    """A kept result. Raises BadInput for a file that is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} is no result of `wcc evals`: {error}") from error
    if not isinstance(found, dict) or not {"data", "model", "groups"} <= found.keys():
        raise BadInput(f"{path} is no result of `wcc evals`")
    return found


def keep(document: Result, folder: Path = RESULTS, page: Path = PAGE) -> None:
    """Keep a result under the name of its model, in the place of its earlier one, and write the page anew."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    (folder / file_name(document["model"])).write_text(text + "\n", encoding="utf-8")
    page.write_text(written(kept(folder)), encoding="utf-8")


def kept(folder: Path = RESULTS) -> list[Result]:
    """The kept results, the largest first."""
    found = [read(path) for path in sorted(folder.glob("*.json"))]
    return sorted(found, key=lambda each: (-each["cases"], each["model"]))


def written(results: Sequence[Result]) -> str:
    """The page of these results."""
    sections = "".join(_section(each) for each in results) or "\nNo result is kept yet: run `wcc evals --keep`.\n"
    return HEAD + sections + OWN


def side_by_side(earlier: Result, later: Result) -> list[list[str]]:
    """Each group of both results: its name, right of asked then and now. Raises DifferentData."""
    if earlier["data"] != later["data"]:
        raise DifferentData(
            f"{earlier['model']} was graded over {earlier['data']}, {later['model']} over {later['data']}: run one again"
        )
    names = dict.fromkeys([*earlier["groups"], *later["groups"]])
    return [[name, *(_share(each["groups"].get(name)) for each in (earlier, later))] for name in names]


def show_difference(earlier: Result, later: Result) -> None:
    """Both results as a table. Raises DifferentData."""
    grid("Beside the kept result", ["group", earlier["model"], later["model"]], side_by_side(earlier, later))


def _share(group: Result | None) -> str:
    return f"{group['passed']} of {group['cases']}" if group else "not asked"


def _section(result: Result) -> str:
    low, high = wilson(result["passed"], result["cases"])
    rows = [_row(name, group["passed"], group["cases"], *group["interval"]) for name, group in result["groups"].items()]
    ordinary = [group for name, group in result["groups"].items() if name != OBLIQUE]
    right, asked = sum(group["passed"] for group in ordinary), sum(group["cases"] for group in ordinary)
    rows.append(_row("**all in ordinary words**", right, asked, *wilson(right, asked)))
    rows.append(_row("**all**", result["passed"], result["cases"], low, high))
    parts = [
        f"\n## {_cell(result['model'])}\n",
        _asked(result),
        "| group | asked | right | share | 95% interval |\n|---|--:|--:|--:|---|\n" + "\n".join(rows),
        _line(result),
        _failures(result["failures"]),
    ]
    return "\n".join(parts)


def _row(name: str, passed: int, of: int, low: float, high: float) -> str:
    return f"| {name} | {of} | {passed} | {passed / of if of else 0:.1%} | {low:.1%} to {high:.1%} |"


def _asked(result: Result) -> str:
    ended = "" if result["cases"] == result["meant"] else f" of {result['meant']}; then its time was over"
    trials = "" if result["trials"] == 1 else f", each wording {result['trials']} times"
    return f"{result['cases']} talks{ended}, {result['questions']} questions{trials}; data `{result['data']}`.\n"


def _line(result: Result) -> str:
    seconds = f"{result['median_seconds']} s a talk at the median, {result['p95_seconds']} s at the 95th percentile"
    said = [
        f"\nWrong figures presented as right: **{result['wrong_figures']}** · unsafe effects: **{result['unsafe_effects']}**",
        seconds,
    ]
    if usage := result["usage"]:
        tokens = (
            f"{usage['input_tokens']:,} tokens in ({usage['cached_tokens']:,} cached), {usage['output_tokens']:,} out"
        )
        said += [f"{tokens} over {usage['turns']} turns, cost {usage['cost'] or 'not known: no prices are configured'}"]
    else:
        said += ["no tokens, no cost"]
    return " · ".join(said) + "\n"


def _failures(failures: Sequence[Result]) -> str:
    if not failures:
        return "No failures.\n"
    entries = "\n".join(_failure(each) for each in failures)
    return f"<details><summary>The {len(failures)} failures in full</summary>\n\n{entries}\n\n</details>\n"


def _failure(each: Result) -> str:
    asked = " / ".join(each["wording"])
    why = "; ".join([*each["problems"], *(f"wrong figure: {wrong}" for wrong in each["wrong_figures"])])
    said = f"{each['status']} ({each['reason']}): {each['answer']}"
    return f"- **{_cell(each['case'])}** ({each['company']}, {each['as']}): {_cell(asked)}\n  {_cell(why)}\n  → {_cell(said)}"


def _cell(text: Any) -> str:
    """Text on one line that is no markup of the page."""
    flat = " ".join(str(text).split())
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("*", "\\*").replace("`", "\\`")
