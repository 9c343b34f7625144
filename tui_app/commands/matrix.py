"""matrix: what is weighed, and what comes of it."""

from argparse import Namespace
from dataclasses import asdict

from store.store import Store
from store.text import visible
from store.types import Matrix
from tui_app.commands.output import Answer, as_json, columns, text


def matrix(store: Store, arguments: Namespace) -> Answer:
    """Shows weights, ratings and scores, who leads, and what would flip it."""
    from store.scoring import number, out_of_running, percent, scores
    from store.words import flip_sentence, must_sentences, verdict

    matrix = store.read.matrix(arguments.preset)
    if arguments.json:
        return Answer(as_json(_matrix_value(matrix)))
    options = matrix.comparison.options
    rows = [["Criterion", "Group", "Weight", *(option.name for option in options)]]
    for criterion in matrix.comparison.criteria:
        ratings = [matrix.ratings[criterion.slug, option.slug] for option in options]
        rows.append(
            [
                criterion.name,
                criterion.group,
                number(matrix.weights[criterion.slug]),
                *(
                    ("?" if rating.value is None else number(rating.value))
                    + ("*" if rating.changed else "")
                    for rating in ratings
                ),
            ]
        )
    rows.append(["Score", "-", "-", *(percent(score) for score in scores(matrix))])
    sentences = [
        f"Ruled out: {matrix.comparison.option(slug).name}, because {reason}"
        for slug, reason in out_of_running(matrix).items()
    ]
    sentences += filter(None, [verdict(matrix), *must_sentences(matrix), flip_sentence(matrix)])
    return Answer(text([*columns(rows), *map(visible, sentences)]))


def _matrix_value(matrix: Matrix) -> dict[str, object]:
    from store.scoring import out_of_running, outcome, scores
    from store.sensitivity import nearest_flip
    from store.words import flip_sentence, verdict

    out = out_of_running(matrix)
    standing = outcome(matrix)
    flip = nearest_flip(matrix)
    options = matrix.comparison.options
    return {
        "name": matrix.name,
        "preset": matrix.preset,
        "options": [
            {
                "slug": score.option.slug,
                "name": score.option.name,
                "score": {"low": score.low, "high": score.high},
                "ruled_out": out.get(score.option.slug),
            }
            for score in scores(matrix)
        ],
        "criteria": [
            {
                "slug": criterion.slug,
                "group": criterion.group,
                "name": criterion.name,
                "weight": matrix.weights[criterion.slug],
                "ratings": {
                    option.slug: asdict(matrix.ratings[criterion.slug, option.slug])
                    for option in options
                },
            }
            for criterion in matrix.comparison.criteria
        ],
        "lead": {
            "kind": standing.lead,
            "first": [score.option.slug for score in standing.first],
            "sentence": verdict(matrix),
        },
        "flip": {
            "criterion": flip.criterion.slug if flip else None,
            "challenger": flip.challenger.slug if flip else None,
            "weight": flip.weight if flip else None,
            "sentence": flip_sentence(matrix),
        },
    }
