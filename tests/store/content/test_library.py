import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from store.content import library as content
from store.content import page as markup
from store.content.library import Library
from store.domain.content import PageBlock, Topic, Verdict
from store.domain.errors import TITLE_MAX, ContentError
from store.domain.matrix import Comparison, Matrix
from store.matrix import scoring
from store.matrix.scoring import Lead
from store.store import Store
from store.util.paths import content_folder, examples_folder
from store.util.toml_source import FILE_MAX, TABLES_MAX

FRAMEWORKS = "python-web-frameworks"
COMPARISON = f"comparisons/{FRAMEWORKS}"
SLUG = "08-what-flask-does-better"
TOPIC = f"topics/{SLUG}.md"
EXAMPLE = "examples/a-test"
UNSOURCED = (Verdict.OPINION, Verdict.NOT_CHECKABLE)


@pytest.fixture(scope="module")
def library() -> Library:
    return content.read(content_folder())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, with its examples beside it."""
    copy = Path(shutil.copytree(content_folder(), tmp_path / "content"))
    shutil.copytree(examples_folder(content_folder()), examples_folder(copy))
    return copy


def frameworks(library: Library) -> Comparison:
    return next(c for c in library.comparisons if c.slug == FRAMEWORKS)


def topic_of(folder: Path, slug: str = SLUG) -> Topic:
    return next(topic for topic in content.read(folder).topics if topic.slug == slug)


def faults(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        content.read(folder)
    return str(caught.value).splitlines()


def line_of(path: Path, pattern: str, after: int = 0) -> int:
    """The number of the first line behind line `after` that matches."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(n for n, text in enumerate(lines, 1) if n > after and re.match(pattern, text))


def replace_line(path: Path, line: int, text: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[line - 1] = text
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def in_body(folder: Path, text: str) -> int:
    """Adds a section to the body of a page; returns the number of its first line of text."""
    path = folder / TOPIC
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace("## Claims", f"## One more\n\n{text}\n\n## Claims"), "utf-8")
    return line_of(path, "## One more") + 2


def body_of(folder: Path, text: str) -> list[PageBlock]:
    """What a section of that text becomes."""
    in_body(folder, text)
    body = topic_of(folder).body
    start = next(i for i, piece in enumerate(body) if piece.text == "One more")
    return list(body[start + 1 :])


def remove_block(path: Path, first: int) -> None:
    """Takes out the lines from `first` to the next empty one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = lines.index("", first)
    path.write_text("\n".join(lines[: first - 1] + lines[end:]) + "\n", encoding="utf-8")


def test_the_shipped_content_is_whole(library: Library) -> None:
    assert [topic.number for topic in library.topics] == list(range(1, 21))
    assert sum(len(topic.claims) for topic in library.topics) > 200
    assert len(frameworks(library).criteria) >= 30
    assert len(frameworks(library).presets) >= 5
    assert {"flask", "django"} <= {option.slug for option in frameworks(library).options}
    for comparison in library.comparisons:
        criteria = {criterion.slug for criterion in comparison.criteria}
        options = {option.slug for option in comparison.options}
        assert comparison.ratings.keys() == {(c, o) for c in criteria for o in options}
        for weights in [comparison.weights, *(preset.weights for preset in comparison.presets)]:
            assert weights.keys() == criteria


def test_the_shipped_pages_have_a_body_and_lead_on(library: Library) -> None:
    slugs = {topic.slug for topic in library.topics}
    for topic in library.topics:
        assert len(markup.plain(topic.body).split()) > 100, topic.slug
        assert topic.related, topic.slug
    (path,) = [topic.path for topic in library.topics if topic.path]
    assert len(path) == len(set(path)) == len(slugs) - 1, "every topic but the one that lists them"


def test_every_link_of_a_shipped_page_leads_somewhere(library: Library) -> None:
    there = {
        "topic": {topic.slug for topic in library.topics},
        "claim": {claim.number for topic in library.topics for claim in topic.claims},
        "source": set(library.sources),
        "criterion": {f"{c.slug}/{row.slug}" for c in library.comparisons for row in c.criteria},
    }
    found = [link for topic in library.topics for link in markup.links(topic.body)]
    assert {link.partition(":")[0] for link in found} >= {"topic", "claim", "source"}
    for link in found:
        kind, _, target = link.partition(":")
        assert kind == "https" or target in there[kind], link


def test_every_statement_of_the_content_can_be_followed_up(library: Library) -> None:
    for topic in library.topics:
        for claim in topic.claims:
            assert claim.sources or claim.verdict in UNSOURCED, claim.number
            assert claim.number.startswith(f"{topic.number}.")
    for comparison in library.comparisons:
        for rating in comparison.ratings.values():
            assert rating.sources
            assert rating.rationale
    for source in library.sources.values():
        assert (source.url is None) != (source.how is None), source.slug


def test_every_source_is_used(library: Library) -> None:
    used = {s.slug for topic in library.topics for claim in topic.claims for s in claim.sources}
    used |= {
        source.slug
        for comparison in library.comparisons
        for rating in comparison.ratings.values()
        for source in rating.sources
    }
    used |= {
        link.removeprefix("source:")
        for topic in library.topics
        for link in markup.links(topic.body)
        if link.startswith("source:")
    }
    assert library.sources.keys() == used


@pytest.mark.parametrize(
    ("preset", "leader"), [("content-site-with-admin", "django"), ("small-json-api", "flask")]
)
def test_presets_lead_where_they_should(library: Library, preset: str, leader: str) -> None:
    comparison = frameworks(library)
    weights = comparison.preset(preset).weights
    others = {o.slug: "Flask or Django?" for o in comparison.options}
    del others["flask"], others["django"]
    matrix = Matrix(0, "", preset, comparison, weights, comparison.ratings, others)
    standing = scoring.outcome(matrix)
    assert standing.lead is Lead.LEADS
    assert standing.first[0].option.slug == leader


# One fault each. Every function breaks the content and returns what must be told: the file and
# line, and words of the fault.

Told = tuple[str, str]


def source_removed(folder: Path) -> Told:
    path = folder / "sources.toml"
    remove_block(path, line_of(path, r"\[12factor-build-release-run\]"))
    user = next(
        p for p in sorted((folder / "topics").iterdir()) if "12factor-build" in p.read_text()
    )
    line = line_of(user, r"- sources:.*12factor-build-release-run")
    return f"topics/{user.name}:{line}", "there is no source “12factor-build-release-run”"


def claim_with_dead_source(folder: Path) -> Told:
    line = line_of(folder / TOPIC, "- sources:")
    replace_line(folder / TOPIC, line, "- sources: nowhere")
    return f"{TOPIC}:{line}", "claim 8.1: there is no source “nowhere”"


def claim_without_sources(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.1 ")
    replace_line(folder / TOPIC, line_of(folder / TOPIC, "- sources:"), "")
    return f"{TOPIC}:{at}", "claim 8.1: a claim that is supported needs a source"


def claim_without_verdict(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.1 ")
    replace_line(folder / TOPIC, line_of(folder / TOPIC, "- verdict:"), "")
    return f"{TOPIC}:{at}", "claim 8.1: the verdict is none of supported, partly"


def claim_with_unknown_verdict(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "- verdict:")
    replace_line(folder / TOPIC, at, "- verdict: true")
    return f"{TOPIC}:{at}", "claim 8.1: the verdict is none of supported, partly"


def claim_without_fact(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.1 ")
    replace_line(folder / TOPIC, line_of(folder / TOPIC, "- sources:") + 2, "")
    return f"{TOPIC}:{at}", "claim 8.1: the fact, or what it is about, is missing"


def claim_number_twice(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.2 ")
    replace_line(folder / TOPIC, at, "### 8.1 The same number again")
    return f"{TOPIC}:{at}", "a claim starts with “### 8.N text”, N once only"


def claim_of_another_topic(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.2 ")
    replace_line(folder / TOPIC, at, "### 9.2 In the wrong file")
    return f"{TOPIC}:{at}", "a claim starts with “### 8.N text”, N once only"


def front_matter_missing(folder: Path) -> Told:
    replace_line(folder / TOPIC, 1, "")
    return f"{TOPIC}:1", "the front matter between two +++ lines is missing"


def front_matter_not_toml(folder: Path) -> Told:
    replace_line(folder / TOPIC, 4, "category = Frameworks")
    return f"{TOPIC}:4", "this is not TOML"


def front_matter_incomplete(folder: Path) -> Told:
    replace_line(folder / TOPIC, 4, "")
    return f"{TOPIC}:1", "the front matter must hold title, question, category, checked"


def front_matter_with_an_unknown_key(folder: Path) -> Told:
    replace_line(folder / TOPIC, 4, 'category = "Frameworks"\nrelates = []')
    return f"{TOPIC}:5", "“relates” is none of title, question"


def front_matter_with_a_number_for_a_list(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, "related = 9")
    return f"{TOPIC}:{at}", "related must be a list of slugs"


def front_matter_with_a_list_of_numbers(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, "related = [9, 10]")
    return f"{TOPIC}:{at}", "related must be a list of slugs"


def front_matter_with_a_list_for_a_text(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "title")
    replace_line(folder / TOPIC, at, 'title = ["What Flask does better"]')
    return f"{TOPIC}:{at}", "title must be a text"


def front_matter_with_a_time_for_a_day(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "checked")
    replace_line(folder / TOPIC, at, "checked = 2026-11-23T12:00:00")
    return f"{TOPIC}:{at}", "checked must be a day, like 2026-11-23"


def front_matter_nested_too_deep(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, f"related = {'[' * 20_000}{']' * 20_000}")
    return f"{TOPIC}:2", "this is not TOML"


def front_matter_with_a_number_too_long(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, f"related = {'9' * 5_000}")
    return f"{TOPIC}:2", "this is not TOML"


def related_to_nowhere(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, 'related = ["99-nowhere"]')
    return f"{TOPIC}:{at}", "related: there is no topic “99-nowhere”"


def related_to_itself(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, f'related = ["{SLUG}"]')
    return f"{TOPIC}:{at}", "related: a topic does not lead to itself"


def related_twice(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, 'related = ["16-security", "16-security"]')
    return f"{TOPIC}:{at}", "related: “16-security” stands twice"


def path_to_nowhere(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, 'path = ["99-nowhere"]')
    return f"{TOPIC}:{at}", "path: there is no topic “99-nowhere”"


def path_to_itself(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "related")
    replace_line(folder / TOPIC, at, f'path = ["16-security", "{SLUG}"]')
    return f"{TOPIC}:{at}", "path: a topic does not lead to itself"


def a_fault_behind_a_word_like_its_key(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "title")
    replace_line(folder / TOPIC, at, 'title = "A path, related = or not"')
    return related_to_nowhere(folder)


def example_that_is_not_there(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "examples")
    replace_line(folder / TOPIC, at, 'examples = ["nothing"]')
    return f"{TOPIC}:{at}", "there is no example “nothing”"


def example_twice(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "examples")
    replace_line(folder / TOPIC, at, 'examples = ["caching", "caching"]')
    return f"{TOPIC}:{at}", "an example stands twice"


def section_twice(folder: Path) -> Told:
    in_body(folder, "Once.\n\n## One more\n\nAnd again.")
    at = line_of(folder / TOPIC, "## One more", after=line_of(folder / TOPIC, "## One more"))
    return f"{TOPIC}:{at}", "there is a section “One more” already"


def text_in_no_section(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "## In short")
    replace_line(folder / TOPIC, at, "An introduction.\n\n## In short")
    return f"{TOPIC}:{at}", "this stands in no section"


def text_before_the_first_claim(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.1 ")
    replace_line(folder / TOPIC, at, f"Some claims.\n\n{'### 8.1 Flask is small'}")
    return f"{TOPIC}:{at}", "a claim starts with “### 8.N text”"


def answer_missing(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "## In short")
    replace_line(folder / TOPIC, at, "## In long")
    return f"{TOPIC}:{line_of(folder / TOPIC, r'[+]{3}', after=1) + 1}", "must not be empty"


def heading_of_the_first_level(folder: Path) -> Told:
    return f"{TOPIC}:{in_body(folder, '# Loud')}", "a heading here has two or three #"


def heading_of_the_fourth_level(folder: Path) -> Told:
    at = in_body(folder, "Text.\n\n#### Small")
    return f"{TOPIC}:{at + 2}", "a heading here has two or three #"


def picture(folder: Path) -> Told:
    at = in_body(folder, "Text.\n\n- Look:\n- ![a chart](chart.png)")
    return f"{TOPIC}:{at + 3}", "there is no place for a picture on a page"


def quotation(folder: Path) -> Told:
    return f"{TOPIC}:{in_body(folder, '> said')}", "there is no place for a quotation on a page"


def line_across(folder: Path) -> Told:
    return f"{TOPIC}:{in_body(folder, '***')}", "there is no place for a line on a page"


def lists_too_deep(folder: Path) -> Told:
    at = in_body(folder, "\n".join(f"{'  ' * n}- {n}" for n in range(6)))
    return f"{TOPIC}:{at + 5}", "lists stand in lists at most 5 deep"


def two_tasks_alike(folder: Path) -> Told:
    at = in_body(folder, "- [ ] **Backups.** Make one.\n- [ ] **Backups.** Restore one.")
    return f"{TOPIC}:{at + 1}", "two tasks begin with “Backups.”"


def page_too_long(folder: Path) -> Told:
    with (folder / TOPIC).open("a", encoding="utf-8") as file:
        file.write("word " * 1_000_000)
    return f"{TOPIC}:1", f"bytes, and {FILE_MAX:,} is the most; split it"


def table_too_long(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    path.write_text("# " + "x" * TABLES_MAX, encoding="utf-8")
    return f"{COMPARISON}/ratings.toml:1", f"bytes, and {TABLES_MAX:,} is the most; split it"


def page_that_is_a_folder(folder: Path) -> Told:
    (folder / TOPIC).unlink()
    (folder / TOPIC).mkdir()
    return f"{TOPIC}:1", "this is not a file"


def edit_example(folder: Path, pattern: str, text: str) -> int:
    path = folder.parent / EXAMPLE / "example.toml"
    at = line_of(path, pattern)
    replace_line(path, at, text)
    return at


def example_without_output(folder: Path) -> Told:
    path = folder.parent / EXAMPLE / "example.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("output", "prints", 1), encoding="utf-8")
    return f"{EXAMPLE}/example.toml:1", "an example needs title, shows and output, each a text"


def example_with_a_number_for_its_title(folder: Path) -> Told:
    edit_example(folder, "title", "title = 4")
    return f"{EXAMPLE}/example.toml:1", "an example needs title, shows and output, each a text"


def example_without_sides(folder: Path) -> Told:
    path = folder.parent / EXAMPLE / "example.toml"
    path.write_text('title = "t"\nshows = "s"\noutput = "o"\n', encoding="utf-8")
    return f"{EXAMPLE}/example.toml:1", "an example needs at least one [[sides]]"


def example_with_a_file_elsewhere(folder: Path) -> Told:
    edit_example(folder, "file", 'file = "../caching/flask_app.py"')
    at = line_of(folder.parent / EXAMPLE / "example.toml", r"\[\[sides\]\]")
    return f"{EXAMPLE}/example.toml:{at}", "must be the name of a file in the example's folder"


def example_with_an_absolute_file(folder: Path) -> Told:
    edit_example(folder, "file", 'file = "/etc/passwd"')
    at = line_of(folder.parent / EXAMPLE / "example.toml", r"\[\[sides\]\]")
    return f"{EXAMPLE}/example.toml:{at}", "“/etc/passwd” must be the name of a file"


def example_with_the_folder_above_for_a_file(folder: Path) -> Told:
    edit_example(folder, "file", 'file = ".."')
    return f"{EXAMPLE}/..:1", "this is not a file"


def example_with_a_name_that_no_file_can_have(folder: Path) -> Told:
    edit_example(folder, "file", r'file = "a\u0000b"')
    return f"{EXAMPLE}/a\0b:1", "the file cannot be read"


def example_with_a_name_too_long_for_a_file(folder: Path) -> Told:
    edit_example(folder, "file", f'file = "{"x" * 300}"')
    return f"{EXAMPLE}/{'x' * 300}:1", "the file cannot be read: File name too long"


def example_without_its_program(folder: Path) -> Told:
    (folder.parent / EXAMPLE / "django_app.py").unlink()
    return f"{EXAMPLE}/django_app.py:1", "the file is missing"


def example_with_a_program_too_long(folder: Path) -> Told:
    (folder.parent / EXAMPLE / "flask_app.py").write_text("x = 1\n" * FILE_MAX, encoding="utf-8")
    return f"{EXAMPLE}/flask_app.py:1", "is the most; split it"


def example_badly_named(folder: Path) -> Told:
    (folder.parent / EXAMPLE).rename(folder.parent / "examples" / "A test")
    return "examples/A test/example.toml:1", "the folder's name “A test” is not a slug"


def topic_number_twice(folder: Path) -> Told:
    shutil.copy(folder / TOPIC, folder / "topics/08-once-more.md")
    return "topics:1", "two topics have one number"


def topic_badly_named(folder: Path) -> Told:
    (folder / TOPIC).rename(folder / "topics/flask.md")
    return "topics/flask.md:1", "the file's name is not NN-slug.md"


def toml_not_toml(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    at = line_of(path, "value = 5")
    replace_line(path, at, "value = five")
    return f"{COMPARISON}/ratings.toml:{at}", "this is not TOML"


def not_utf8(folder: Path) -> Told:
    path = folder / COMPARISON / "options.toml"
    at = line_of(path, "summary")
    path.write_bytes(path.read_bytes().replace(b"A small core", b"\xc4 small core"))
    return f"{COMPARISON}/options.toml:{at}", "this is not UTF-8"


def file_missing(folder: Path) -> Told:
    (folder / COMPARISON / "options.toml").unlink()
    return f"{COMPARISON}/options.toml:1", "the file is missing"


def toml_nested_too_deep(folder: Path) -> Told:
    path = folder / COMPARISON / "options.toml"
    path.write_text(f"options = {'[' * 200_000}", encoding="utf-8")
    return f"{COMPARISON}/options.toml:1", "this is not TOML"


def comparison_badly_named(folder: Path) -> Told:
    (folder / COMPARISON).rename(folder / "comparisons/Frameworks")
    return (
        "comparisons/Frameworks/comparison.toml:1",
        "the folder's name “Frameworks” is not a slug",
    )


def comparison_without_a_question(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "question"), "")
    return f"{COMPARISON}/comparison.toml:1", "a comparison needs a title and a question"


def comparison_with_a_title_too_long(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "title"), f'title = "{"x" * (TITLE_MAX + 1)}"')
    return f"{COMPARISON}/comparison.toml:1", "the title is longer than 200 characters"


def comparison_out_of_order(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "title"), 'title = "Frameworks"\norder = -1')
    return f"{COMPARISON}/comparison.toml:1", "order must be a number from 0 to 1000"


def option_with_a_name_too_long(folder: Path) -> Told:
    path = folder / COMPARISON / "options.toml"
    replace_line(path, line_of(path, "name"), f'name = "{"x" * (TITLE_MAX + 1)}"')
    return f"{COMPARISON}/options.toml:1", "the name is longer than 200 characters"


def option_with_a_slug_too_long(folder: Path) -> Told:
    path = folder / COMPARISON / "options.toml"
    replace_line(path, line_of(path, "slug"), f'slug = "{"x" * 101}"')
    return f"{COMPARISON}/options.toml:1", "stands twice, or is not a slug"


def option_twice(folder: Path) -> Told:
    path = folder / COMPARISON / "options.toml"
    start = line_of(path, r"\[\[options\]\]", after=1)
    replace_line(path, line_of(path, "slug", after=start), 'slug = "flask"')
    return f"{COMPARISON}/options.toml:{start}", "“flask” stands twice, or is not a slug"


def option_badly_named_behind_a_comment(folder: Path) -> Told:
    path = folder / COMPARISON / "options.toml"
    start = line_of(path, r"\[\[options\]\]", after=1)
    replace_line(path, start, "[[options]]  # with batteries")
    replace_line(path, line_of(path, "slug", after=start), 'slug = "Django!"')
    return f"{COMPARISON}/options.toml:{start}", "“Django!” stands twice, or is not a slug"


def rating_twice(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    start = line_of(path, r"\[\[ratings\]\]", after=1)
    replace_line(path, line_of(path, "option", after=start), 'option = "flask"')
    return (
        f"{COMPARISON}/ratings.toml:{start}",
        "the rating of flask on admin-interface stands twice",
    )


def rating_of_nothing(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "option"), 'option = "rails"')
    return f"{COMPARISON}/ratings.toml:1", "there is no such criterion or option"


def weight_of_nothing(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "migrations"), "migrations = 7\nlooks = 3")
    table = line_of(path, r"\[weights\]")
    return f"{COMPARISON}/comparison.toml:{table}", "there is a weight for looks, but no criterion"


def weight_not_a_number(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "migrations"), "migrations = true")
    table = line_of(path, r"\[weights\]")
    return f"{COMPARISON}/comparison.toml:{table}", "the weight of migrations is not 0 to 10"


def weights_missing(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, r"\[weights\]"), "[wages]")
    return f"{COMPARISON}/comparison.toml:1", "there is no weight for migrations"


def source_with_no_address(folder: Path) -> Told:
    path = folder / "sources.toml"
    start = line_of(path, r"\[12factor-build-release-run\]")
    replace_line(path, line_of(path, "url", after=start), 'url = "javascript:alert(1)"')
    return f"sources.toml:{start}", "has no usable address: javascript:alert(1)"


def source_badly_named(folder: Path) -> Told:
    path = folder / "sources.toml"
    start = line_of(path, r"\[12factor-build-release-run\]")
    replace_line(path, start, "[Twelve_Factors]")
    return f"sources.toml:{start}", "“Twelve_Factors” is not a slug"


def no_topic(folder: Path) -> Told:
    shutil.rmtree(folder / "topics")
    return "topics:1", "there is no topic"


def rating_without_rationale(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    start = line_of(path, r"\[\[ratings\]\]", after=1)
    replace_line(path, line_of(path, "rationale", after=start), 'rationale = " "')
    return f"{COMPARISON}/ratings.toml:{start}", "rationale missing"


def rating_missing(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    remove_block(path, 1)
    return f"{COMPARISON}/ratings.toml:1", "there is no rating of flask on admin-interface"


def rating_out_of_range(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "value"), "value = 5.5")
    return f"{COMPARISON}/ratings.toml:1", "flask on admin-interface is neither 0 to 5 nor"


def rating_not_a_number(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "value"), "value = nan")
    return f"{COMPARISON}/ratings.toml:1", "flask on admin-interface is neither 0 to 5 nor"


def rating_with_dead_source(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "sources"), 'sources = ["nowhere"]')
    return f"{COMPARISON}/ratings.toml:1", "there is no source or claim nowhere"


def rating_with_dead_claim(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "claims"), 'claims = ["8.999"]')
    return f"{COMPARISON}/ratings.toml:1", "there is no source or claim 8.999"


def weight_out_of_range(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "migrations"), "migrations = 11")
    table = line_of(path, r"\[weights\]")
    return f"{COMPARISON}/comparison.toml:{table}", "the weight of migrations is not 0 to 10"


def preset_weight_out_of_range(folder: Path) -> Told:
    path = folder / COMPARISON / "presets.toml"
    start = line_of(path, r"\[\[presets\]\]", after=1)
    replace_line(path, line_of(path, "migrations", after=start), "migrations = -1")
    return f"{COMPARISON}/presets.toml:{start}", "the weight of migrations is not 0 to 10"


def weight_missing(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "migrations"), "")
    table = line_of(path, r"\[weights\]")
    return f"{COMPARISON}/comparison.toml:{table}", "there is no weight for migrations"


def criterion_with_dead_topic(folder: Path) -> Told:
    path = folder / COMPARISON / "criteria.toml"
    start = line_of(path, r"\[\[criteria\]\]", after=1)
    replace_line(path, line_of(path, "topic", after=start), 'topic = "99-nowhere"')
    return f"{COMPARISON}/criteria.toml:{start}", "there is no topic “99-nowhere”"


def criterion_with_dead_group(folder: Path) -> Told:
    path = folder / COMPARISON / "criteria.toml"
    replace_line(path, line_of(path, "group"), 'group = "Elsewhere"')
    return f"{COMPARISON}/criteria.toml:1", "there is no group “Elsewhere”"


def source_without_address(folder: Path) -> Told:
    path = folder / "sources.toml"
    start = line_of(path, r"\[12factor-build-release-run\]")
    replace_line(path, line_of(path, "url", after=start), "")
    return f"sources.toml:{start}", "needs either a url or how it was run"


def options_of_the_wrong_shape(folder: Path) -> Told:
    (folder / COMPARISON / "options.toml").write_text('options = "Flask, Django"', "utf-8")
    return f"{COMPARISON}/options.toml:1", "every entry starts with [[options]]"


def sources_of_the_wrong_shape(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "sources"), "sources = [1, 2]")
    return f"{COMPARISON}/ratings.toml:1", "there is no source or claim any"


def no_comparison(folder: Path) -> Told:
    shutil.rmtree(folder / "comparisons")
    return "comparisons:1", "there is no comparison"


@pytest.mark.parametrize(
    "break_it",
    [
        source_removed,
        source_without_address,
        claim_with_dead_source,
        claim_without_sources,
        claim_without_verdict,
        claim_with_unknown_verdict,
        claim_without_fact,
        claim_number_twice,
        claim_of_another_topic,
        front_matter_missing,
        front_matter_not_toml,
        front_matter_incomplete,
        front_matter_with_an_unknown_key,
        front_matter_with_a_number_for_a_list,
        front_matter_with_a_list_of_numbers,
        front_matter_with_a_list_for_a_text,
        front_matter_with_a_time_for_a_day,
        front_matter_nested_too_deep,
        front_matter_with_a_number_too_long,
        related_to_nowhere,
        related_to_itself,
        related_twice,
        path_to_nowhere,
        path_to_itself,
        a_fault_behind_a_word_like_its_key,
        example_that_is_not_there,
        example_twice,
        section_twice,
        text_in_no_section,
        text_before_the_first_claim,
        answer_missing,
        heading_of_the_first_level,
        heading_of_the_fourth_level,
        picture,
        quotation,
        line_across,
        lists_too_deep,
        two_tasks_alike,
        page_too_long,
        table_too_long,
        page_that_is_a_folder,
        example_without_output,
        example_with_a_number_for_its_title,
        example_without_sides,
        example_with_a_file_elsewhere,
        example_with_an_absolute_file,
        example_with_the_folder_above_for_a_file,
        example_with_a_name_that_no_file_can_have,
        example_with_a_name_too_long_for_a_file,
        example_without_its_program,
        example_with_a_program_too_long,
        example_badly_named,
        topic_number_twice,
        topic_badly_named,
        toml_not_toml,
        not_utf8,
        file_missing,
        toml_nested_too_deep,
        comparison_badly_named,
        comparison_without_a_question,
        comparison_with_a_title_too_long,
        comparison_out_of_order,
        option_with_a_name_too_long,
        option_with_a_slug_too_long,
        option_twice,
        option_badly_named_behind_a_comment,
        rating_twice,
        rating_of_nothing,
        weight_of_nothing,
        weight_not_a_number,
        weights_missing,
        source_with_no_address,
        source_badly_named,
        no_topic,
        rating_without_rationale,
        rating_missing,
        rating_out_of_range,
        rating_not_a_number,
        rating_with_dead_source,
        rating_with_dead_claim,
        weight_out_of_range,
        preset_weight_out_of_range,
        weight_missing,
        criterion_with_dead_topic,
        criterion_with_dead_group,
        options_of_the_wrong_shape,
        sources_of_the_wrong_shape,
        no_comparison,
    ],
)
def test_a_fault_is_told_with_file_and_line(folder: Path, break_it: Callable[[Path], Told]) -> None:
    place, words = break_it(folder)
    told = faults(folder)
    assert any(fault.startswith(f"{place}: ") and words in fault for fault in told), told


def test_all_faults_are_told_at_once(folder: Path) -> None:
    expected = [claim_with_dead_source(folder), weight_out_of_range(folder)]
    told = faults(folder)
    assert len(told) == 2
    for place, words in expected:
        assert any(fault.startswith(f"{place}: ") and words in fault for fault in told), told


def test_an_unknown_rating_is_read_as_unknown(folder: Path) -> None:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "value"), 'value = "unknown"')
    comparison = frameworks(content.read(folder))
    assert comparison.ratings["admin-interface", "flask"].value is None


def test_a_comparison_may_do_without_presets(folder: Path) -> None:
    (folder / COMPARISON / "presets.toml").unlink()
    assert frameworks(content.read(folder)).presets == ()


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("topic:99-nowhere", "there is no topic “99-nowhere” to link to"),
        ("topic:8", "there is no topic “8” to link to"),
        ("claim:8.999", "there is no claim “8.999” to link to"),
        ("source:nowhere", "there is no source “nowhere” to link to"),
        ("criterion:nowhere", "there is no criterion “nowhere” to link to"),
        (f"criterion:{FRAMEWORKS}/nowhere", "there is no criterion"),
        ("criterion:nowhere/migrations", "there is no criterion"),
        ("topic:", "“topic:” is neither an address nor topic:"),
        ("Topic:16-security", "is neither an address nor topic:"),
        ("16-security", "“16-security” is neither an address nor topic:"),
        ("16-security.md", "is neither an address"),
        ("#claims", "is neither an address"),
        ("/etc/passwd", "is neither an address"),
        ("https://", "is neither an address"),
        ("//example.com", "is neither an address"),
        ("ftp://a.example/b", "is neither an address"),
        ("file:///etc/passwd", "is neither an address"),
        ("javascript:alert(1)", "is neither an address"),
    ],
)
def test_a_link_to_nowhere_is_told(folder: Path, link: str, told: str) -> None:
    at = in_body(folder, f"One line,\nand [x]({link}).")
    (fault,) = faults(folder)
    assert fault.startswith(f"{TOPIC}:{at + 1}: ")
    assert told in fault


@pytest.mark.parametrize("text", ['[x](topic:nowhere "title")', "[x][y]\n\n[y]: topic:nowhere"])
def test_a_link_to_nowhere_is_told_however_it_is_written(folder: Path, text: str) -> None:
    at = in_body(folder, text) + text.count("\n")
    assert faults(folder) == [f"{TOPIC}:{at}: there is no topic “nowhere” to link to"]


def test_links_lead_to_what_the_store_calls_it(folder: Path) -> None:
    text = (
        "[a](topic:16-security) [b](claim:8.1) [c](source:django-admin) [d](criterion:migrations) "
        f"[e](criterion:{FRAMEWORKS}/migrations) [f](https://example.com/a#b)"
    )
    assert list(markup.links(body_of(folder, text))) == [
        "topic:16-security",
        "claim:8.1",
        "source:django-admin",
        f"criterion:{FRAMEWORKS}/migrations",
        f"criterion:{FRAMEWORKS}/migrations",
        "https://example.com/a#b",
    ]


def test_every_section_but_the_answer_and_the_claims_is_the_body(folder: Path) -> None:
    page = (folder / TOPIC).read_text(encoding="utf-8")
    (folder / TOPIC).write_text(page + "\n## At length\n\nThe last word.\n", encoding="utf-8")
    topic = topic_of(folder)
    titles = [piece.text for piece in topic.body if piece.kind == "section"]
    written = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert titles == [*(t for t in written if t not in ("In short", "Claims")), "At length"]
    assert topic.body[-1].text == "The last word."
    assert topic.claims[-1].fact.endswith(page.rstrip().splitlines()[-1])


@pytest.mark.parametrize(
    "code",
    [
        "```\n## no section\n```",
        "~~~~\n~~~\n## no section\n~~~~",
        "````markdown\n```\n## no section\n````",
        "```\n```python\n## no section\n```",
    ],
)
def test_what_looks_like_a_heading_in_code_is_code(folder: Path, code: str) -> None:
    (piece,) = body_of(folder, code)
    assert piece.kind == "code"
    assert "## no section" in piece.text


def test_three_backquotes_within_a_line_are_code_within_a_line(folder: Path) -> None:
    assert [piece.text for piece in body_of(folder, "```a``` and b")] == ["a and b"]


def test_signs_that_part_lines_elsewhere_do_not_part_lines_of_a_page(folder: Path) -> None:
    sign = "\x0b \x0c \x1c \x85 \u2028 \x1b[31m \u202e [/] list[int] |"
    at = in_body(folder, f"```\n{sign}\n```\n\n[x](topic:nowhere)")
    assert [fault.partition(": ")[0] for fault in faults(folder)] == [f"{TOPIC}:{at + 4}"]
    page = (folder / TOPIC).read_text(encoding="utf-8")
    (folder / TOPIC).write_text(page.replace("topic:nowhere", "claim:8.1"), encoding="utf-8")
    assert sign in [piece.text for piece in topic_of(folder).body]


def test_topics_may_lead_in_a_circle(folder: Path, store_path: Path) -> None:
    circle = (SLUG, "16-security", "14-deployment")
    for slug, following in zip(circle, (*circle[1:], SLUG), strict=True):
        path = folder / f"topics/{slug}.md"
        leads = f'related = ["{following}"]\npath = ["{following}"]'
        replace_line(path, line_of(path, "related"), leads)
    store = Store(store_path, content=folder)
    try:
        topic, seen = store.topics.get(SLUG), []
        for _ in circle:
            assert topic.related == topic.path
            topic = store.topics.get(topic.related[0])
            seen.append(topic.slug)
    finally:
        store.close()
    assert seen == [*circle[1:], SLUG]


def test_line_ends_of_another_system_change_nothing(folder: Path, library: Library) -> None:
    for path in folder.parent.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert content.read(folder) == library
