"""The evaluations end to end, on a real engine with a small lexical encoder, and the command line over them."""

import json
import zlib
from collections import Counter

import numpy as np
import pytest
from click.testing import CliRunner

from index.engine import Engine
from scripts.evaluation import run_search as search_module
from scripts.evaluation import workbench
from scripts.evaluation.beir import BeirData, BeirText
from scripts.evaluation.command import evaluate
from scripts.evaluation.pan_xml import DETECTED, read_annotations, read_pan
from scripts.evaluation.run_bitext import found_share, run_bitext
from scripts.evaluation.run_nearcopy import run_nearcopy
from scripts.evaluation.run_pairs import run_pairs
from scripts.evaluation.run_pan import run_pan
from scripts.evaluation.run_search import as_document, rank_documents, run_search
from scripts.evaluation.sources import read_drafts, read_sources
from scripts.evaluation.tables import PairTable
from scripts.evaluation.truth import read_truth

SUPERVISION = "坚持把督查督办作为推动决策落地的重要抓手，对领导批示件逐件登记、限时办理、办结销号。"
MEETINGS = "会务工作做到会前有方案、会中有服务、会后有总结，全年承办各类会议六十余场，没有发生一起差错。"
ARCHIVES = "档案管理日益规范，完成库房改造和十年文书档案的数字化，查阅一份材料由半天缩短到几分钟。"
CANTEEN = "食堂每周公布菜谱，听取干部职工意见，办好暖心小事，冬天还为值夜班的同志留一份热汤面。"


class PairEncoder:
    """Vectors of hashed character pairs: texts are close when they share wording."""

    name, engine, fingerprint, dim, window = "pairs", "onnx", "pairs-256", 256, 480

    def count_tokens(self, texts):
        return [len(text) for text in texts]

    def encode_queries(self, texts):
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for pair, count in Counter(zip(text, text[1:] + " ", strict=True)).items():
                vectors[row, zlib.crc32("".join(pair).encode()) % self.dim] += count
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    encode_passages = encode_queries


@pytest.fixture
def engine(tmp_path):
    with Engine.open(tmp_path / "engine", PairEncoder()) as engine:
        yield engine


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# --- search

CORPUS = {
    "d1": BeirText("督查", SUPERVISION),
    "d2": BeirText("", MEETINGS),
    "d3": BeirText("", f"{ARCHIVES}\n{CANTEEN}"),
    "d4": BeirText("", MEETINGS),
    "d5": BeirText("", ""),
}


def beir(**queries):
    """Queries by id, each a text and the ids that answer it."""
    texts = {query_id: text for query_id, (text, _) in queries.items()}
    return BeirData("set", "test", CORPUS, texts, {q: dict.fromkeys(ids, 1.0) for q, (_, ids) in queries.items()})


def test_search_finds_what_shares_wording_in_every_mode(engine):
    result = run_search(engine, beir(q1=("督查督办推动决策落地", ["d1"]), q2=("食堂公布菜谱听取意见", ["d3"])))
    assert list(result.modes) == ["meaning", "words", "both"]
    for scores in result.modes.values():
        assert scores == {"ndcg@10": 1.0, "recall@10": 1.0, "recall@100": 1.0, "mrr": 1.0}
    assert result.figures()["queries"] == 2
    assert result.table().title == "search · set · split test · 2 queries · 5 documents"


def test_a_wrong_judgement_is_not_found(engine):
    result = run_search(engine, beir(q1=("督查督办推动决策落地", ["none"])))
    assert result.modes["both"]["recall@100"] == 0.0


def test_a_blank_query_finds_nothing_and_ends_nothing(engine):
    result = run_search(engine, beir(q1=("", ["d1"]), q2=("督查督办推动决策落地", ["d1"])))
    assert result.modes["both"]["ndcg@10"] == 0.5


def test_documents_with_the_same_text_are_found_together(engine):
    result = run_search(engine, beir(q1=("全年承办各类会议六十余场", ["d4"])))
    assert result.modes["words"]["recall@10"] == 1.0


def test_a_limit_takes_the_first_queries_and_the_whole_corpus(engine):
    data = beir(q1=("督查督办推动决策落地", ["d1"]), q2=("食堂公布菜谱", ["none"]))
    result = run_search(engine, data, 1)
    assert (result.queries, result.modes["both"]["mrr"]) == (1, 1.0)
    assert "1 of 2 queries · 5 documents" in result.table().title


def test_small_pages_give_the_ranking_of_a_large_one(engine, monkeypatch):
    run_search(engine, beir(q1=("督查", ["d1"])))
    queries = ["会务会议档案", "食堂"]
    whole = rank_documents(engine, queries, "meaning")
    monkeypatch.setattr(search_module, "PAGE_PASSAGES", 1)
    assert rank_documents(engine, queries, "meaning") == whole
    assert sorted(whole[0]) == ["d1", "d2", "d3"]


def test_a_document_has_a_block_for_each_line_and_the_title_first():
    document = as_document(BeirText("督查", f"  {SUPERVISION}\r\n\n{MEETINGS}"))
    blocks = [
        (outlined.block.role, document.text[outlined.block.start : outlined.block.end]) for outlined in document.blocks
    ]
    assert blocks == [("title", "督查"), ("body", SUPERVISION), ("body", MEETINGS)]


# --- pairs and translations


def test_pairs_of_equal_and_unrelated_texts_are_told_apart(engine):
    table = PairTable("p", ((SUPERVISION, SUPERVISION), (MEETINGS, MEETINGS), (SUPERVISION, CANTEEN)), (1, 1, 0), 3)
    figures = run_pairs(engine, table).figures()
    assert (figures["auc"], figures["accuracy"], figures["pairs"]) == (1.0, 1.0, 3)
    assert figures["cosine"]["auc"] == 1.0
    assert set(figures["cosine"]) == {"spearman", "auc", "accuracy", "accuracy_at_half", "calibration_error"}


def test_each_text_finds_its_partner(engine):
    texts = (SUPERVISION, MEETINGS, ARCHIVES)
    result = run_bitext(engine, PairTable("b", tuple((text, f"{text}！") for text in texts), (1, 1, 1), 9))
    assert result.figures()["cosine"] == {"accuracy": 1.0, "text1_to_text2": 1.0, "text2_to_text1": 1.0}
    assert result.table().title == "bitext · b · the translation among 3 of 9 pairs"


def test_found_share_is_the_share_of_rows_with_the_right_column_highest():
    closeness = np.array([[0.9, 0.1, 0.2], [0.8, 0.7, 0.1], [0.3, 0.2, 0.5]])
    # rows: right, wrong, right; columns (the other way): 0.9 right, 0.7 right, 0.5 right
    assert found_share(closeness, ["甲", "乙", "丙"]) == pytest.approx(2 / 3)
    assert found_share(closeness.T, ["甲", "乙", "丙"]) == 1.0


def test_a_tie_counts_as_a_draw_and_the_same_text_as_found():
    assert found_share(np.ones((4, 4)), ["甲", "乙", "丙", "丁"]) == 0.25
    assert found_share(np.array([[0.1, 0.9], [0.1, 0.9]]), ["好", "好"]) == 1.0


# --- near-copies


@pytest.fixture
def planted(tmp_path):
    """A corpus with one text in two files, a draft that copies and quotes, a clean draft, and the truth."""
    summary = f"2018年办公室工作总结\r\n\r\n一、督查工作\r\n{SUPERVISION}\r\n二、会务工作\r\n{MEETINGS}\r\n"
    write(tmp_path / "corpus" / "总结.txt", summary)
    write(tmp_path / "corpus" / "存档" / "总结副本.txt", summary)
    write(tmp_path / "corpus" / "档案.txt", f"{ARCHIVES}\n")
    draft = f"今年以来，我们主要做了两件事。\r\n{SUPERVISION}\r\n正如去年所说：“{MEETINGS}”这句话今天仍然适用。\r\n"
    write(tmp_path / "drafts" / "讲话.txt", draft)
    write(tmp_path / "drafts" / "清白.txt", f"{CANTEEN}\r\n")
    write(
        tmp_path / "truth.jsonl",
        lines(
            *(
                {
                    "draft": "讲话.txt",
                    "class": label,
                    "draft_start": draft.index(text),
                    "draft_end": draft.index(text) + len(text),
                    "source": "总结.txt",
                    "source_start": summary.index(text),
                    "source_end": summary.index(text) + len(text),
                }
                for label, text in (("verbatim", SUPERVISION), ("quotation", MEETINGS))
            )
        ),
    )
    return tmp_path


def complaints():
    heard = []
    return heard, heard.append


def test_copies_are_found_at_their_place_in_the_file_that_the_truth_names(engine, planted):
    heard, complain = complaints()
    drafts = read_drafts(planted / "drafts", complain)
    cases = read_truth(planted / "truth.jsonl", drafts)
    result = run_nearcopy(engine, "drafts", read_sources([planted / "corpus"], complain), drafts, cases)
    figures = result.figures()
    assert heard == []
    for label in ("verbatim", "quotation"):
        assert figures["classes"][label]["recall"] > 0.95
        assert figures["classes"][label]["precision"] > 0.95
        assert figures["classes"][label]["granularity"] == 1.0
    assert figures["class_accuracy"] == 1.0
    assert figures["clean"]["flagged_share"] == 0.0
    assert figures["overall"]["plagdet"] > 0.95
    assert "right class 100.0% · clean text flagged 0.0%" in result.table().title


def test_a_file_that_cannot_be_read_is_left_out_aloud(planted):
    (planted / "corpus" / "坏.docx").write_bytes(b"\x00not a docx")
    heard, complain = complaints()
    sources = read_sources([planted / "corpus"], complain)
    assert sources.names() == {"总结.txt", "总结副本.txt", "档案.txt"}
    assert len(heard) == 1
    assert "坏.docx is left out" in heard[0]


@pytest.fixture
def pan(tmp_path):
    folder = tmp_path / "pan"
    # as long as the passages that PAN plants
    letters = (
        "信访件由专人跟踪到底，来访群众满意率连续三年居全市前列，"
        "积案化解一百二十起，没有一件越级上访，回访中没有一人不满意。"
    )
    passage = f"{SUPERVISION}{ARCHIVES}{MEETINGS}{letters}"
    copied, source = f"序言。\r\n{passage}\r\n", f"{CANTEEN[:20]}\r\n{passage}"
    write(folder / "susp" / "suspicious-document00001.txt", copied)
    write(folder / "susp" / "suspicious-document00002.txt", f"{CANTEEN}\r\n")
    write(folder / "src" / "source-document00003.txt", source)
    for kind, number, truth in (("01-none", 2, ""), ("02-copy", 1, _feature(copied, source, passage))):
        draft = f"suspicious-document{number:05}"
        write(folder / kind / "pairs", f"{draft}.txt source-document00003.txt\n")
        write(
            folder / kind / f"{draft}-source-document00003.xml", f'<document reference="{draft}.txt">{truth}</document>'
        )
    return folder


def _feature(draft, source, text):
    return (
        f'<feature name="plagiarism" this_offset="{draft.index(text)}" this_length="{len(text)}" '
        f'source_reference="source-document00003.txt" '
        f'source_offset="{source.index(text)}" source_length="{len(text)}"/>'
    )


def test_pan_pairs_are_compared_scored_by_kind_and_written(engine, pan, tmp_path):
    data = read_pan(pan)
    result = run_pan(engine, data, tmp_path / "xml")
    assert list(result.kinds) == ["02-copy"]
    assert result.kinds["02-copy"].recall == pytest.approx(1.0, abs=0.05)
    assert result.overall == result.kinds["02-copy"]
    assert result.flagged_share == 0.0
    (copy,) = [pair for pair in data.pairs if pair.kind == "02-copy"]
    (case,), (found,) = data.truth(copy), read_annotations(tmp_path / "xml" / "02-copy" / copy.file_name, DETECTED)
    assert found.overlaps(case)
    assert len(list((tmp_path / "xml").rglob("*.xml"))) == 2


# --- the command


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command with the small encoder; the data folder is one that does not exist."""
    monkeypatch.setattr(workbench, "load_encoder", lambda settings: PairEncoder())

    def invoke(*arguments):
        result = CliRunner().invoke(evaluate, [*map(str, arguments), "--data", str(tmp_path / "data")])
        assert not (tmp_path / "data").exists()
        return result

    return invoke


@pytest.fixture
def folder(tmp_path, pan):
    """Every kind of set in one folder."""
    one = tmp_path / "search" / "one"
    write(one / "corpus.jsonl", lines({"_id": "d1", "text": SUPERVISION}, {"_id": "d2", "text": MEETINGS}))
    write(one / "queries.jsonl", lines({"_id": "q1", "text": "督查督办"}, {"_id": "q2", "text": "会务工作"}))
    write(one / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n")
    write(
        tmp_path / "pairs" / "p.tsv",
        f"text1\ttext2\tscore\n{SUPERVISION}\t{SUPERVISION}\t1\n{SUPERVISION}\t{CANTEEN}\t0\n",
    )
    write(tmp_path / "bitext" / "b.tsv", f"text1\ttext2\tscore\n{MEETINGS}\t{MEETINGS}\t1\n{CANTEEN}\t{CANTEEN}\t1\n")
    return tmp_path


def test_search_prints_the_published_json(run, folder):
    figures = json.loads(run("search", "--corpus", folder / "search" / "one", "--json").stdout)
    assert set(figures["modes"]) == {"meaning", "words", "both"}
    assert set(figures["modes"]["both"]) == {"ndcg@10", "recall@10", "recall@100", "mrr"}


def test_several_corpora_are_shown_one_by_one_and_as_means(run, folder):
    other = folder / "search" / "other"
    for path in (folder / "search" / "one").rglob("*.*"):
        write(other / path.relative_to(folder / "search" / "one"), path.read_text("utf-8"))
    write(other / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\nq1\tnone\t1\n")
    figures = json.loads(run("search", "--corpus", folder / "search" / "one", "--corpus", other, "--json").stdout)
    assert figures["corpora"]["one"]["modes"]["words"]["mrr"] == 1.0
    assert figures["modes"]["words"]["mrr"] == 0.5


def test_pairs_print_a_table_for_people(run, folder):
    shown = run("pairs", folder / "pairs" / "p.tsv").stdout
    assert shown.startswith("pairs · p · 2 pairs\n")
    assert "cosine" in shown


def test_nearcopy_prints_the_published_json(run, planted):
    result = run(
        "nearcopy",
        *("--corpus", planted / "corpus" / "总结.txt", planted / "corpus" / "存档"),
        *("--drafts", planted / "drafts", "--truth", planted / "truth.jsonl", "--json"),
    )
    figures = json.loads(result.stdout)
    assert set(figures["classes"]) == {"verbatim", "quotation"}
    assert set(figures["overall"]) == {"precision", "recall", "granularity", "plagdet"}
    assert figures["clean"] == {"flagged_share": 0.0}
    assert figures["class_accuracy"] == 1.0


def test_a_source_that_the_corpus_lacks_is_said(run, planted):
    arguments = ("--drafts", planted / "drafts", "--truth", planted / "truth.jsonl", "--json")
    result = run("nearcopy", "--corpus", planted / "corpus" / "档案.txt", *arguments)
    assert "总结.txt, which is not in the corpus" in result.stderr
    assert json.loads(result.stdout)["overall"]["recall"] == 0.0


def test_all_runs_every_set_of_a_folder(run, folder):
    figures = json.loads(run("all", folder, "--json").stdout)
    assert set(figures) == {"search", "pairs", "bitext", "nearcopy"}
    assert figures["search"]["modes"]["words"]["mrr"] == 1.0
    assert figures["pairs"]["auc"] == 1.0
    assert figures["bitext"]["accuracy"] == 1.0
    assert figures["nearcopy"]["classes"]["02-copy"]["recall"] > 0.9


@pytest.mark.parametrize(
    "arguments",
    [
        ["search"],
        ["search", "--corpus", "none"],
        ["pairs"],
        ["nearcopy", "--corpus", "."],
        ["nearcopy", "--pan", ".", "--corpus", "."],
        ["nearcopy", "--corpus", ".", "--drafts", ".", "--truth", __file__, "--limit", "3"],
        ["pairs", __file__, "--limit", "0"],
    ],
)
def test_wrong_use_ends_with_2(run, arguments):
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments", [["search", "--corpus", "."], ["pairs", __file__], ["nearcopy", "--pan", "."], ["all", "."]]
)
def test_wrong_data_is_one_line_and_ends_with_1(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_two_sets_of_one_name_are_refused(run, folder):
    write(folder / "other" / "p.tsv", (folder / "pairs" / "p.tsv").read_text("utf-8"))
    result = run("pairs", folder / "pairs" / "p.tsv", folder / "other" / "p.tsv")
    assert result.exit_code == 2


@pytest.mark.parametrize("command", ["search", "pairs", "bitext", "nearcopy", "all"])
def test_help_has_an_example(command):
    shown = CliRunner().invoke(evaluate, [command, "--help"]).output
    assert f"wenheng evaluate {command}" in shown
