"""Renders the matrix of a record: table, legend, chart, sensitivity and evidence. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from store.domain.content import Source
from store.domain.matrix import MEASURED, RATING_MAX, Criterion, Matrix, Option, Rating
from store.domain.text import is_address
from store.markdown.escape import bullets, escape, link, prose
from store.matrix import sentences
from store.matrix.groups import groups
from store.matrix.markdown_table import chart, ends, table
from store.matrix.number_text import number
from store.matrix.scoring import least_text, outcome, scores

MUSTS = "Musts: "
ADDED = "Added to what was supplied: "
GROUPS = "Groups of criteria:"
"""How paragraphs begin that tell what the table does not."""


def judgement(matrix: Matrix, robustness: Sequence[str], heading: str = "##") -> Iterator[str]:
    """The blocks that tell all of a matrix: table and chart, what would flip it, how sure it is.

    Args:
        matrix: what is weighed and rated.
        robustness: what sampling its weights came to, in sentences; see
            `store.matrix.robustness.monte_carlo`.
        heading: what stands before a heading.
    """
    found = {
        name: "\n\n".join(blocks) for name, blocks in judgement_parts(matrix, robustness).items()
    }
    yield from judged(found, heading)


def judgement_parts(matrix: Matrix, robustness: Sequence[str]) -> dict[str, Iterable[str]]:
    """The parts of a record that tell all of a matrix."""
    sure = [
        *sentences.dominance_sentences(matrix),
        *robustness,
        sentences.second_opinion_sentence(matrix),
    ]
    return {
        "matrix": [table(matrix)],
        "legend": _legend(matrix),
        "chart": _chart(matrix),
        "what-would-flip-it": [escape(" ".join(sentences.flip_sentences(matrix)))],
        "how-sure-it-is": [bullets([escape(each) for each in sure if each])],
    }


def judged(found: Mapping[str, str], heading: str) -> Iterator[str]:
    """The blocks of those parts, with `heading` before what has one."""
    yield found["matrix"]
    yield found["legend"]
    yield from filter(None, [found["chart"]])
    yield from titled(f"{heading} What would flip it", found["what-would-flip-it"])
    yield from titled(f"{heading} How sure it is", found["how-sure-it-is"])


def _chart(matrix: Matrix) -> Iterator[str]:
    if bars := chart(matrix):
        yield bars
        if any(score.low < score.high for score in scores(matrix)):
            yield "The light end of a bar is what unknown ratings leave open."


def _legend(matrix: Matrix) -> Iterator[str]:
    """Paragraphs on what the table shows."""
    legend = f"Ratings run from 0 to {number(RATING_MAX)}"
    ratings = _ratings(matrix)
    if any(rating.value is None for rating in ratings):
        legend += "; ? is unknown"
    if any(rating.changed for rating in ratings):
        legend += r"; \* marks an own rating in place of the one supplied"
    legend += "."
    if ends(matrix):
        leader = escape(outcome(matrix).first[0].option.name)
        legend += f" {leader} stays first while a weight, changed alone, is in the last column."
    yield legend
    comparison = matrix.comparison
    musts = [
        f"{escape(criterion.name)} at least {least_text(matrix, criterion)}"
        for criterion in comparison.criteria
        if matrix.minimums.get(criterion.slug, 0) > 0
    ]
    if musts:
        yield f"{MUSTS}{'; '.join(musts)}."
    own = [escape(option.name) for option in comparison.options if option.own]
    own += [escape(criterion.name) for criterion in comparison.criteria if criterion.own]
    if own:
        yield f"{ADDED}{'; '.join(own)}."
    named = [group for group in groups(matrix) if group.name]
    if named:
        yield GROUPS
        yield bullets(
            [
                f"{escape(group.name)}: {'; '.join(escape(each.name) for each in group.criteria)}"
                for group in named
            ]
        )


def _ratings(matrix: Matrix) -> list[Rating]:
    return [
        rating_of(matrix, criterion, option)
        for criterion in matrix.comparison.criteria
        for option in matrix.comparison.options
    ]


def evidence(matrix: Matrix) -> Iterator[str]:
    """What the ratings rest on: measurements and sources, as a list."""
    sources = {source.slug: source for rating in _ratings(matrix) for source in rating.sources}
    items = [
        *_measured(matrix),
        *(f"{_source(source)}: {_resting(matrix, source)}" for source in sources.values()),
    ]
    if items:
        yield bullets(items)


def _resting(matrix: Matrix, source: Source) -> str:
    """The ratings that rest on a source: criteria, with options where it is not all of them."""
    options = matrix.comparison.options
    cells = []
    for criterion in matrix.comparison.criteria:
        of = [
            escape(option.name)
            for option in options
            if any(
                each.slug == source.slug for each in rating_of(matrix, criterion, option).sources
            )
        ]
        if of:
            only = f" ({', '.join(of)})" if len(of) < len(options) else ""
            cells.append(f"{escape(criterion.name)}{only}")
    return "; ".join(cells)


def titled(heading: str, text: str) -> list[str]:
    """A section, or nothing where it would be empty."""
    return [f"{heading}\n\n{text}"] if text else []


def weights_from(matrix: Matrix) -> str:
    """The sentence on where the weights come from, and which were changed."""
    criteria = matrix.comparison.criteria
    base = matrix.base_weights
    changed = [
        f"{escape(c.name)} (was {number(base[c.slug])})"
        for c in criteria
        if number(weight_of(matrix, c)) != number(base[c.slug])
    ]
    name = next((p.name for p in matrix.comparison.presets if p.slug == matrix.preset), None)
    origin = f'the preset "{escape(name)}"' if name else "the comparison's own"
    count = f"{len(changed)} of {len(criteria)} changed"
    differ = f"; {count}: {'; '.join(changed)}" if changed else ""
    return f"Weights: {origin}{differ}."


def _measured(matrix: Matrix) -> Iterator[str]:
    """What was measured of the cells, with where and when."""
    for criterion in matrix.comparison.criteria:
        for option in matrix.comparison.options:
            rating = rating_of(matrix, criterion, option)
            if is_measured(rating):
                yield f"{escape(criterion.name)}, {escape(option.name)}: {escape(rating.note)}"


def is_measured(rating: Rating) -> bool:
    """Whether a rating was measured on this machine."""
    return rating.changed and rating.note.startswith(MEASURED)


def _source(source: Source) -> str:
    checked = source.checked.isoformat()
    if source.url and is_address(source.url):
        return f"{link(source, source.url)}, checked {checked}"
    how = f": {source.how.removesuffix('.')}" if source.how else ""
    return f"{prose(source.title + how)} ({checked})"


def weight_of(matrix: Matrix, criterion: Criterion) -> float:
    """The weight of a criterion."""
    return matrix.weights[criterion.slug]


def rating_of(matrix: Matrix, criterion: Criterion, option: Option) -> Rating:
    """The rating of an option on a criterion."""
    return matrix.ratings[criterion.slug, option.slug]
