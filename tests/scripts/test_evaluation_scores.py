"""Planted near-copies: scores by class, right classes, clean text; translations; tables and JSON."""

import pytest

from scripts.evaluation.combine import combined, mean_figures
from scripts.evaluation.nearcopy_scores import Detection, class_accuracy, class_scores, flagged_share, nearcopy_scores
from scripts.evaluation.pan import Annotation
from scripts.evaluation.report import Table, counted, render
from scripts.evaluation.truth import Case


def place(start, end, draft="d.txt"):
    return Annotation(draft, (start, end), "s.txt", (start, end))


def case(start, end, label, draft="d.txt"):
    return Case(place(start, end, draft), label)


def found(start, end, label="verbatim", *, quoted=False, draft="d.txt"):
    return Detection(place(start, end, draft), label, quoted)


CASES = [case(0, 100, "verbatim"), case(200, 300, "edited"), case(400, 500, "quotation")]


def test_each_class_has_its_own_recall_and_granularity():
    detections = [found(0, 100), found(200, 230, "edited"), found(240, 260, "edited")]
    verbatim, edited = (class_scores(label, CASES, detections) for label in ("verbatim", "edited"))
    assert (verbatim.precision, verbatim.recall, verbatim.granularity, verbatim.plagdet) == (1, 1, 1, 1)
    # 30 + 20 of 100 on both sides, in two pieces
    assert (edited.recall, edited.granularity) == (0.5, 2.0)
    quotation = class_scores("quotation", CASES, detections)
    assert (quotation.precision, quotation.recall, quotation.plagdet) == (0.0, 0.0, 0.0)


def test_a_false_alarm_is_charged_once_to_the_class_it_claims():
    detections = [found(0, 100), found(200, 300, "edited"), found(800, 900, "edited")]
    assert class_scores("verbatim", CASES, detections).precision == 1.0
    assert class_scores("edited", CASES, detections).precision == 0.5
    assert nearcopy_scores(CASES, detections, {"d.txt": 1000}).overall.precision == pytest.approx(2 / 3)


def test_a_false_alarm_marked_as_quotation_is_charged_to_quotations():
    detections = [found(400, 500, quoted=True), found(800, 900, quoted=True)]
    assert class_scores("quotation", CASES, detections).precision == 0.5
    # and nothing was found of the verbatim case
    assert class_scores("verbatim", CASES, detections).precision == 0.0


def test_a_span_over_two_neighbouring_classes_is_precise_for_both():
    neighbours = [case(0, 100, "verbatim"), case(100, 200, "edited")]
    scores = class_scores("edited", neighbours, [found(0, 200)])
    assert (scores.precision, scores.recall, scores.granularity) == (1.0, 1.0, 1.0)


def test_a_class_is_right_by_most_of_the_detected_characters():
    # 30 characters called edited, 60 called verbatim
    pieces = [found(0, 30, "edited"), found(30, 90, "verbatim")]
    assert class_accuracy([case(0, 100, "verbatim")], pieces) == 1.0
    assert class_accuracy([case(0, 100, "edited")], pieces) == 0.0


def test_a_quotation_is_right_when_it_is_marked():
    quotation = [case(0, 100, "quotation")]
    assert class_accuracy(quotation, [found(0, 100, quoted=True)]) == 1.0
    assert class_accuracy(quotation, [found(0, 100)]) == 0.0


def test_class_accuracy_is_over_detected_cases_only():
    assert class_accuracy(CASES, [found(0, 100), found(200, 300, "verbatim")]) == 0.5
    assert class_accuracy(CASES, []) == 0.0
    assert class_accuracy([], [found(0, 100)]) is None


def test_clean_drafts_are_those_without_a_case():
    detections = [found(0, 50), found(10, 30, draft="clean.txt"), found(20, 40, draft="clean.txt")]
    scores = nearcopy_scores(CASES, detections, {"d.txt": 600, "clean.txt": 100, "clean2.txt": 100})
    # 10-40 of the 200 clean characters; what is flagged of d.txt is no matter of clean text
    assert scores.flagged_share == pytest.approx(30 / 200)
    assert list(scores.classes) == ["verbatim", "edited", "quotation"]


def test_flagged_share_without_clean_text_is_undefined():
    assert flagged_share([("d.txt", (0, 5))], {}) is None


# --- reports


def test_tables_are_aligned_also_beside_chinese_names():
    table = Table("search · 汇编", {"语义": {"ndcg@10": 0.5, "mrr": None}, "words": {"ndcg@10": 1.0, "mrr": 0.25}})
    assert render(table).split("\n") == [
        "search · 汇编",
        "         ndcg@10    mrr",
        "  语义     0.500      –",
        "  words    1.000  0.250",
    ]


def test_counts_say_when_a_limit_was_used():
    assert counted(4221, 4221, "queries") == "4,221 queries"
    assert counted(500, 4221, "queries") == "500 of 4,221 queries"


class Some:
    def __init__(self, name, auc):
        self.name, self._auc = name, auc

    def figures(self):
        return {"auc": self._auc, "cosine": {"auc": 0.5}, "pairs": 3}


def test_one_set_is_shown_as_it_is_and_several_with_their_means():
    assert combined([Some("a", 0.25)], "files") == {"auc": 0.25, "cosine": {"auc": 0.5}, "pairs": 3}
    both = combined([Some("a", 0.25), Some("b", 0.75)], "files")
    assert both["auc"] == 0.5
    assert both["cosine"] == {"auc": 0.5}
    assert both["files"]["b"]["auc"] == 0.75
    assert "pairs" not in both


def test_means_leave_out_what_a_set_does_not_define():
    assert mean_figures([{"auc": None, "x": None}, {"auc": 0.5, "x": None}]) == {"auc": 0.5, "x": None}
