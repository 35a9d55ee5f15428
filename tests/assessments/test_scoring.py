"""The level engine against an obvious reference: every vector of small sets, a hundred thousand of each shipped one."""

import itertools
import random
from decimal import Decimal

import pytest

from assessments import references
from assessments.scoring import Failure, Gate, Outcome, PercentBand, Rules, ScoresError, outcome_of, score_of_share

PLAN2 = references.rules_of(references.read("plan2"))


def plainly(rules, scores):
    """The same, written as slowly and plainly as the rule is told."""
    level, failed = 0, []
    for gate in rules.gates:
        failed = []
        for number in range(1, gate.items_up_to + 1):
            if scores[number - 1] < gate.least_score:
                failed.append((number, "least_score", gate.least_score, scores[number - 1]))
        total = 0
        for number in range(1, gate.items_up_to + 1):
            total = total + scores[number - 1]
        if total < gate.least_sum:
            failed.append((None, "least_sum", gate.least_sum, total))
        if failed:
            return level, gate.level, failed
        level = gate.level
    return level, None, []


def told(rules, scores):
    outcome = outcome_of(rules, scores)
    return outcome.level, outcome.next, [(one.item, one.rule, one.needs, one.has) for one in outcome.failed]


@pytest.mark.parametrize("items", [1, 2, 3, 4])
@pytest.mark.parametrize("highest", [1, 2, 3])
def test_every_vector_of_a_small_set_is_told_as_the_plain_reference_tells_it(items, highest):
    chance = random.Random(items * 10 + highest)
    for _set in range(6):
        gates = tuple(
            Gate(level, chance.randint(1, items), chance.randint(0, highest), chance.randint(0, items * highest))
            for level in (1, 2, 3)
        )
        rules = Rules(items, highest, gates)
        for scores in itertools.product(range(highest + 1), repeat=items):
            assert told(rules, scores) == plainly(rules, scores)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["plan1", "plan2"])
def test_a_hundred_thousand_random_vectors_of_each_shipped_set_are_told_alike(code):
    rules, chance = references.rules_of(references.read(code)), random.Random(code)
    levels = set()
    for _vector in range(100_000):
        low = chance.randint(0, rules.max_score)
        scores = [chance.randint(low, rules.max_score) for _item in range(rules.items)]
        found = told(rules, scores)
        assert found == plainly(rules, scores)
        levels.add(found[0])
    assert levels == {0, 1, 2, 3}


def test_every_failing_rule_is_named_items_in_order_then_the_sum():
    assert outcome_of(PLAN2, [2, 2, 2, 1, 0, 0, 0, 0, 0]) == Outcome(
        1,
        2,
        (
            Failure(4, "least_score", 2, 1),
            Failure(5, "least_score", 2, 0),
            Failure(6, "least_score", 2, 0),
            Failure(None, "least_sum", 14, 7),
        ),
    )


def test_a_level_counts_only_when_every_lower_one_is_reached():
    """Twenty-five points are no level at all where one of the first three items is missing."""
    outcome = outcome_of(PLAN2, [0, 3, 3, 3, 3, 3, 3, 3, 3])
    assert (outcome.level, outcome.next, outcome.failed) == (0, 1, (Failure(1, "least_score", 1, 0),))


def test_all_ones_are_below_the_first_level_of_plan_2():
    assert outcome_of(PLAN2, [1] * 9).failed == (Failure(None, "least_sum", 6, 3),)


def test_at_the_highest_level_nothing_fails_and_nothing_is_next():
    assert outcome_of(PLAN2, [3] * 9) == Outcome(3, None, ())


@pytest.mark.parametrize("scores", [[], [1] * 8, [1] * 10, [4] + [1] * 8, [-1] + [1] * 8])
def test_a_wrong_number_or_range_of_scores_is_refused(scores):
    with pytest.raises(ScoresError):
        outcome_of(PLAN2, scores)


BANDS = [PercentBand(3, Decimal(80)), PercentBand(2, Decimal(50)), PercentBand(1, Decimal(0))]


@pytest.mark.parametrize(
    ("joined", "members", "score"),
    [
        (80, 100, 3), (79, 100, 2), (7999, 10_000, 2), (79_996, 100_000, 2), (8000, 10_000, 3), (50, 100, 2), (1, 20_000, 1),
        (0, 100, 0), (100, 100, 3), (5, 0, None), (5, None, None), (None, 100, None),
    ],
)  # fmt: skip
def test_a_share_of_people_is_compared_exactly(joined, members, score):
    """79.996 per cent is shown as 80.00 and is still not 80."""
    assert score_of_share(BANDS, joined, members) == score
