"""Drafts made by script: what the truth says was planted stands where it says, and the hand-written ones come back."""

import random

import pytest
from click.testing import CliRunner

from corpus.normal import skeleton
from scripts.evaluation.errors import DataError
from scripts.evaluation.files import read_objects
from scripts.evaluation.sources import read_drafts
from scripts.evaluation.truth import read_truth
from scripts.fitting import handwritten, plant
from scripts.fitting.disturb import STRENGTHS, clauses, edited, read_lexicon, reordered

SENTENCE = "全市新建便民服务站42个，改造老旧小区17处，补种行道树三千余株，群众出行更加方便。"


def never(sentence):
    raise AssertionError(sentence)


@pytest.fixture
def lexicons(tmp_path):
    folder = tmp_path / "lexicons"
    folder.mkdir()
    (folder / "同义词.txt").write_text("Aa01A01= 方便 便利 便捷\nAa01A02# 改造 天空\n", "utf-8")
    (folder / "同音意字.txt").write_text("shi\t市\t是\t事\n", "utf-8")
    return folder


@pytest.fixture
def corpora(tmp_path):
    root = tmp_path / "corpora"
    subjects = ["桥梁", "水库", "学校", "医院", "公园", "粮仓", "码头", "书店", "菜场", "车站"]
    for folder, count in (
        ("administrative-regulations", 30),
        ("government-reports-national-2003-2018", 6),
        ("government-reports-provinces-2025", 20),
    ):
        (root / folder).mkdir(parents=True)
        for number in range(count):
            lines = [
                f"第{number}号{each}工程开工，投资{number}亿元，工期两年，由县里负责。{SENTENCE}建成后归{each}管理处。"
                for each in subjects
            ]
            (root / folder / f"{folder}-{number:02}.txt").write_text("\n".join(lines), "utf-8")
    return root


def test_planted_stretches_stand_where_the_truth_says(corpora, lexicons, tmp_path):
    arguments = ["--corpora", str(corpora), "--lexicons", str(lexicons)]
    for out in ("one", "two"):
        result = CliRunner().invoke(plant.main, [*arguments, "--out", str(tmp_path / out)])
        assert result.exit_code == 0, result.output
    names = []
    for half in plant.HALVES:
        folder = tmp_path / "one" / half
        drafts = read_drafts(folder / "drafts", never)
        cases = read_truth(folder / "truth.jsonl", drafts)
        assert {case.label for case in cases} == set(plant.CLASSES)
        assert {case.place.draft for case in cases} != set(drafts), "some are clean"
        for case in cases:
            written = drafts[case.place.draft][slice(*case.place.draft_range)]
            source = (folder / "corpus" / case.place.source).read_text("utf-8")[slice(*case.place.source_range)]
            if case.label == "verbatim":
                assert written == source
            if case.label == "reordered":
                assert written != source
                assert sorted(skeleton(written).text) == sorted(skeleton(source).text)
        names.append({path.name for path in (folder / "corpus").iterdir()})
        assert (tmp_path / "two" / half / "truth.jsonl").read_bytes() == (folder / "truth.jsonl").read_bytes()
    assert not names[0] & names[1], "the halves share no document"


def test_edits_keep_most_of_a_text(lexicons):
    lexicon = read_lexicon(lexicons)
    assert set(lexicon.synonyms) == {"方便", "便利", "便捷"}, "only groups of equal meaning"
    assert "事" in lexicon.homophones["市"]
    changed = edited(SENTENCE, 0.2, lexicon, random.Random(1))
    assert changed != SENTENCE
    assert edited(SENTENCE, 0.2, lexicon, random.Random(1)) == changed
    assert len(set(changed) & set(SENTENCE)) / len(set(SENTENCE)) > 0.5


@pytest.mark.parametrize("strength", STRENGTHS)
def test_reordering_moves_clauses_and_loses_none(strength):
    for seed in range(20):
        moved = clauses(reordered(SENTENCE, strength, random.Random(seed)))
        assert moved != clauses(SENTENCE)
        assert sorted(moved) == sorted(clauses(SENTENCE))


def test_pieces_become_a_draft_with_its_truth(tmp_path):
    source = "前言。\r\n" + SENTENCE
    row = {
        "draft": "a01",
        "segments": [
            {"own": "我们写道：\n"},
            {"class": "edited", "source": [5, 15], "pieces": [["copy", 5, 7], ["text", "建成"], ["copy", 9, 15]]},
            {"class": "verbatim", "source": [0, 3]},
        ],
    }
    name, text, cases = handwritten.build(row, source, "s.txt")
    assert text == "我们写道：\n" + source[5:7] + "建成" + source[9:15] + "前言。"
    handwritten.write(tmp_path, {name: text}, cases)
    read = read_truth(tmp_path / "truth.jsonl", read_drafts(tmp_path / "drafts", never))
    assert [(case.label, case.place.draft_range, case.place.source_range) for case in read] == [
        ("edited", (6, 16), (5, 15)),
        ("verbatim", (16, 19), (0, 3)),
    ]


def test_the_hand_written_drafts_are_sound_and_refuse_another_source():
    head, *rows = [row for _, row in read_objects(handwritten.DRAFTS)]
    assert len(rows) == 40
    assert len({row["draft"] for row in rows}) == 40
    for row in rows:
        for segment in row["segments"]:
            assert "own" in segment or segment["source"][0] < segment["source"][1]
            if segment.get("class") in ("verbatim", "quotation"):
                assert "pieces" not in segment, "the source is not quoted"
    with pytest.raises(DataError):
        handwritten.check_source("Another text.", head["sha256"])
