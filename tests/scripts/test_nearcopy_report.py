"""The comparison of near-copy finders: baselines find copies, and each ablation takes out what its name says."""

import pytest

from index import lexical
from index.engine import Engine
from index.fingerprint_index import FingerprintIndex
from index.nearcopy import resolve
from index.nearcopy.anew import Anew
from index.nearcopy.bymeaning import Linked, MeaningFinder
from index.nearcopy.links import Candidate
from index.nearcopy.setphrases import SetPhrases
from scripts.evaluation import workbench
from scripts.evaluation.ablations import ABLATIONS, cosine_judge
from scripts.evaluation.baselines import baselines, best_threshold, corpus_paragraphs, detections, matches
from scripts.evaluation.sources import read_sources
from scripts.evaluation.trial import Trial, read_trial
from scripts.evaluation.workbench import Workbench
from scripts.nearcopy_report import Report, places, tell
from service.settings import Settings
from tests.scripts.test_evaluation_runs import PairEncoder, complaints, planted

__all__ = ["planted"]


def test_baselines_find_whole_paragraphs_that_were_copied(planted):
    _, complain = complaints()
    trial = read_trial(planted, complain)
    corpus = corpus_paragraphs(read_sources([planted / "corpus"], complain))
    ways = baselines(corpus, PairEncoder())
    assert len(ways) == 3
    for best in ways.values():
        found = matches(best, corpus, trial)
        chosen = detections(found, best_threshold(found, trial.cases))
        assert trial.scores(chosen, classes=False)["verbatim"] > 0.9
        assert trial.scores(chosen, classes=False)["right class"] is None
        assert matches(best, corpus, Trial("empty", {"empty.txt": "短。"}, ())) == []


@pytest.mark.parametrize("name", ABLATIONS)
def test_an_ablation_ends_with_its_block(name):
    parts = [
        (FingerprintIndex, "seeds"),
        (lexical, "ask"),
        (Linked, "anchors"),
        (MeaningFinder, "findings"),
        (SetPhrases, "wears"),
        (resolve, "SAME_DOCUMENT_NATS"),
    ]
    before = [getattr(*part) for part in parts]
    with ABLATIONS[name]():
        assert [getattr(*part) for part in parts] != before
    assert [getattr(*part) for part in parts] == before


def test_links_by_cosine_have_a_threshold_of_their_own_across_languages():
    found = [Candidate(0, 0, 0.94, 0.0), Candidate(0, 1, 0.6, 0.0)]
    with cosine_judge(0.93, 0.5)():
        assert (Anew._judged(None, None, None, found, "han", "han") > 0).tolist() == [True, False]
        assert (Anew._judged(None, None, None, found, "latin", "han") > 0).tolist() == [True, True]


def test_one_table_holds_everything(planted, monkeypatch, capsys):
    monkeypatch.setattr(workbench, "load_encoder", lambda _: PairEncoder())
    bench = Workbench(Settings(), as_json=False)
    with places(bench, [planted, planted], None) as found:
        assert isinstance(found[0].engine, Engine)
        assert found[0].engine is found[1].engine, "one corpus is read once"
        tell(found, Report(bench, found))
    tables = capsys.readouterr().out
    for name in ("Wenheng, low", "RapidFuzz", "MinHash", *ABLATIONS, "without the judge"):
        assert tables.count(name) == 2, "a row in each table"
