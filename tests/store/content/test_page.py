import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.content import page
from store.domain.content import PageBlock, StyledText
from store.domain.errors import LINE_MAX

ANY = st.text(st.characters(exclude_categories=()), max_size=200)
SIGNS = st.lists(
    st.sampled_from(
        [*"#*_`~[]()<>!&\\|:-+=.1 \t\nab\0", "- ", "[ ] ", "[x] ", "1. ", "## ", "```"]
    ),
    max_size=60,
).map("".join)
SPANS = st.builds(StyledText, ANY, st.sampled_from(["", "strong", "em", "code"]), ANY)
PIECES = st.builds(
    PageBlock,
    st.sampled_from(["section", "column", "text", "item", "step", "task", "code"]),
    st.lists(SPANS, max_size=4).map(tuple),
    st.integers(0, 9),
    ANY,
)


def pieces(text: str) -> list[PageBlock]:
    """What the text becomes; there must be a place for all of it."""
    parsed = page.parse(text)
    assert parsed.faults == ()
    return list(parsed.pieces)


def words(kind: str, text: str, depth: int = 0, mark: str = "") -> PageBlock:
    return PageBlock(kind, (StyledText(text),), depth, mark)


def test_a_blank_line_parts_paragraphs_and_a_line_end_is_a_space() -> None:
    assert pieces("one\ntwo\n\nthree") == [words("text", "one two"), words("text", "three")]
    assert [piece.text for piece in pieces("one\\\ntwo  \nthree")] == ["one\ntwo\nthree"]


def test_looks_are_told_apart_and_the_innermost_counts() -> None:
    (piece,) = pieces("a **b *c* d** _e_ `f * g`")
    assert [(span.text, span.look) for span in piece.spans] == [
        ("a ", ""),
        ("b ", "strong"),
        ("c", "em"),
        (" d", "strong"),
        (" ", ""),
        ("e", "em"),
        (" ", ""),
        ("f * g", "code"),
    ]
    assert piece.text == "a b c d e f * g"


def test_headings_part_sections_and_begin_columns() -> None:
    assert pieces("## Both *sides*\n\n### Flask\none\n### Django\ntwo") == [
        PageBlock("section", (StyledText("Both "), StyledText("sides", "em"))),
        words("column", "Flask"),
        words("text", "one"),
        words("column", "Django"),
        words("text", "two"),
    ]


def test_lists_stand_in_lists_with_their_depth_and_their_numbers() -> None:
    text = "- a\n- b\n  1. c\n  2. d\n     - e\n\n        f\n- g\n\nh"
    assert pieces(text) == [
        words("item", "a"),
        words("item", "b"),
        words("step", "c", 1, "1."),
        words("step", "d", 1, "2."),
        words("item", "e", 2),
        words("text", "f", 3),
        words("item", "g"),
        words("text", "h"),
    ]


def test_code_is_kept_as_it_is_with_its_language() -> None:
    text = (
        "```python title=x\nif a:\n\n    b[0] = '**'  # & <i>\n```\n\n"
        "~~~\n## no\n```\n~~~\n\n    four"
    )
    assert pieces(text) == [
        words("code", "if a:\n\n    b[0] = '**'  # & <i>", mark="python"),
        words("code", "## no\n```"),
        words("code", "four"),
    ]


def test_an_empty_line_and_an_indent_at_the_top_of_code_are_code() -> None:
    assert pieces("```\n\n  a\n b\n\n\n```") == [words("code", "\n  a\n b")]


def test_code_of_a_list_item_stands_as_deep_as_its_text() -> None:
    text = "1. Install it.\n\n   ```console\n   pip install flask\n   ```\n2. Run it.\n"
    assert pieces(text) == [
        words("step", "Install it.", 0, "1."),
        words("code", "pip install flask", 1, "console"),
        words("step", "Run it.", 0, "2."),
    ]


def test_a_fence_that_is_never_closed_ends_with_the_page() -> None:
    assert pieces("```\nopen\n\n- still") == [words("code", "open\n\n- still")]


def test_links_lead_where_they_say_and_carry_their_looks() -> None:
    (piece,) = pieces(
        "see [the **topic**](topic:14-deployment), [`it`](https://example.com/a?b=c#d) "
        "and <https://example.org>"
    )
    assert list(page.links([piece])) == [
        "topic:14-deployment",
        "topic:14-deployment",
        "https://example.com/a?b=c#d",
        "https://example.org",
    ]
    assert piece.spans[1:3] == (
        StyledText("the ", "", "topic:14-deployment"),
        StyledText("topic", "strong", "topic:14-deployment"),
    )
    assert piece.text == "see the topic, it and https://example.org"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,"]
)
def test_a_link_to_no_page_is_a_link_so_that_it_can_be_told(address: str) -> None:
    assert list(page.links(pieces(f"[x]({address})"))) == [address]


@pytest.mark.parametrize("text", ["[x]()", "[x]", "x", "`[x](topic:1)`", r"\[x](topic:1)"])
def test_what_only_looks_like_a_link_leads_nowhere(text: str) -> None:
    assert list(page.links(pieces(text))) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <b>c</b> <br> <!-- d -->", "a <b>c</b> <br> <!-- d -->"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<div\nclass='x'>", "<div class='x'>"),
        ("AT&amp;T &lt;b&gt; &copy;", "AT&T <b> ©"),
        ("[red]x[/] list[int]", "[red]x[/] list[int]"),
        ("\x1b[31mred\x07 \u202egnp", "\x1b[31mred\x07 \u202egnp"),
    ],
)
def test_html_and_other_markup_is_text(text: str, shown: str) -> None:
    assert page.plain(pieces(text)) == shown


@pytest.mark.parametrize(
    ("text", "key", "shown"),
    [
        (
            "- [ ] **Health check.** Calls `/health`",
            "Health check.",
            "Health check. Calls `/health`",
        ),
        ("- [x] Pin  the\n  versions", "Pin the versions", "Pin the versions"),
        ("- [X] `SECRET_KEY` is set", "SECRET_KEY is set", "`SECRET_KEY` is set"),
        ("- [ ] **Two\n  words** and more", "Two words", "Two words and more"),
        ("- [ ] Read **all** of it", "Read all of it", "Read all of it"),
        ("7. [ ] [Deploy](topic:14-deployment)", "Deploy", "Deploy"),
    ],
)
def test_a_task_is_known_by_what_is_bold_or_by_its_words(text: str, key: str, shown: str) -> None:
    (task,) = pieces(text)
    assert (task.kind, task.mark) == ("task", key)
    assert " ".join(task.text.split()) == shown.replace("`", "")


def test_the_key_of_a_task_can_be_kept_however_long_its_text_is() -> None:
    (task,) = pieces("- [ ] " + "word " * 500)
    assert len(task.text) > LINE_MAX
    assert task.mark == ("word " * 20)[: page.TASK_KEY_MAX]


def test_rewording_what_follows_the_bold_words_keeps_the_tick() -> None:
    (before,) = pieces("- [ ] **Backups.** Restore one.")
    (after,) = pieces("- [ ] **Backups.** Restore two, and count the rows.")
    assert before.mark == after.mark


@pytest.mark.parametrize("text", ["- []", "- [ ]", "- [ ]x", "- [y] x", "- `[ ] x`", "- **[ ] x**"])
def test_what_is_no_box_is_an_item(text: str) -> None:
    assert [piece.kind for piece in pieces(text)] == ["item"]


def test_tasks_stand_in_lists_and_have_text_below_them() -> None:
    assert pieces("- a\n  - [ ] b\n\n    c\n- d") == [
        words("item", "a"),
        words("task", "b", 1, "b"),
        words("text", "c", 2),
        words("item", "d"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("one\n\n# Title", 3, "two or three #"),
        ("one\n\n#### Deep", 3, "two or three #"),
        ("Title\n=====", 1, "two or three #"),
        ("one\n\n***", 3, "no place for a line"),
        ("one\n\n> said", 3, "no place for a quotation"),
        ("- one\n- ![alt](picture.png)", 2, "no place for a picture"),
        ("\n".join(f"{'  ' * n}- x" for n in range(6)), 6, "at most 5 deep"),
    ],
)
def test_what_there_is_no_place_for_is_told_with_its_line(text: str, line: int, told: str) -> None:
    ((where, words_of_it),) = page.parse(text).faults
    assert where == line
    assert told in words_of_it


@given(text=ANY | SIGNS)
@example("- " * 2000 + "x")
@example("> " * 2000 + "x")
@example("[" * 5000)
@example("[a](" * 2000)
@example("**a *b " * 2000)
@example("\ud800 [x](\ud800) ![](\0)")
@example("[a]: b\n[a]")
def test_any_text_has_pieces_that_can_be_kept(text: str) -> None:
    parsed = page.parse(text)
    assert page.from_json(page.to_json(parsed.pieces)) == parsed.pieces
    for piece in parsed.pieces:
        assert piece.kind in {"section", "column", "text", "item", "step", "task", "code"}
        assert 0 <= piece.depth <= page.DEPTH_MAX or parsed.faults
        assert len(piece.mark) <= page.TASK_KEY_MAX or piece.kind == "code"
        assert {span.look for span in piece.spans} <= {"", "strong", "em", "code"}
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= line <= lines for line, _ in parsed.faults)


@given(text=st.text("ab \t\n", max_size=100))
def test_no_word_is_lost(text: str) -> None:
    assert page.plain(page.parse(text).pieces).split() == text.split()


@given(text=st.text("ab1 .-+[]x#`~\n", max_size=100))
def test_no_letter_is_lost_in_lists_headings_and_code(text: str) -> None:
    parsed = page.parse(text)
    kept = page.plain(parsed.pieces) + "".join(piece.mark for piece in parsed.pieces)
    assert parsed.faults or kept.count("a") >= text.count("a")


@given(given_pieces=st.lists(PIECES, max_size=6).map(tuple))
def test_pieces_come_back_from_json_as_they_were(given_pieces: tuple[PageBlock, ...]) -> None:
    assert page.from_json(page.to_json(given_pieces)) == given_pieces


@given(given_pieces=st.lists(PIECES, max_size=6))
def test_plain_text_is_all_words_and_nothing_else(given_pieces: list[PageBlock]) -> None:
    said = page.plain(given_pieces)
    words_of_all = [span.text for piece in given_pieces for span in piece.spans]
    assert said.replace("\n", "") == "".join(words_of_all).replace("\n", "")
