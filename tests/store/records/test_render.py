"""Records: exact, readable by Markdown and YAML parsers, and nothing typed is taken for markup."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from store.domain.content import Source
from store.domain.decision import Decision, Status
from store.domain.errors import NotFoundError
from store.domain.matrix import Comparison, Criterion, Matrix, Option, Preset, Rating
from store.domain.record import Reference
from store.markdown.escape import escape
from store.matrix.markdown_table import chart, table
from store.matrix.robustness import monte_carlo
from store.matrix.sensitivity import intervals
from store.matrix.sentences import interval_text, robustness_sentence
from store.records.filenames import SLUG_MAX, slug
from store.records.render import record

EXPECTED = Path(__file__).parents[1] / "records" / "0007-use-django-for-the-back-office.md"
STEADY = settings(deadline=None, derandomize=True)
RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

MARKUP = [
    *"`*_[]<>(){}&$~|#+-.!\\:=%@^\"'?1;/ ",
    *["**a**", "snake_case", "__init__", "[a](b)", "![a](b)", "[/]", "[x][y]", "list[int]", "<b>"],
    *["<!-- a -->", "&amp;", "&#35;", "$x$", "~~a~~", "{{ a }}", "{% a %}", "# ", "C#", "## a ##"],
    *["- ", "+ ", "* ", "> ", "1. ", "1) ", "(a) ", "---", "===", "| a | b |", "```", "    a"],
    *[
        "https://a.example/b_c?d=*e&f=1",
        "https://a.example/b_(c)",
        "https://a.example/b.",
        "HTTP://",
    ],
    *[
        "<https://a.example>",
        "www.a.example",
        "a_b@c.example",
        "psycopg://a:b@c.example/d",
        "ftp://a",
    ],
    *["https://a.example/é", "https://a.example/%C3%A9", "עברית", "é", "e\u0301", "😀", "👩‍💻"],
]
HIDDEN = "\u0085\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"


def texts(piece: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts in which markup is far more frequent than chance would make it."""
    return st.lists(st.one_of(st.sampled_from(MARKUP), piece), max_size=12).map("".join)


printable = texts(
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=HIDDEN), max_size=6)
)
anything = texts(st.text(st.characters(), max_size=6))


def criterion(name: str) -> Criterion:
    return Criterion(name.lower(), "Group", name, f"{name}?", "none", "full", "topic", 1)


DOCS = Source(
    "docs", "Docs [stable]: `list[int]`", "https://docs.example/a(b)|c", None, date(2026, 11, 23)
)
RUN = Source("run", "Run: N+1", None, "A loop over `books[:20]`.", date(2026, 11, 22))
FLASK = Option("flask", "Flask", "Small core.", "https://flask.example/")
DJANGO = Option("django", "Django", "Batteries included.", "https://django.example/")
FALCON = Option("falcon", "Falcon", "For interfaces.", "https://falcon.example/")
WEIGHTS = {
    "Admin": 9.0,
    "Migrations": 7.5,
    "Memory": 2.0,
    "Templates": 4.0,
    "Forms": 4.0,
    "Accounts": 6.0,
    "Async": 1.0,
    "Caching": 1.0,
    "Tasks": 1.0,
    "Docs": 3.0,
    "Plugins": 2.0,
    "Layout": 2.0,
    "Learning": 0.0,
}
CRITERIA = tuple(criterion(name) for name in WEIGHTS)
SHIPPED = {c.slug: WEIGHTS[c.name] for c in CRITERIA}
RATINGS = {
    (c.slug, option.slug): Rating(value, f"{option.name} and {c.name.lower()}.", (DOCS,))
    for c in CRITERIA
    for option, value in ((FLASK, 3.0), (DJANGO, 4.0), (FALCON, 2.0))
} | {
    ("admin", "flask"): Rating(1.0, "Needs `Flask-Admin[sqla]`, a plug_in.", (DOCS, RUN)),
    ("admin", "django"): Rating(5.0, "Ships with `django.contrib.admin`.", (DOCS,)),
    ("migrations", "flask"): Rating(
        4.5, "Shipped.", (), (), True, "We use Alembic [here] *daily*."
    ),
    ("memory", "flask"): Rating(None, "Measure it with your own code."),
    ("templates", "flask"): Rating(3.5, "Jinja.", (), (), True, "Our designers know it."),
    ("forms", "flask"): Rating(2.0, "Flask-WTF.", (), (), True),
}
MATRIX = Matrix(
    id=1,
    name="Back office",
    preset="content-site",
    comparison=Comparison(
        slug="frameworks",
        title="Python web frameworks",
        question="Which framework should carry this back end?",
        options=(FLASK, DJANGO, FALCON),
        criteria=CRITERIA,
        ratings=RATINGS,
        weights=SHIPPED,
        presets=(Preset("content-site", "Content site", "Editors.", {**SHIPPED, "memory": 5.0}),),
    ),
    weights=SHIPPED,
    ratings=RATINGS,
    ruled_out={"falcon": "it has no forms & no admin."},
)
DECISION = Decision(
    id=1,
    number=7,
    title="Use Django for the back office",
    status=Status.ACCEPTED,
    superseded_by=None,
    date=date(2026, 11, 23),
    chosen="django",
    context="Editors change 2 * 3 pages.\r\n\r\n1. They write no code; see https://a.example/b_c.",
    deciders="Zoë Example , Bob,",
    consequences="+ Editors start now.\n- 40 MB more memory\nWe learn the ORM.\nBad, because slow",
    matrix=MATRIX,
    created=datetime(2026, 11, 23, tzinfo=UTC),
    updated=datetime(2026, 11, 23, tzinfo=UTC),
    robustness=tuple(map(robustness_sentence, monte_carlo(MATRIX))),
)
OLDER = Reference(3, "0003-use-flask.md", "Use Flask")


def shown(tokens: list[Token]) -> str:
    """The text that a reader sees of inline tokens, which must hold no markup but addresses."""
    seen = []
    in_address = False
    for token in tokens:
        if token.type == "link_open":
            assert token.markup == "autolink"
            seen.append(str(token.attrs["href"]).removeprefix("mailto:"))
        else:
            assert token.type in {"text", "text_special", "link_close"}, token
            seen.append("" if in_address else token.content)
        in_address = token.type == "link_open"
    return "".join(seen)


def rendered(markdown: str, env: dict[str, object] | None = None) -> list[tuple[str, str]]:
    """Each run of text with the kind of block that holds it."""
    tokens = RENDERER.parse(markdown, env)
    return [
        (before.type, shown(token.children or []))
        for before, token in pairwise(tokens)
        if token.type == "inline"
    ]


def outcome(decision: Decision) -> str:
    return next(line for line in record(decision).splitlines() if line.startswith("Chosen option"))


def section(markdown: str, heading: str) -> str:
    return markdown.partition(f"\n{heading}\n\n")[2].partition("\n\n#")[0]


def test_record_in_full() -> None:
    assert record(DECISION, supersedes=[OLDER]) == EXPECTED.read_text("utf-8")


LIVED = replace(
    DECISION,
    consulted="Cy, Di: ops",
    informed="Everyone",
    confirmation="The admin is used daily.\n\n# 1. A *test* says so",
    review_by=date(2027, 3, 1),
    reason="all of us agree | so far",
)


CONFIRMED = r"""### Confirmation

The admin is used daily.

\# 1. A \*test\* says so

Review by 2027-03-01."""


def test_the_record_carries_who_was_asked_how_it_is_confirmed_and_why_it_was_moved() -> None:
    wanted = EXPECTED.read_text("utf-8")
    for before, after in (
        (
            "\ndecision-makers: Zoë Example, Bob\n",
            '\ndecision-makers: Zoë Example, Bob\nconsulted: "Cy, Di: ops"\ninformed: Everyone\n',
        ),
        (
            "\n\n## Pros and Cons of the Options",
            f"\n\n{CONFIRMED}\n\n## Pros and Cons of the Options",
        ),
        (
            "\n\nWeights: ",
            "\n\nAccepted on 2026-11-23: all of us agree | so far.\n\nWeights: ",
        ),
    ):
        assert wanted.count(before) == 1
        wanted = wanted.replace(before, after)
    assert record(LIVED, supersedes=[OLDER]) == wanted


def test_a_record_says_nothing_of_what_nobody_said() -> None:
    plain = record(DECISION)
    blank = replace(DECISION, consulted=" , ", informed="\n", confirmation=" \n\t", reason=" ")
    assert record(blank) == plain
    only = record(replace(DECISION, review_by=date(2027, 3, 1)))
    assert section(only, "### Confirmation") == "Review by 2027-03-01."


@STEADY
@given(printable, printable, printable)
def test_what_was_typed_about_a_life_reads_as_it_was_typed(
    confirmation: str, reason: str, name: str
) -> None:
    lived = record(replace(DECISION, confirmation=confirmation, reason=reason, informed=name))
    shown = [text for _, text in rendered(section(lived, "### Confirmation"))]
    assert shown == ([confirmation.strip()] if confirmation.strip() else [])
    (more,) = (text for kind, text in rendered(section(lived, "## More Information"))[:1])
    wanted = f"Accepted on 2026-11-23: {reason.strip()}" if reason.strip() else "Weights: "
    assert more.startswith(wanted)
    front = yaml.safe_load(lived.split("\n---\n")[0].removeprefix("---\n"))
    visible = [part.strip() for part in name.split(",")]
    assert front.get("informed", "") == ", ".join(filter(None, visible))


@STEADY
@given(printable)
def test_escaped_text_reads_as_it_was_typed(text: str) -> None:
    plain, marked = text.strip(), escape(text)
    wanted = [("heading_open", plain), ("paragraph_open", plain), ("paragraph_open", plain)]
    if plain:
        assert rendered(f"# {marked}\n\n{marked}\n\n* {marked}\n") == wanted
        assert rendered(f"* Good, because {marked}: it is\n") == [
            ("paragraph_open", f"Good, because {plain}: it is")
        ]


@STEADY
@given(printable, printable)
def test_escaped_text_stays_in_its_cell(one: str, other: str) -> None:
    first, second = (escape(text, table=True) for text in (one, other))
    table = f"| {first} | b |\n| --- | --- |\n| c | {second} |\n"
    cells = [text for kind, text in rendered(table) if kind in {"th_open", "td_open"}]
    assert cells == [one.strip(), "b", "c", other.strip()]


def test_lines_become_spaces_and_controls_become_symbols() -> None:
    assert escape("a\r\nb\tc\u2028d") == "a b c d"
    assert escape("\x1b]52;x\x07 \x00\x7f \x9b \u202eb \ud800") == (
        "␛\\]52;x␇ ␀␡ \ufffd \ufffdb \ufffd"
    )


@pytest.mark.parametrize(
    "text",
    ["snake_case", "Async/await, 5 < 6 & 7 > 2", "Django (4.2+) - the plan!", "C# 9, v1.2", "50 %"],
)
def test_what_needs_no_escape_stays_readable(text: str) -> None:
    assert escape(text) == text


@settings(STEADY, max_examples=60)
@given(names=anything, title=anything, other=anything)
def test_a_record_holds_nothing_raw(names: str, title: str, other: str) -> None:
    note = Rating(5.0, other, (replace(DOCS, title=title, url=f"https://a.example/{other}"),))
    changed = Rating(None, title, (replace(RUN, how=other),), (), True, other)
    option = replace(DJANGO, name=title or "Django")
    ratings = {**RATINGS, ("admin", "flask"): note, ("forms", "django"): changed}
    decision = replace(
        DECISION,
        title=title,
        deciders=names,
        context=other,
        consequences=other,
        matrix=replace(
            MATRIX,
            ratings=ratings,
            ruled_out={"falcon": other},
            comparison=replace(MATRIX.comparison, options=(FLASK, option, FALCON)),
        ),
    )
    text = record(decision)
    text.encode()
    raw = {char for char in text if unicodedata.category(char) in {"Cc", "Cs"} or char in HIDDEN}
    assert raw <= {"\n"}
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    tokens = RENDERER.parse(text.partition("\n---\n")[2])
    assert not [token for token in tokens if token.type in {"html_block", "code_block"}]
    assert [token.info for token in tokens if token.type == "fence"] == ["mermaid"]
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings.count("h1") == 1
    assert headings.count("h3") == 7 + ("### Consequences" in text)
    rows = [token.map for token in tokens if token.type == "tr_open"]
    assert len(rows) == 1 + len(CRITERIA) + 1


@STEADY
@given(anything, st.sampled_from(Status), st.dates())
def test_front_matter_gives_back_what_went_in(names: str, status: Status, day: date) -> None:
    decision = replace(DECISION, deciders=names, status=status, date=day)
    front = yaml.safe_load(record(decision).split("\n---\n")[0].removeprefix("---\n"))
    assert front["status"] == status
    assert front["date"] == day
    visible = [name.strip() for name in names.split(",")]
    if not any(unicodedata.category(char) in {"Cc", "Cs"} or char in HIDDEN for char in names):
        assert front.get("decision-makers", "") == ", ".join(filter(None, visible))


@pytest.mark.parametrize("name", ["null", "No", "Ann: lead", "# Ann", "@ann", "7", '"Ann"', "- A"])
def test_names_that_yaml_would_misread(name: str) -> None:
    front = yaml.safe_load(record(replace(DECISION, deciders=name)).split("---\n")[1])
    assert front["decision-makers"] == name


def test_names_stand_bare_where_yaml_allows_it() -> None:
    assert "\ndecision-makers: Zoë Example, Bob\n" in record(DECISION)
    assert "decision-makers" not in record(replace(DECISION, deciders=" ,"))


def test_superseded_names_its_successor() -> None:
    superseded = replace(DECISION, status=Status.SUPERSEDED, superseded_by=12)
    assert record(superseded).startswith("---\nstatus: superseded by ADR-0012\n")
    assert record(replace(superseded, superseded_by=None)).startswith("---\nstatus: superseded\n")


def test_context_falls_back_to_the_question() -> None:
    text = record(replace(DECISION, context=" \n "))
    assert section(text, "## Context and Problem Statement") == MATRIX.comparison.question


def matrix(
    flask: float | None, django: float | None, *, weight: float = 5, ruled_out: str = ""
) -> Matrix:
    """Flask against Django on one criterion."""
    return replace(
        MATRIX,
        preset=None,
        comparison=replace(
            MATRIX.comparison,
            options=(FLASK, DJANGO),
            criteria=CRITERIA[:1],
            weights={"admin": 5.0},
        ),
        weights={"admin": weight},
        ratings={("admin", "flask"): Rating(flask, ""), ("admin", "django"): Rating(django, "")},
        ruled_out=dict.fromkeys(ruled_out.split(), "no staff"),
    )


@pytest.mark.parametrize(
    ("of", "because"),
    [
        (matrix(3, 4), "it scores 80.0 % against 60.0 % for Flask on 1 weighted criterion"),
        (
            matrix(4, 3),
            (
                "it was preferred although Flask leads: "
                "it scores 60.0 % against 80.0 % for Flask on 1 weighted criterion"
            ),
        ),
        (matrix(4, 4), "it ties with Flask at 80.0 % on 1 weighted criterion"),
        (
            matrix(3, None),
            (
                "it scores 0.0 to 100.0 % against 60.0 % for Flask on 1 weighted criterion, "
                "where unknown ratings leave open which option leads"
            ),
        ),
        (
            matrix(3, 4, ruled_out="flask"),
            "it is the only option in the running: it scores 80.0 % on 1 weighted criterion",
        ),
        (
            matrix(3, 4, ruled_out="django"),
            (
                "it was preferred although it is ruled out: "
                "it scores 80.0 % against 60.0 % for Flask on 1 weighted criterion"
            ),
        ),
        (
            matrix(3, 4, ruled_out="flask django"),
            "it was preferred although it is ruled out: it scores 80.0 % on 1 weighted criterion",
        ),
        (
            matrix(3.75, 4),
            (
                "it scores 80.0 % against 75.0 % for Flask on 1 weighted criterion, "
                "which is too close to call"
            ),
        ),
        (
            replace(matrix(3, 4), minimums={"admin": 3.5}),
            "it is the only option in the running: it scores 80.0 % on 1 weighted criterion",
        ),
        (
            replace(matrix(4, 3), minimums={"admin": 3.5}),
            (
                "it was preferred although it is ruled out: "
                "it scores 60.0 % against 80.0 % for Flask on 1 weighted criterion"
            ),
        ),
        (
            matrix(3, 4, weight=0),
            "it was preferred; no criterion carries a weight, so there is no score",
        ),
    ],
    ids=[
        "leads",
        "trails",
        "tie",
        "open",
        "alone",
        "ruled out",
        "all ruled out",
        "close",
        "the other misses a must",
        "misses a must",
        "no weights",
    ],
)
def test_the_outcome_says_what_the_scores_say(of: Matrix, because: str) -> None:
    assert outcome(replace(DECISION, matrix=of)) == f'Chosen option: "Django", because {because}.'


def test_who_misses_a_must_is_told_with_the_options() -> None:
    text = record(replace(DECISION, matrix=replace(matrix(3, 4), minimums={"admin": 3.5})))
    name = escape(CRITERIA[0].name)
    assert f"Ruled out: Flask, because {name} is 3, at least 3.5 is a must." in text


def test_two_that_tie_ahead_of_the_chosen_one_are_both_named() -> None:
    one = {("admin", "flask"): 4.0, ("admin", "falcon"): 4.0, ("admin", "django"): 1.0}
    tied = replace(
        matrix(4, 1),
        comparison=replace(MATRIX.comparison, criteria=CRITERIA[:1], weights={"admin": 5.0}),
        ratings={key: Rating(value, "") for key, value in one.items()},
    )
    assert "although Flask and Falcon tie for the lead: " in outcome(replace(DECISION, matrix=tied))


def test_without_weights_the_sections_that_need_them_are_left_out() -> None:
    text = record(replace(DECISION, matrix=matrix(3, 4, weight=0)))
    headings = re.findall(r"(?m)^## .+", text)
    assert headings == [
        "## Context and Problem Statement",
        "## Considered Options",
        "## Decision Outcome",
        "## More Information",
    ]


def test_the_table_tells_how_far_each_weight_can_go_while_somebody_leads() -> None:
    rows = [line.split(" | ") for line in table(MATRIX).splitlines()]
    ends = [interval_text(each) for each in intervals(MATRIX)]
    assert [row[-1].removesuffix(" |") for row in rows] == ["Stays first at", "---", *ends, "-"]
    assert len({len(row) for row in rows}) == 1
    assert "Stays first at" not in table(matrix(4, 4))


def test_the_record_tells_what_would_flip_it_and_how_sure_it_is() -> None:
    text = record(DECISION)
    flips = section(text, "### What would flip it")
    assert "Flask may lead once “Memory” has 58.99 % or more of the whole weight" in flips
    sure = section(text, "### How sure it is").splitlines()
    assert sure[: len(DECISION.robustness)] == [f"* {each}" for each in DECISION.robustness]
    assert "10,000 samples (seed 1)" in sure[0]
    assert sure[-1].startswith("* Second opinion: ")


def test_a_decision_of_which_nothing_was_sampled_still_has_its_record() -> None:
    text = record(replace(DECISION, robustness=()))
    assert section(text, "### How sure it is").startswith("* Second opinion: ")
    assert "samples" not in text


def test_an_open_lead_asks_what_to_find_out_and_musts_and_own_things_are_told() -> None:
    own = replace(CRITERIA[0], own=True, name="Our [own]")
    asked = matrix(3, None)
    asked = replace(
        asked,
        minimums={own.slug: 2.0},
        comparison=replace(
            asked.comparison, criteria=(own,), options=(replace(FLASK, own=True), DJANGO)
        ),
    )
    text = record(replace(DECISION, matrix=asked))
    assert section(text, "### What would flip it").startswith("What to find out next: ")
    options = section(text, "## Considered Options")
    assert r"Whether Django meets the must “Our \[own\]”, at least 2, is unknown." in options
    assert r"Musts: Our \[own\] at least 2." in text
    assert r"Added to what was supplied: Flask; Our \[own\]." in text


def test_the_chart_has_a_bar_an_option_and_a_light_end_for_what_is_unknown() -> None:
    assert chart(MATRIX).splitlines() == [
        "```mermaid",
        "xychart-beta horizontal",
        '    x-axis ["Flask", "Django", "Falcon"]',
        '    y-axis "Score in %" 0 --> 100',
        "    bar [57.8, 84.2, 40.0]",
        "    bar [53.1, 84.2, 40.0]",
        "```",
    ]
    assert chart(matrix(3, 4)).count("    bar [") == 1
    assert chart(matrix(3, 4, weight=0)) == ""


def test_a_chart_of_more_options_than_one_can_see_is_left_out() -> None:
    def of(count: int) -> Matrix:
        options = tuple(Option(f"o{place}", f"O{place}", "", "") for place in range(count))
        ratings = {("admin", option.slug): Rating(3.0, "") for option in options}
        few = matrix(3, 4)
        return replace(few, ratings=ratings, comparison=replace(few.comparison, options=options))

    assert chart(of(12))
    assert not chart(of(13))


@STEADY
@given(st.lists(anything, min_size=1, max_size=4))
def test_no_name_breaks_out_of_its_label(names: list[str]) -> None:
    few = matrix(3, 4)
    options = tuple(Option(f"o{place}", name, "", "") for place, name in enumerate(names))
    ratings = {("admin", option.slug): Rating(3.0, "") for option in options}
    drawn = chart(
        replace(few, ratings=ratings, comparison=replace(few.comparison, options=options))
    )
    axis = drawn.splitlines()[2]
    labels = re.fullmatch(r'    x-axis \[("[^"]+"(?:, "[^"]+")*)\]', axis)
    assert labels
    found = re.findall('"([^"]+)"', labels[1])
    assert len(set(found)) == len(names)
    assert not any(set(label) & set("`\\<>{}[]%;~$|^\n") for label in found)
    assert len(drawn.splitlines()) == 6


def test_an_option_that_is_not_in_the_matrix_is_refused() -> None:
    with pytest.raises(NotFoundError, match="bottle"):
        record(replace(DECISION, chosen="bottle"))


def test_a_consequence_is_good_bad_or_neutral_and_kept_where_it_says_so() -> None:
    lines = (
        "+fast\n-5 % memory\nmore code\n* pasted\n* Good, because sure\n- bad, because x\n+\n**b**"
    )
    text = record(replace(DECISION, consequences=lines))
    assert section(text, "### Consequences").splitlines() == [
        "* Good, because fast",
        "* Bad, because 5 % memory",
        "* Neutral, because more code",
        "* Neutral, because pasted",
        "* Good, because sure",
        "* bad, because x",
        r"* Neutral, because \*\*b\*\*",
    ]
    assert "### Consequences" not in record(replace(DECISION, consequences=" \n+\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(see https://a.example/b_c?d=1&e=2#f).", "(see <https://a.example/b_c?d=1&e=2#f>)."),
        ("at https://a.example/b_(c), or", "at <https://a.example/b_(c)>, or"),
        ("ask a_b@c.example!", "ask <a_b@c.example>!"),
        ("https://a.example/*", r"https&#58;//a.example/\*"),
    ],
)
def test_a_complete_address_becomes_a_link_and_no_other_does(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_shipped_code_stays_code_unless_a_page_builder_would_run_it() -> None:
    def why(rationale: str) -> str:
        ratings = {**RATINGS, ("admin", "django"): Rating(5.0, rationale)}
        text = record(replace(DECISION, matrix=replace(MATRIX, ratings=ratings)))
        return section(text, "### Django").splitlines()[0].removeprefix("* Good, because Admin: ")

    assert why("Give `list[int]` to *it*.") == r"Give `list[int]` to \*it\*."
    assert why("After `commit()`: done.") == "After `commit()`: done."
    assert why("Write `{{ x }}`.") == r"Write \{\{ x \}\}."
    assert why("One ` only.") == r"One \` only."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Use Django for the back office", "use-django-for-the-back-office"),
        ("  C# / F#: 1,000 naïve rows — Straße!  ", "c-f-1000-naive-rows-strasse"),
        ("Don't [/] | <b>", "don-t-b"),
        ("日本語", "decision"),
        ("a\x00b\nc", "a-b-c"),
        ("word " * 2000, "-".join(["word"] * 20)),
        ("x" * 10_000, "x" * 100),
    ],
)
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


@STEADY
@given(anything)
def test_slugs_are_safe_names_and_stable(title: str) -> None:
    name = slug(title)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= SLUG_MAX
    assert slug(name) == name
