"""A folder of content of any size, to measure with."""

from pathlib import Path
from random import Random


def write_comparison(folder: Path, criteria: int, options: int) -> Path:
    """Writes a comparison of that size below `folder`, as `shortlist content add` takes it."""
    random = Random(criteria)  # noqa: S311  # the same every time
    place = folder / "comparisons" / f"made-{criteria}"
    place.mkdir(parents=True)
    rows, columns = [f"c{i}" for i in range(criteria)], [f"o{i}" for i in range(options)]
    (folder / "sources.toml").write_text(
        '[made]\ntitle = "Made"\nhow = "Drawn at random"\nchecked = 2026-11-24\n', encoding="utf-8"
    )
    weights = "\n".join(f"{row} = {random.randint(1, 9)}" for row in rows)
    files = {
        "comparison": f'title = "Made {criteria}"\nquestion = "?"\ngroups = ["All"]\n'
        f"[weights]\n{weights}\n",
        "options": "\n".join(
            f'[[options]]\nslug = "{c}"\nname = "Option {c}"\nsummary = "Made."\n'
            f'url = "https://example.com/{c}"\n'
            for c in columns
        ),
        "criteria": "\n".join(
            f'[[criteria]]\nslug = "{r}"\ngroup = "All"\nname = "Criterion {r}"\n'
            'question = "?"\nzero = "none"\nfive = "all"\n'
            for r in rows
        ),
        "ratings": "\n".join(
            f'[[ratings]]\ncriterion = "{r}"\noption = "{c}"\nvalue = {random.randint(0, 10) / 2}\n'
            'rationale = "Drawn at random."\nsources = ["made"]\n'
            for r in rows
            for c in columns
        ),
    }
    for name, text in files.items():
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder
