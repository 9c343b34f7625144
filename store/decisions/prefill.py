"""A decision's first draft, filled in from the matrix that it comes from."""

from store.domain.decision import DecisionDraft, Status
from store.domain.matrix import Criterion, Matrix, Option
from store.matrix import scoring

_FOR = 4
_AGAINST = 3


def draft(matrix: Matrix) -> DecisionDraft:
    """What a decision for the leader of this matrix would say, for the user to edit."""
    comparison = matrix.comparison
    standing = scoring.outcome(matrix)
    options = scoring.shortlist(matrix) or comparison.options
    option = standing.first[0].option if standing.first else options[0]
    context = [comparison.question]
    if matrix.preset:
        preset = comparison.preset(matrix.preset)
        context.append(f"{preset.name}: {preset.description}")
    rivals = [score.option for score in standing.ranked]
    rival = next((other for other in rivals if other != option), None)
    return DecisionDraft(
        title=f"Use {option.name}",
        status=Status.PROPOSED,
        chosen=option.slug,
        context="\n\n".join(context),
        consequences="\n".join(_consequences(matrix, option, rival)) if rival else "",
    )


def _consequences(matrix: Matrix, option: Option, rival: Option) -> list[str]:
    parts = scoring.contributions(matrix, option, rival)
    good = [part.criterion for part in parts if part.points > 0][:_FOR]
    bad = [part.criterion for part in parts if part.points < 0][:_AGAINST]

    def why(criterion: Criterion) -> str:
        rating = matrix.ratings[criterion.slug, option.slug]
        return rating.note or rating.rationale.replace("`", "")

    return [
        f"{sign} {criterion.name}: {why(criterion)}"
        for sign, criteria in (("+", good), ("-", bad))
        for criterion in criteria
    ]
