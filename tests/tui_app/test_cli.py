import fcntl
import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pytest

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from store.util.paths import STORE_VARIABLE
from tests.contents import NAME, example_folder
from tui_app.__main__ import main
from tui_app.cli.parser import COMMANDS

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "tui_app")

NASTY = (
    "two\nlines\r\nor three",
    "a | pipe [/] and list[int]",
    "`ticks` <b>bold</b> & **stars**",
    "שלום \u202egnihton\u202c",
    "👩‍💻 naïve ﷽",
    "\x1b[31mred\x1b]0;title\x07 \x00\x02b\x03 \x7f\x9b\x85",
)


class Shortlist(Protocol):
    """Runs a command on the test's store: exit code, stdout, stderr."""

    def __call__(self, *words: str) -> tuple[int, str, str]: ...


@pytest.fixture
def shortlist(store_path: Path, capsys: pytest.CaptureFixture[str]) -> Shortlist:
    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--store", str(store_path)])
        return code, *capsys.readouterr()

    return run


def answer(shortlist: Shortlist, *words: str) -> str:
    code, out, err = shortlist(*words)
    assert (code, err) == (0, "")
    return out


def harmless(out: str) -> bool:
    """Whether nothing in an answer acts on a terminal, or turns the direction of text."""
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", out)


def value(shortlist: Shortlist, *words: str) -> Any:  # noqa: ANN401
    return json.loads(answer(shortlist, *words, "--json"))


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the real command with no terminal."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def on_terminal(*words: str, **environment: str) -> str:
    """What the real command writes to a terminal."""
    ours, theirs = pty.openpty()
    environ = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    environ |= {"TERM": "xterm-256color", "COLUMNS": "60"} | environment
    with subprocess.Popen([*COMMAND, *words], cwd=ROOT, env=environ, stdout=theirs):
        os.close(theirs)
        written = b"".join(_chunks(ours))
    os.close(ours)
    return written.decode()


def _chunks(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(descriptor, 4096)
        except OSError:  # so Linux says that the other end was closed
            return
        if not chunk:
            return
        yield chunk


# Topics and search


def test_topics_one_a_line(shortlist: Shortlist) -> None:
    lines = answer(shortlist, "topics").splitlines()
    assert len(lines) == 20
    assert "11  ---  Architecture  Which scales better" in lines


def test_topics_carry_their_marks(shortlist: Shortlist, store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        store.topics.star("11-which-scales-better", on=True)
        store.topics.mark_read("11-which-scales-better", on=True)
        store.topics.note("16-security", "Ask the team")
    out = answer(shortlist, "topics")
    assert re.search(r"^11 +sr- ", out, re.MULTILINE)
    assert re.search(r"^16 +--n ", out, re.MULTILINE)
    (row,) = (row for row in value(shortlist, "topics") if row["number"] == 11)
    assert (row["starred"], row["read"], row["noted"]) == (True, True, False)
    assert row["slug"] == "11-which-scales-better"


def test_topics_with_a_star_and_those_that_are_unread(
    shortlist: Shortlist, store_path: Path
) -> None:
    def numbers(*words: str) -> list[int]:
        listed = [int(line.split()[0]) for line in answer(shortlist, *words).splitlines()]
        assert [row["number"] for row in value(shortlist, *words)] == listed
        return listed

    assert numbers("topics", "--starred") == []
    everything = numbers("topics")
    assert numbers("topics", "--unread") == everything
    with closing(Store(store_path)) as store:
        for slug in ("11-which-scales-better", "16-security"):
            store.topics.star(slug, on=True)
        for slug in ("11-which-scales-better", "14-deployment"):
            store.topics.mark_read(slug, on=True)
    assert numbers("topics", "--starred") == [11, 16]
    assert numbers("topics", "--unread") == [n for n in everything if n not in (11, 14)]
    assert numbers("topics", "--starred", "--unread") == [16]


@pytest.mark.parametrize("key", ["11", "which-scales-better", "11-which-scales-better"])
def test_a_topic_in_full_one_paragraph_a_line(
    shortlist: Shortlist, store_path: Path, key: str
) -> None:
    lines = answer(shortlist, "topic", key).splitlines()
    with closing(Store(store_path)) as store:
        topic = store.topics.get("11")
    assert topic.question in lines
    assert f"In short: {topic.answer}" in lines
    for claim in topic.claims:
        at = lines.index(f"{claim.number}  {claim.verdict}  {claim.text}")
        assert lines[at + 1] == claim.fact
        for line, source in zip(lines[at + 2 :], claim.sources, strict=False):
            assert line.startswith(f"Source: {source.title}, ")
            assert (source.url or source.how or "") in line
            assert source.checked.isoformat() in line


def test_a_topic_shows_its_page_and_the_programs(shortlist: Shortlist, store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        topic = store.topics.get("12")
        done, *open_ = [piece for piece in topic.body if piece.kind == "task"]
        store.topics.tick(topic.slug, done.mark, on=True)
    out = answer(shortlist, "topic", "12")
    lines = out.splitlines()
    assert f"- [x] {done.text}" in lines
    assert all(f"- [ ] {task.text}" in lines for task in open_)
    marks = {"section": "## ", "column": "### ", "text": "", "item": "- "}
    for piece in topic.body:
        if piece.kind in marks:
            assert f"{'  ' * piece.depth}{marks[piece.kind]}{piece.text}" in lines
    assert topic.examples
    for example in topic.examples:
        for code in (*(side.code for side in example.sides), example.output):
            shown = "\n".join(f"    {line}".rstrip() for line in code.rstrip().split("\n"))
            assert f"\n{shown}\n" in out
    ticked = value(shortlist, "topic", "12")["ticked"]
    assert ticked == [done.mark]


def test_a_topic_in_json(shortlist: Shortlist) -> None:
    topic = value(shortlist, "topic", "11")
    assert topic["number"] == 11
    claim = next(claim for claim in topic["claims"] if claim["number"] == "11.3")
    assert claim["verdict"] == "wrong"
    assert claim["sources"][0]["checked"] == "2026-11-23"


def test_a_note_is_shown_with_its_topic(shortlist: Shortlist, store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        store.topics.note("16-security", "first [/] line\nsecond \x1b[31mline")
    out = answer(shortlist, "topic", "16")
    assert out.endswith("Note:\nfirst [/] line\nsecond ␛[31mline\n")


def test_on_a_terminal_a_topic_is_wrapped_and_addresses_stay_whole(store_path: Path) -> None:
    lines = on_terminal("topic", "11", "--store", str(store_path)).splitlines()
    assert all(len(line) <= 60 for line in lines if "://" not in line)
    assert any("https://docs.djangoproject.com/en/6.1/topics/db/multi-db/" in x for x in lines)


def test_search_one_hit_a_line(shortlist: Shortlist) -> None:
    lines = answer(shortlist, "search", "csrf", "form", "--limit", "3").splitlines()
    assert len(lines) == 3
    for line in lines:
        kind, _key, _title, *_snippet = re.split(" {2,}", line)
        assert kind in ("topic", "claim", "criterion", "option", "example")
    hits = value(shortlist, "search", "csrf", "form", "--limit", "3")
    assert [hit["kind"] for hit in hits] == [line.split()[0] for line in lines]
    assert not any(mark in hit["snippet"] for hit in hits for mark in "\x02\x03")


def test_search_without_a_hit(shortlist: Shortlist) -> None:
    code, out, err = shortlist("search", "zyzzyva", "\x1b[31m")
    assert (code, out) == (1, "")
    assert err.startswith("shortlist: Nothing holds “zyzzyva ␛[31m”.")
    code, out, _ = shortlist("search", "zyzzyva", "--json")
    assert (code, json.loads(out)) == (1, [])


def test_search_marks_matches_on_a_terminal_that_wants_it(store_path: Path) -> None:
    words = ("search", "csrf", "--store", str(store_path))
    bold = on_terminal(*words)
    assert re.search("\x1b\\[1mCSRF\x1b\\[22m", bold)
    assert re.sub("\x1b\\[(1|22)m", "", bold) == on_terminal(*words, NO_COLOR="1")
    assert "\x1b" not in on_terminal(*words, TERM="dumb")


def test_a_note_cannot_write_to_the_terminal(store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        store.topics.note("16-security", "zyzzyva \x02\x1b[31m\x03 \x9b5m")
    out = on_terminal("search", "zyzzyva", "--store", str(store_path))
    assert "zyzzyva" in out
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", re.sub("\x1b\\[(1|22)m", "", out))


# The matrix


def test_the_users_own_matrix_and_a_preset_with_nothing_of_it(
    shortlist: Shortlist, store_path: Path
) -> None:
    with closing(Store(store_path)) as store:
        own = store.read.matrix()
        store.matrices.set_weight(own.id, "admin-interface", 7.5)
        store.matrices.set_rating(own.id, "admin-interface", "flask", (None, "not tried"))
        store.matrices.rule_out(own.id, "django", "too \x1b[31mlarge")
    out = answer(shortlist, "matrix")
    assert re.search(r"^Admin interface +Batteries +7\.5 +\?\* +5$", out, re.MULTILINE)
    assert "\nRuled out: Django, because too ␛[31mlarge\nOnly Flask is in the running.\n" in out
    shown = value(shortlist, "matrix")
    assert shown["options"][1]["ruled_out"] == "too \x1b[31mlarge"
    rating = shown["criteria"][0]["ratings"]["flask"]
    assert (rating["value"], rating["changed"], rating["note"]) == (None, True, "not tried")
    preset = value(shortlist, "matrix", "--preset", "small-json-api")
    assert preset["preset"] == "small-json-api"
    assert [option["ruled_out"] for option in preset["options"]] == [None, None]
    assert not any(
        rating["changed"] for row in preset["criteria"] for rating in row["ratings"].values()
    )
    assert preset["lead"]["first"] == ["flask"]
    assert preset["lead"]["sentence"].startswith("Flask leads with ")


# Decisions


def test_a_decision_is_saved_listed_and_printed(shortlist: Shortlist) -> None:
    out = answer(
        shortlist, "decide", "--chosen", "DJANGO", "--title", "Use Django", "--status", "accepted",
        "--context", "A shop", "--deciders", "Ann, Bo", "--consequences", "+ an admin",
    )  # fmt: skip
    assert out == "Decision 1 saved: Use Django\n"
    saved = value(
        shortlist, "decide", "--chosen", "flask", "--title", "Or Flask", "--preset", "learning"
    )
    assert (saved["number"], saved["status"], saved["chosen"]) == (2, "proposed", "Flask")
    lines = answer(shortlist, "decisions").splitlines()
    assert re.fullmatch(r"2  proposed  \d{4}-\d\d-\d\d  Flask   Or Flask", lines[0])
    assert re.fullmatch(r"1  accepted  \d{4}-\d\d-\d\d  Django  Use Django", lines[1])
    assert [row["number"] for row in value(shortlist, "decisions")] == [2, 1]
    records = answer(shortlist, "export", "-")
    first, second = records.split("\n\n---\nstatus: ")
    assert "# Use Django" in first
    assert "A shop" in first
    assert "* Good, because an admin" in first
    assert second.startswith("proposed\n")
    assert answer(shortlist, "export", "-", "--decision", "1") == first + "\n"
    assert value(shortlist, "export", "-", "--decision", "1")[0]["record"] == first + "\n"


def test_the_preset_goes_into_the_decision(shortlist: Shortlist, store_path: Path) -> None:
    answer(shortlist, "decide", "--chosen", "flask", "--title", "X", "--preset", "learning")
    with closing(Store(store_path)) as store:
        assert store.read.decision(1).matrix.preset == "learning"
        assert store.read.matrix().preset is None


@pytest.mark.parametrize("title", NASTY)
def test_any_title_comes_out_harmless(shortlist: Shortlist, tmp_path: Path, title: str) -> None:
    folder = tmp_path / "docs"
    out = answer(shortlist, "decide", "--chosen", "flask", "--title", title)
    out += answer(shortlist, "decisions")
    assert out.count("\n") == 2
    out += answer(shortlist, "export", "-")
    out += answer(shortlist, "export", str(folder))
    assert harmless(out)
    assert value(shortlist, "decisions")[0]["title"] == " ".join(title.split())
    assert len(list(folder.glob("0001-*.md"))) == 1


def test_titles_are_shown_as_they_are(shortlist: Shortlist) -> None:
    for title in NASTY[1:3]:
        answer(shortlist, "decide", "--chosen", "flask", "--title", title)
        assert title in answer(shortlist, "decisions")


@pytest.fixture
def decided(store_path: Path) -> Path:
    """The test's store with two decisions; the second took the first one's place."""
    with closing(Store(store_path)) as store:
        matrix = store.read.matrix()
        for chosen in ("flask", "django"):
            draft = DecisionDraft(f"Use {chosen}", Status.ACCEPTED, chosen)
            store.decisions.save(draft, matrix)
        store.decisions.set_status(1, Status.SUPERSEDED, "too small", superseded_by=2)
    return store_path


@pytest.mark.usefixtures("decided")
def test_export_says_what_it_did_with_each_file(shortlist: Shortlist, tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "decisions"
    one, two = folder / "0001-use-flask.md", folder / "0002-use-django.md"
    assert answer(shortlist, "export", str(folder)) == f"written {one}\nwritten {two}\n"
    assert answer(shortlist, "export", str(folder)) == f"unchanged {one}\nunchanged {two}\n"
    one.write_text("mine\n")
    code, out, err = shortlist("export", str(folder))
    assert code == 1
    assert out == f"kept {one} (changed by hand; --overwrite replaces it)\nunchanged {two}\n"
    assert err.startswith("shortlist: ")
    assert one.read_text() == "mine\n"
    code, out, _ = shortlist("export", str(folder), "--json")
    assert (code, [file["result"] for file in json.loads(out)]) == (1, ["kept", "unchanged"])
    out = answer(shortlist, "export", str(folder), "--overwrite")
    assert out == f"written {one}\nunchanged {two}\n"
    assert one.read_text().startswith("---\nstatus: superseded by ADR-0002\n")


@pytest.mark.usefixtures("decided")
def test_export_lists_the_records_in_the_folders_index(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    index = tmp_path / "index.md"
    index.write_text("# Ours\n\n<!-- adrlog -->\n<!-- adrlogstop -->\n")
    answer(shortlist, "export", str(tmp_path))
    items = [line for line in index.read_text().splitlines() if line.startswith("* ")]
    assert items == [
        "* [ADR-0001](0001-use-flask.md) - Use flask",
        "* [ADR-0002](0002-use-django.md) - Use django",
    ]
    index.write_text("Nothing to list here.\n")
    answer(shortlist, "export", str(tmp_path))
    assert index.read_text() == "Nothing to list here.\n"


@pytest.mark.usefixtures("decided")
def test_exporting_one_decision_keeps_what_it_says_of_the_others(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    answer(shortlist, "export", str(tmp_path / "docs"))
    out = answer(shortlist, "export", str(tmp_path / "docs"), "--decision", "1")
    assert out == f"unchanged {tmp_path / 'docs' / '0001-use-flask.md'}\n"


@pytest.mark.usefixtures("decided")
def test_a_decision_exported_alone_is_numbered_in_its_folder(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    out = answer(shortlist, "export", str(tmp_path / "docs"), "--decision", "2")
    assert out == f"written {tmp_path / 'docs' / '0001-use-django.md'}\n"


@pytest.mark.usefixtures("decided")
def test_one_folder_by_two_names_is_one_folder(
    shortlist: Shortlist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(shortlist, "export", str(tmp_path / "docs"))
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    for name in ("docs", "./docs/../docs/", "link"):
        assert answer(shortlist, "export", name).count("unchanged ") == 2


@pytest.mark.usefixtures("decided")
def test_what_was_written_is_told_though_the_rest_fails(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    answer(shortlist, "export", str(folder))
    one, two = sorted(folder.iterdir())
    one.write_text("mine\n")
    two.unlink()
    two.symlink_to(tmp_path / "elsewhere.md")
    code, out, err = shortlist("export", str(folder), "--overwrite")
    assert (code, out) == (1, f"written {one}\n")
    assert "is a link" in err
    assert not (tmp_path / "elsewhere.md").exists()


@pytest.mark.usefixtures("decided")
def test_export_into_a_file(shortlist: Shortlist, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    code, out, err = shortlist("export", str(path))
    assert (code, out) == (1, "")
    assert err.startswith(f"shortlist: “{path}” ")
    assert path.read_text() == "mine"


def test_export_of_nothing(shortlist: Shortlist, tmp_path: Path) -> None:
    code, out, err = shortlist("export", str(tmp_path / "docs"))
    assert (code, out) == (1, "")
    assert err == "shortlist: There are no decisions yet. Save one with `shortlist decide`.\n"
    assert not (tmp_path / "docs").exists()


# Content of one's own


def kept(shortlist: Shortlist) -> list[str]:
    return [row["name"] for row in value(shortlist, "content", "list")]


def test_content_is_checked_added_read_and_removed(shortlist: Shortlist, tmp_path: Path) -> None:
    folder = example_folder(tmp_path)
    words = f"{NAME} is fine: 1 topic, 2 claims, 1 example, 1 comparison\n"
    assert answer(shortlist, "content", "check", str(folder)) == words
    checked = value(shortlist, "content", "check", str(folder))
    assert (checked["name"], checked["faults"], checked["topics"]) == (NAME, [], 1)
    assert kept(shortlist) == ["shortlist"]
    out = answer(shortlist, "content", "add", str(folder))
    assert out == words.replace("is fine", "added")
    lines = answer(shortlist, "content", "list").splitlines()
    assert re.split(" {2,}", lines[1]) == [NAME, "1 topic", "1 comparison", str(folder)]
    assert len(answer(shortlist, "topics").splitlines()) == 21
    assert "- [ ] Health check. The load balancer" in answer(shortlist, "topic", "100")
    assert NAME in answer(shortlist, "search", "blueprint house_flask")
    out = answer(shortlist, "content", "remove", NAME)
    assert out == f"{NAME} removed; your notes, matrices and decisions are kept.\n"
    assert len(answer(shortlist, "topics").splitlines()) == 20
    assert kept(shortlist) == ["shortlist"]
    assert value(shortlist, "content", "add", str(folder), "--name", "Ours")["name"] == "ours"
    assert value(shortlist, "content", "remove", "ours") == {"removed": "ours"}


def test_content_added_again_takes_the_place_of_what_it_was(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    folder = example_folder(tmp_path)
    answer(shortlist, "content", "add", str(folder))
    (topic,) = (folder / "topics").iterdir()
    topic.write_text(topic.read_text().replace("A health check, structured", "Pagers, structured"))
    answer(shortlist, "content", "add", str(folder))
    assert "In short: Pagers, structured logs" in answer(shortlist, "topic", "100")
    assert kept(shortlist) == ["shortlist", NAME]


def test_every_fault_of_content_is_told_by_file_and_line(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    folder = example_folder(tmp_path)
    (topic,) = (folder / "topics").iterdir()
    text = topic.read_text()
    topic.write_text(text.replace("verdict: wrong", "verdict: false"))
    at = text[: text.index("- verdict: wrong")].count("\n") + 1
    (folder / "comparisons" / "queues" / "presets.toml").write_text("[[presets")
    (folder / "topics" / "10:1:\x1b[31m:x.md").write_text("nothing")
    told = {
        f"topics/{topic.name}": at,
        "topics/10:1:\x1b[31m:x.md": 1,
        "comparisons/queues/presets.toml": 1,
    }
    for action in ("check", "add"):
        code, out, err = shortlist("content", action, str(folder))
        count = out.count("\n")
        assert (code, err) == (1, f"shortlist: {count} faults to mend. Nothing was changed.\n")
        assert harmless(out)
        for file, line in told.items():
            assert re.search(rf"^{re.escape(file)}:{line}: \S".replace("\x1b", "␛"), out, re.M)
        code, out, _ = shortlist("content", action, str(folder), "--json")
        faults = json.loads(out)["faults"]
        assert (code, len(faults)) == (1, count)
        assert told.items() <= {fault["file"]: fault["line"] for fault in faults}.items()
        assert all(fault["fault"] for fault in faults)
    assert kept(shortlist) == ["shortlist"]


def test_content_that_cannot_stand_beside_what_is_there(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    folder = example_folder(tmp_path)
    answer(shortlist, "content", "add", str(folder))
    code, out, err = shortlist("content", "add", str(folder), "--name", "twice")
    assert (code, out) == (1, "")
    assert f"The topic number 100 is taken by “House rules for services” of {NAME}." in err
    assert "Nothing was changed." in err
    assert kept(shortlist) == ["shortlist", NAME]


@pytest.mark.parametrize("action", ["check", "add"])
def test_content_of_no_folder(shortlist: Shortlist, tmp_path: Path, action: str) -> None:
    (tmp_path / "file").write_text("mine")
    for name in ("nowhere", "no\x1b[31mwhere", "file"):
        code, out, err = shortlist("content", action, str(tmp_path / name))
        assert (code, out) == (1, "")
        assert err.startswith("shortlist: There is no folder ")
        assert harmless(err)
    (tmp_path / "empty").mkdir()
    code, out, _ = shortlist("content", action, str(tmp_path / "empty"))
    assert (code, out.count("there is neither a topic")) == (1, 1)


@pytest.mark.parametrize("name", [NASTY[0] + NASTY[5], " ".join(NASTY[1:5])])
def test_content_of_any_name_comes_out_harmless(
    shortlist: Shortlist, tmp_path: Path, name: str
) -> None:
    folder = example_folder(tmp_path)
    folder = folder.rename(tmp_path / name.translate({0: "0", 0x2F: "∕"}))
    out = answer(shortlist, "content", "check", str(folder))
    out += answer(shortlist, "content", "add", str(folder))
    out += answer(shortlist, "content", "list")
    assert out.count("\n") == 4
    _, added = kept(shortlist)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", added)
    out += answer(shortlist, "content", "remove", added)
    named = value(shortlist, "content", "add", str(folder), "--name", name)["name"]
    out += answer(shortlist, "content", "remove", named)
    assert harmless(out)


def test_content_full_of_control_characters_comes_out_harmless(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    folder = example_folder(tmp_path)
    nasty = "\x1b[31m [/] list[int] \x07\x9b5m \u202e"
    quoted = json.dumps(nasty)[1:-1]
    for path in folder.rglob("*.*"):
        text = path.read_text()
        if path.suffix == ".py":
            text = f"# {nasty}\n{text}"
        else:
            for key in ("title", "question", "name", "shows", "output"):
                text = text.replace(f'{key} = "', f'{key} = "{quoted} ')
            for words in ("The handbook asks", "Every service of", "The price service took"):
                text = text.replace(words, f"{nasty} {words}")
            text = text.replace("**Health check.**", f"**{nasty}**")
        path.write_text(text)
    out = answer(shortlist, "content", "add", str(folder))
    out += answer(shortlist, "topics")
    page = answer(shortlist, "topic", "100")
    assert page.count("␛[31m [/] list[int] ␇�5m �") >= 9
    out += page + answer(shortlist, "search", "handbook")
    assert harmless(out)


# The life of a decision


@pytest.mark.usefixtures("decided")
def test_a_decision_is_shown_with_all_that_it_says(shortlist: Shortlist) -> None:
    answer(
        shortlist, "decide", "--chosen", "flask", "--title", "X", "--consulted", "Cy ,Di",
        "--informed", "Ed", "--confirmation", "A test", "--review-by", "2020-02-03",
    )  # fmt: skip
    out = answer(shortlist, "decision", "3")
    for name, told in (
        ("consulted", "Cy, Di"),
        ("informed", "Ed"),
        ("confirmation", "A test"),
        ("review by", "2020-02-03, due"),
        ("chosen", "Flask"),
    ):
        assert re.search(f"^{name} +{re.escape(told)}$", out, re.MULTILINE), name
    assert "context" not in out
    shown = value(shortlist, "decision", "3")
    sentences = re.findall("^robustness +(.+)$", out, re.MULTILINE)
    assert sentences == shown["robustness"]
    assert len(sentences) > 1
    assert (shown["review_by"], shown["due"], shown["status"]) == ("2020-02-03", True, "proposed")
    assert re.search("^supersedes +1$", answer(shortlist, "decision", "2"), re.MULTILINE)
    assert re.search("^superseded by +2$", answer(shortlist, "decision", "1"), re.MULTILINE)


def test_what_is_due_is_listed_with_its_day(shortlist: Shortlist) -> None:
    for day in ("2020-02-03", "9999-01-01", ""):
        answer(shortlist, "decide", "--chosen", "flask", "--title", "X", "--review-by", day)
    assert answer(shortlist, "decisions", "--due") == "1  proposed  2020-02-03  Flask  X\n"
    assert [row["due"] for row in value(shortlist, "decisions")] == [False, False, True]


def test_a_status_is_changed_with_a_reason_and_taken_back(shortlist: Shortlist) -> None:
    answer(shortlist, "decide", "--chosen", "flask", "--title", "X")
    out = answer(shortlist, "decision", "1", "--status", "accepted", "--reason", "all\nagree")
    assert out == "Decision 1 is accepted.\n"
    assert value(shortlist, "decision", "1")["reason"] == "all agree"
    assert answer(shortlist, "decisions", "--undo") == "Taken back: accepted, decision 1\n"
    assert value(shortlist, "decision", "1")["status"] == "proposed"
    assert value(shortlist, "decisions", "--redo") == {"number": 1, "label": "accepted"}
    code, _, err = shortlist("decisions", "--redo")
    assert (code, err) == (1, "shortlist: There is nothing to redo.\n")


def test_the_history_of_a_decision_and_what_differs(shortlist: Shortlist) -> None:
    answer(shortlist, "decide", "--chosen", "flask", "--title", "X [/] \x1b[31m")
    answer(shortlist, "decision", "1", "--status", "rejected", "--reason", "no\x1b[31m")
    first, second = answer(shortlist, "decision", "1", "--history").splitlines()
    assert re.fullmatch(r"1  \d{4}-\d\d-\d\dT\S+\+00:00  .+  saved", first)
    assert second.endswith("rejected  Status, Reason")
    assert answer(shortlist, "decision", "1", "--compare", "1", "2").splitlines() == [
        "status  -  proposed",
        "status  +  rejected",
        "reason  +  no␛[31m",
    ]
    assert answer(shortlist, "decision", "1", "--compare", "2", "2") == ""
    kept = value(shortlist, "decision", "1", "--history")
    assert [change["field"] for change in kept[1]["changes"]] == ["status", "reason"]
    assert kept[0]["author"] != ""


def test_a_decision_goes_into_the_trash_and_comes_back(shortlist: Shortlist) -> None:
    answer(shortlist, "decide", "--chosen", "flask", "--title", "X")
    assert answer(shortlist, "decision", "1", "--trash") == "Decision 1 is in the trash.\n"
    assert answer(shortlist, "decisions") == ""
    assert answer(shortlist, "decisions", "--trashed").startswith("1  proposed  ")
    code, _, err = shortlist("decision", "1")
    assert (code, "`shortlist decision 1 --restore`" in err) == (2, True)
    assert answer(shortlist, "decision", "1", "--history").count("\n") == 2
    assert answer(shortlist, "decision", "1", "--restore") == "Decision 1 is restored.\n"
    assert answer(shortlist, "decisions").startswith("1  proposed  ")


def test_the_trash_is_emptied_for_good(shortlist: Shortlist) -> None:
    for title in ("X", "Y", "Z"):
        answer(shortlist, "decide", "--chosen", "flask", "--title", title)
    answer(shortlist, "decision", "2", "--trash")
    assert answer(shortlist, "decisions", "--empty-trash") == "Removed for good: 1 decision\n"
    assert answer(shortlist, "decisions", "--trashed") == ""
    assert shortlist("decision", "2", "--history")[0] == 2
    assert json.loads(answer(shortlist, "decisions", "--empty-trash", "--json")) == {"removed": 0}
    assert answer(shortlist, "decisions").count("\n") == 2


# Out and in


@pytest.mark.usefixtures("decided")
def test_everything_goes_out_as_json_and_comes_into_another_store(
    shortlist: Shortlist, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "all.json", str(tmp_path / "other.sqlite3")
    assert answer(shortlist, "export-json", str(file)) == f"written {file}\n"
    printed = json.loads(answer(shortlist, "export-json", "-"))
    assert printed | {"written": ""} == json.loads(file.read_text()) | {"written": ""}
    assert main(["import-json", str(file), "--store", other]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["added", "decision", "1", "Use", "flask"]
    assert main(["decisions", "--store", other]) == 0
    assert capsys.readouterr().out == answer(shortlist, "decisions")


@pytest.mark.usefixtures("decided")
def test_what_differs_is_told_and_kept_unless_one_says_so(
    shortlist: Shortlist, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    answer(shortlist, "export-json", str(file))
    answer(shortlist, "decision", "2", "--status", "deprecated", "--reason", "over")
    code, out, err = shortlist("import-json", str(file))
    assert (code, "--overwrite replaces it" in err) == (1, True)
    assert re.search("^kept +decision  2 Use django +it says something else here$", out, re.M)
    assert value(shortlist, "decision", "2")["status"] == "deprecated"
    out = answer(shortlist, "import-json", str(file), "--overwrite")
    assert "replaced   decision  2 Use django\n" in out
    assert value(shortlist, "decision", "2")["status"] == "accepted"


@pytest.mark.usefixtures("decided")
def test_a_file_that_is_no_export_is_told(shortlist: Shortlist, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    before = answer(shortlist, "decisions")
    for content, told in (
        ("[", "It is no JSON"),
        ("{}", "not written by"),
        ('{"format": "shortlist", "version": "1"}', "Its version is no whole number"),
        ('{"format": "shortlist", "version": true}', "Its version is no whole number"),
        ('{"format": "shortlist", "version": 99}', "It is of version 99; this Shortlist reads up"),
        ('{"format": "shortlist", "version": 1, "decisions": [{}]}', "decisions[0].uid is missing"),
    ):
        file.write_text(content)
        code, out, err = shortlist("import-json", str(file))
        assert (code, out) == (1, "")
        assert told in err
        assert err.endswith("Nothing was imported.\n")
    assert answer(shortlist, "decisions") == before


@pytest.mark.usefixtures("decided")
def test_a_page_to_mail(shortlist: Shortlist, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert answer(shortlist, "html", str(file)) == f"written {file}\n"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>\n")
    assert text == answer(shortlist, "html", "-")
    assert "Use django" in text


@pytest.mark.parametrize("command", ["export-json", "html", "backup"])
def test_a_file_that_is_there_is_not_replaced_unasked(
    shortlist: Shortlist, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    code, out, err = shortlist(command, str(file))
    assert (code, out) == (1, "")
    assert "--overwrite replaces it" in err
    assert file.read_text() == "mine"
    assert answer(shortlist, command, str(file), "--overwrite") == f"written {file}\n"
    for path, told in ((tmp_path, "folder"), (tmp_path / "no" / "file", "could not be written")):
        code, out, err = shortlist(command, str(path), "--overwrite")
        assert (code, out) == (1, "")
        assert told in err


@pytest.mark.usefixtures("decided")
def test_a_backup_comes_back(shortlist: Shortlist, store_path: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    answer(shortlist, "backup", str(file))
    answer(shortlist, "decision", "1", "--trash")
    kept = f"{store_path}.before-restore"
    assert answer(shortlist, "restore", str(file)) == f"restored {store_path}\nkept {kept}\n"
    assert answer(shortlist, "decisions").count("\n") == 2
    assert value(shortlist, "restore", kept)["kept"] == f"{kept}-2"
    assert answer(shortlist, "decisions").count("\n") == 1


# Used in a wrong way


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["topic", "99"], "There is no topic “99”."),
        (["topic", "\x1b[31m"], "There is no topic “␛[31m”."),
        (["topic", "9" * 30], "There is no topic"),
        (["matrix", "--preset", "nope"], "There is no preset “nope”."),
        (["decide", "--chosen", "rails", "--title", "x"], "There is no option “rails”."),
        (["decide", "--chosen", "flask", "--title", ""], "--title: Say in one line"),
        (["decide", "--chosen", "flask", "--title", "\n\t "], "--title: Say in one line"),
        (["decide", "--chosen", "flask", "--title", "x" * 10_000], "this title has 10,000."),
        (["decide", "--chosen", "flask", "--title", "x", "--preset", "no"], "There is no preset"),
        (
            ["decide", "--chosen", "flask", "--title", "x", "--status", "done"],
            "There is no choice “done”",
        ),
        (["decide", "--chosen", "flask", "--title", "x", "--status", "superseded"], "Choices: "),
        (["decide", "--title", "x"], "--chosen"),
        (["decide", "--chosen", "flask", "--title", "x", "--review-by", "soon"], "--review-by: A"),
        (["decision", "9"], "There is no decision 9."),
        (["decision", "2", "--status", "rejected", "--reason", "x"], "--status: What is accepted"),
        (["decision", "1", "--status", "accepted", "--reason", "x"], "--status: It is superseded"),
        (["decision", "2", "--status", "deprecated"], "--reason: Say why"),
        (["decision", "2", "--reason", "x"], "--status: Say which"),
        (
            ["decision", "2", "--status", "superseded", "--reason", "x", "--superseded-by", "1"],
            "--superseded-by: Decision 1 is superseded.",
        ),
        (["decision", "2", "--compare", "1", "7"], "There is no revision 7. Revisions: 1."),
        (["decision", "2", "--trash", "--restore"], "not allowed with"),
        (["search"], "WORDS"),
        (["search", "x", "--limit", "0"], "whole number"),
        (["export", "-", "--decision", "9"], "There is no decision 9."),
        (["export", "-", "--decision", "9" * 30], "whole number"),
        (["export", "\udcff"], "UTF-8"),
        (["export", ""], "argument DIR|-: the name is empty"),
        (["sync", ""], "argument DIR: the name is empty"),
        (["check", ""], "argument DIR: the name is empty"),
        (["renumber", "", "1"], "argument DIR: the name is empty"),
        (["topics", "--nope\x1b[31m"], "does not know “--nope␛[31m”"),
        (["content"], "ACTION"),
        (["content", "nope"], "There is no command “nope”"),
        (["content", "check"], "DIR"),
        (["content", "add", "\udcff"], "UTF-8"),
        (["content", "remove", "\x1b[31m"], "There is no added content “␛[31m”."),
        (["content", "remove", "shortlist"], "There is no added content “shortlist”."),
        (["nope"], "There is no command “nope”"),
    ],
)
@pytest.mark.usefixtures("decided")
def test_a_wrong_argument_is_told_and_changes_nothing(
    shortlist: Shortlist, words: list[str], told: str
) -> None:
    code, out, err = shortlist(*words)
    assert (code, out) == (2, "")
    assert told in err
    assert "\x1b" not in err
    assert len(value(shortlist, "decisions")) == 2


def test_bytes_that_are_no_text_can_be_saved(shortlist: Shortlist) -> None:
    out = answer(shortlist, "decide", "--chosen", "flask", "--title", "caf\udce9")
    assert out == "Decision 1 saved: caf\ufffd\n"


def _other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")


def _newer(path: Path) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (
            lambda path: path.write_text("not a database, but as long as one\n"),
            "is not a Shortlist",
        ),
        (_other_program, "is not a Shortlist"),
        (_newer, "comes from a newer Shortlist"),
    ],
)
def test_a_file_that_is_no_store_is_told_and_kept(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], object],
    told: str,
) -> None:
    path = tmp_path / "file.sqlite3"
    make(path)
    before = path.read_bytes()
    for words in (["topics"], ["decide", "--chosen", "flask", "--title", "x"]):
        assert main([*words, "--store", str(path)]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("shortlist: ")
        assert told in err
    assert path.read_bytes() == before


def test_a_place_where_no_store_can_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine")
    for place, told in ((tmp_path, "is a folder"), (tmp_path / "file" / "s", "lies below a file")):
        assert main(["topics", "--store", str(place)]) == 1
        assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


# Where, version, help


def test_where_creates_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "not" / "there.sqlite3"
    monkeypatch.delenv(STORE_VARIABLE, raising=False)
    assert main(["--store", str(place), "where"]) == 0
    before = capsys.readouterr().out
    assert main(["where", "--store", str(place)]) == 0
    assert capsys.readouterr().out == before
    assert re.search(rf"^store +{re.escape(str(place))}$", before, re.MULTILINE)
    assert re.search(rf"^{STORE_VARIABLE} +\(not set\)$", before, re.MULTILINE)
    monkeypatch.setenv(STORE_VARIABLE, str(place))
    assert main(["where", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["store"] == shown[STORE_VARIABLE] == str(place)
    assert (Path(shown["content"]) / "sources.toml").is_file()
    assert not list(tmp_path.iterdir())


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for words in (["--version"], ["--store", "x", "--version"]):
        done = process(*words)
        assert (done.returncode, done.stdout) == (0, f"shortlist {project['version']}\n")


@pytest.mark.parametrize(
    "command", [*COMMANDS, *(f"content {action}" for action in ("check", "add", "list", "remove"))]
)
def test_each_command_has_help_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--help"]) == 0
    assert f"example:\n  shortlist {command}" in capsys.readouterr().out


def test_without_a_terminal_and_a_command(store_path: Path) -> None:
    for words in ([], ["--store", str(store_path)]):
        done = process(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert all(command in done.stderr for command in COMMANDS)


# As a process among others


HEAVY = ("alembic", "textual", "rich", "platformdirs")
ORM = ("sqlmodel", "sqlalchemy", "pydantic", "importlib.metadata")


@pytest.mark.parametrize(
    "words",
    [
        ["topics"], ["topic", "11"], ["search", "csrf"], ["matrix"], ["decisions"],
        ["decision", "1"], ["decision", "1", "--history"],
        ["export", "-"], ["content", "list"], ["where"], ["--help"], ["--version"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_only_reads_imports_little(decided: Path, words: list[str]) -> None:
    argv = words if words == ["--version"] else ["--store", str(decided), *words]
    code = (
        "import sys; from tui_app.__main__ import main; code = main(sys.argv[1:]); "
        "print(*sys.modules, sep='\\n', file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *argv], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.splitlines())
    assert "tui_app.__main__" in loaded
    assert not loaded & set(HEAVY)
    if words[0] in ("where", "--help", "--version"):
        assert not loaded & set(ORM)
    if words == ["--version"]:
        assert not loaded & {"argparse", "dataclasses", "store"}


@pytest.mark.parametrize("words", [["topics"], ["matrix", "--json"], ["--help"], ["--version"]])
def test_a_reader_that_went_away_ends_it_in_silence(store_path: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=ROOT,
        env={**os.environ, STORE_VARIABLE: str(store_path)},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode in (0, 141)  # 0 where argparse has swallowed it


def test_the_whole_answer_goes_into_a_pipe_and_the_exit_code_to_the_shell(decided: Path) -> None:
    for words, code in ((["export-json", "-"], 0), (["decision", "99"], 2)):
        done = subprocess.run(
            [*COMMAND, *words, "--store", str(decided)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code
        assert json.loads(done.stdout)["decisions"] if not code else "no decision 99" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_written_is_told(store_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "topics", "--store", str(store_path)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "shortlist: The output was not written: No space left on device.\n"


def test_ctrl_c(store_path: Path) -> None:
    # What runs the tests in the background may have switched SIGINT off for its children.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from tui_app.__main__ import main; sys.exit(main())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, "matrix", "--json", "--store", str(store_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    ) as running:
        assert running.stdout
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(running.stdout, fcntl.F_SETPIPE_SZ, 4096)
        running.stdout.read(1)  # it writes, and cannot end before the rest is read
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, err) == (130, b"")


def test_a_stream_that_knows_no_unicode(store_path: Path) -> None:
    words = ("decide", "--chosen", "flask", "--title", "Ärger “hier”", "--store", str(store_path))
    done = process(*words, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Decision 1 saved: \\xc4rger \\u201chier\\u201d\n"


def test_the_environment_names_the_store(store_path: Path) -> None:
    done = process("topics", **{STORE_VARIABLE: str(store_path)})
    assert done.stdout.count("\n") == 20


def test_an_option_that_is_ruled_out_is_chosen_only_by_a_word(
    shortlist: Shortlist, store_path: Path
) -> None:
    with closing(Store(store_path)) as store:
        store.matrices.rule_out(store.read.matrix().id, "flask", "too small")
    words = ("decide", "--chosen", "flask", "--title", "X")
    code, out, err = shortlist(*words)
    assert (code, out) == (1, "")
    assert err.startswith("shortlist: Flask is out of the running: too small. Nothing was saved.")
    assert "--even-if-ruled-out" in err
    assert value(shortlist, "decisions") == []
    assert answer(shortlist, *words, "--even-if-ruled-out") == "Decision 1 saved: X\n"
