"""Takes the README's pictures of the real app: `make screenshots`."""

import asyncio
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from tests.conftest import fixed_clock
from tests.tui_app.driving import driving

PICTURES = Path(__file__).parents[1] / "assets" / "screenshots"

SCENES = {
    "topics": (["1", "down", "down"], "Which Python web frameworks are there"),
    "matrix": (["2", "right", "down", "down"], "leads with"),
    "lab": (["3", "down", "down"], "Django with Jinja"),
    "decisions": (["4"], "# Build the shop on Django"),
    "sync": (["4", "S", "enter"], "In the folder"),
}
"""The keys that lead to each picture, and a text that shows when it is there."""


def _disagree(store: Store, number: int, draft: DecisionDraft, folder: Path) -> None:
    """Has the store and a folder of records say different things of a decision."""
    apply_plan(store, plan(store, folder))
    store.decisions.revise(number, replace(draft, deciders="Ada, Bo, Cy"))
    (record,) = folder.iterdir()
    text = record.read_text("utf-8").replace(
        "decision-makers: Ada, Bo\n", "decision-makers: Ada, Di\n"
    )
    record.write_text(text, "utf-8")
    other = "# Keep carts in PostgreSQL\n\n## Status\n\nProposed\n\n## Context\n\nCarts are lost.\n"
    (folder / "0002-keep-carts-in-postgresql.md").write_text(other, "utf-8")


async def take() -> None:
    """Drives the app through the scenes, on a store of its own."""
    with TemporaryDirectory() as folder, chdir(folder):
        path = Path(folder) / "shortlist.sqlite3"
        store = Store(path, clock=fixed_clock)
        for slug in ("01-python-on-the-server", "08-what-flask-does-better"):
            store.topics.mark_read(slug, on=True)
        store.topics.star("11-which-scales-better", on=True)
        store.matrices.use_preset(1, "content-site-with-admin")
        draft = DecisionDraft(
            "Build the shop on Django",
            Status.ACCEPTED,
            "django",
            "Editors must keep the catalogue up to date without us.",
            "Ada, Bo",
            "+ Editors work in the admin from the first week\n- Start-up takes longer",
        )
        number = store.decisions.save(draft, store.read.matrix())
        _disagree(store, number, draft, Path(folder) / "docs" / "decisions")
        store.close()
        for name, (keys, shown) in SCENES.items():
            async with driving(path, 120, 36) as app:
                await app.press(*keys)
                await app.sees(shown)
                await app.saved()
                svg = app.app.export_screenshot(title="Shortlist")
                (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(take())
