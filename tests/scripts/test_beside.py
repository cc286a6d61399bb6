"""The comparison with other libraries: those that are not installed are passed over, Wenheng's own modes always run."""

from pathlib import Path

from scripts.beside import compare
from scripts.evaluation.beir import read_beir
from scripts.evaluation.peers import pairs
from tests.fakes import PairEncoder

TEXTS = {"a": "督查督办要有回音。", "b": "食堂推行按量取餐。", "c": "公务用车统一编号入网。"}


def test_each_library_is_measured_alike(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    corpus = [f'{{"_id": "{name}", "title": "", "text": "{text}"}}' for name, text in TEXTS.items()]
    queries = [f'{{"_id": "q{name}", "text": "{text[:4]}"}}' for name, text in TEXTS.items()]
    judged = ["query-id\tcorpus-id\tscore"] + [f"q{name}\t{name}\t1" for name in TEXTS]
    for name, lines in (("corpus.jsonl", corpus), ("queries.jsonl", queries), ("qrels/test.tsv", judged)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    found = compare(PairEncoder(dim=512), read_beir(tmp_path), 10)
    assert found["FAISS, plain"][0] > 0.9
    for mode in ("meaning", "words", "both"):
        assert found[f"Wenheng, {mode}"][0] == 1.0
    assert all(milliseconds >= 0 for _, milliseconds in found.values())


def test_character_pairs_leave_latin_words_whole() -> None:
    assert pairs("督查督办 Office") == ["督查", "查督", "督办", "office"]
