import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from store.domain.text import visible

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.characters() | st.sampled_from(OVERRIDES)))
def test_nothing_is_hidden(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert not set(shown) & set(OVERRIDES)
    shown.encode()
    assert visible(shown) == shown


@given(st.text())
def test_kept_lines_are_the_lines_of_the_text(text: str) -> None:
    assert visible(text, lines=True).replace("\n", " ") == visible(text)


def test_what_is_plain_stays() -> None:
    plain = "list[int] [/] <b> | `x` שלום 👩‍💻 é “quoted”"
    assert visible(plain) == plain


def test_controls_are_shown_as_symbols() -> None:
    assert visible("\x1b[31m\x07\x00\x7f\x9b\u202e") == "␛[31m␇␀␡\ufffd\ufffd"


def test_ends_of_lines() -> None:
    text = "a\r\nb\rc\nd\u2028e\tf"
    assert visible(text) == "a b c d e f"
    assert visible(text, lines=True) == "a\nb\nc\nd\ne f"
