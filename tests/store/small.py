"""A small folder of content, so that tests of matrices depend on none that is shipped."""

from collections.abc import Sequence
from pathlib import Path

from store.store import Store, fingerprint
from store.util.paths import examples_folder
from tests.conftest import ada, fixed_clock

OPTIONS = ("oak", "pine", "steel", "brick")
CRITERIA = {"price": "Money", "upkeep": "Money", "strength": "Use", "looks": "Use"}
"""The group of each criterion."""


def write_content(
    folder: Path,
    options: Sequence[str] = OPTIONS,
    criteria: dict[str, str] = CRITERIA,
    shown: str = "",
) -> Path:
    """Content with the comparison “materials”; every criterion weighs 5, every rating is 3.

    Args:
        folder: where to write it, in the folder `content`, which is returned.
        options: their slugs; the names are the same with a capital.
        criteria: the groups by slug.
        shown: lines of comparison.toml.
    """
    folder /= "content"
    place = folder / "comparisons" / "materials"
    place.mkdir(parents=True, exist_ok=True)
    (folder / "topics").mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(
        '[book]\ntitle = "A book"\nhow = "Read"\nchecked = 2026-11-24\n'
    )
    (folder / "topics" / "01-building.md").write_text(
        '+++\ntitle = "Building"\nquestion = "Of what?"\ncategory = "Houses"\n'
        "checked = 2026-11-24\n+++\n\n## In short\n\nIt depends.\n\n## Claims\n\n"
        "### 1.1 Oak burns\n\n- verdict: supported\n- about: oak\n- sources: book\n\nIt does.\n"
    )
    groups = list(dict.fromkeys(criteria.values()))
    weights = "\n".join(f"{slug} = 5" for slug in criteria)
    (place / "comparison.toml").write_text(
        f'title = "Materials"\nquestion = "Build of what?"\ngroups = {groups}\n{shown}\n'
        f"[weights]\n{weights}\n"
    )
    (place / "options.toml").write_text(
        "\n".join(
            f'[[options]]\nslug = "{slug}"\nname = "{slug.title()}"\nsummary = "{slug}"\n'
            'url = "https://example.com"\n'
            for slug in options
        )
    )
    (place / "criteria.toml").write_text(
        "\n".join(
            f'[[criteria]]\nslug = "{slug}"\ngroup = "{group}"\nname = "{slug.title()}"\n'
            'question = "How good?"\nzero = "bad"\nfive = "good"\n'
            for slug, group in criteria.items()
        )
    )
    (place / "ratings.toml").write_text(
        "\n".join(
            f'[[ratings]]\ncriterion = "{criterion}"\noption = "{option}"\nvalue = 3\n'
            'rationale = "So it is."\nsources = ["book"]\n'
            for criterion in criteria
            for option in options
        )
    )
    cheap = ", ".join(f"{slug} = {10 if slug == 'price' else 1}" for slug in criteria)
    (place / "presets.toml").write_text(
        f'[[presets]]\nslug = "cheap"\nname = "Cheap"\ndescription = "It costs little."\n'
        f"weights = {{ {cheap} }}\n"
    )
    return folder


_MADE: dict[str, bytes] = {}
"""Stores that nobody has used, by the fingerprint of their content."""


def make_store(path: Path, content: Path) -> Path:
    """Makes a store at `path`; one on the same content as an earlier one is a copy of that."""
    sha256 = fingerprint(content, examples_folder(content))
    if sha256 in _MADE:
        path.touch(0o600)
        path.write_bytes(_MADE[sha256])
    else:
        Store(path, content=content).close()
        _MADE[sha256] = path.read_bytes()
    return path


def new_store(content: Path) -> Store:
    """A store as `open_store` opens it, where there is none yet."""
    make_store(content.parent / "store.sqlite3", content)
    return open_store(content)


def open_store(content: Path) -> Store:
    """A store on the content of that folder, kept beside it in the file `store.sqlite3`."""
    return Store(content.parent / "store.sqlite3", clock=fixed_clock, content=content, author=ada)
