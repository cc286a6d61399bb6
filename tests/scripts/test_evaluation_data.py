"""Reading labelled data: every layout, newlines as they are, and one clear sentence for what is wrong."""

import json
import xml.etree.ElementTree as ET

import pytest

from scripts.evaluation.beir import is_beir, read_beir
from scripts.evaluation.errors import DataError
from scripts.evaluation.files import read_exact, read_rows
from scripts.evaluation.pan import Annotation
from scripts.evaluation.pan_xml import DETECTED, PanPair, is_pan, read_annotations, read_pan, write_detections
from scripts.evaluation.tables import read_pairs
from scripts.evaluation.truth import read_truth

HEADER = "text1\ttext2\tscore\n"
CASE = {
    "draft": "d.txt",
    "class": "verbatim",
    "draft_start": 1,
    "draft_end": 5,
    "source": "s.txt",
    "source_start": 0,
    "source_end": 4,
}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def complaint(call, *arguments):
    with pytest.raises(DataError) as caught:
        call(*arguments)
    message = caught.value.message
    assert "\n" not in message
    return message


# --- files


def test_newlines_are_read_as_they_are(tmp_path):
    text = "一\r\n二\n三\r四"
    assert read_exact(write(tmp_path / "a.txt", text)) == text


def test_rows_have_their_line_numbers_and_no_newline_or_byte_order_mark(tmp_path):
    path = write(tmp_path / "a.tsv", "\ufeff甲\r\n\r\n乙\u2028丙\n")
    assert list(read_rows(path)) == [(1, "甲"), (3, "乙\u2028丙")]


def test_another_encoding_is_refused(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_bytes("督查".encode("gb18030"))
    assert "not UTF-8" in complaint(read_exact, path)


def test_a_missing_file_is_one_sentence(tmp_path):
    assert "cannot be read" in complaint(read_exact, tmp_path / "none.tsv")


# --- pairs


def test_pairs_keep_quotation_marks_and_spaces(tmp_path):
    path = write(tmp_path / "p.tsv", HEADER + '他说"开会\t He said "meet\t1\n办文\t办会\t0.5\r\n')
    table = read_pairs(path)
    assert table.pairs == (('他说"开会', ' He said "meet'), ("办文", "办会"))
    assert (table.name, table.scores, table.total) == ("p", (1.0, 0.5), 2)


def test_a_limit_takes_the_first_pairs_and_tells_the_total(tmp_path):
    table = read_pairs(write(tmp_path / "p.tsv", HEADER + "甲\t乙\t1\n丙\t丁\t0\n"), 1)
    assert (table.pairs, table.total) == ((("甲", "乙"),), 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "header"),
        ("甲\t乙\t1\n", "header"),
        (HEADER, "no pairs"),
        (HEADER + "秘密\t乙\n", "line 2"),
        (HEADER + "秘密\t乙\t1\t2\n", "line 2"),
        (HEADER + "秘密\t乙\t高\n", "line 2"),
        (HEADER + "秘密\t乙\tnan\n", "line 2"),
        (HEADER + "甲\t乙\t1\n秘密\t\t1\n", "line 3"),
    ],
)
def test_wrong_pairs_are_named_without_their_text(tmp_path, text, said):
    message = complaint(read_pairs, write(tmp_path / "p.tsv", text))
    assert said in message
    assert "秘密" not in message


# --- BEIR


def beir(folder, **changes):
    files = {
        "corpus.jsonl": lines(
            {"_id": "d1", "title": "督查通报", "text": "抓好落实。"}, {"_id": "d2", "title": None, "text": "会务安排。"}
        ),
        "queries.jsonl": lines(
            {"_id": "q1", "text": "落实"}, {"_id": "q2", "text": "没有判断"}, {"_id": "q3", "text": "会务"}
        ),
        "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq3\td2\t2\nq3\td1\t0\nq1\td1\t1\n",
    }
    for name, text in (files | changes).items():
        write(folder / name, text)
    return folder


def test_beir_keeps_judged_queries_in_the_order_of_the_queries(tmp_path):
    data = read_beir(beir(tmp_path / "set"))
    assert (data.name, data.split) == ("set", "test")
    assert data.queries == {"q1": "落实", "q3": "会务"}
    assert data.qrels == {"q1": {"d1": 1.0}, "q3": {"d2": 2.0, "d1": 0.0}}
    assert data.corpus["d1"].full == "督查通报\n抓好落实。"
    assert data.corpus["d2"].full == "会务安排。"


def test_a_query_without_a_relevant_document_is_left_out(tmp_path):
    folder = beir(tmp_path, **{"qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\td1\t0\nq3\td2\t1\n"})
    assert list(read_beir(folder).queries) == ["q3"]


def test_another_split_is_another_file(tmp_path):
    folder = beir(tmp_path, **{"qrels/dev.tsv": "query-id\tcorpus-id\tscore\nq2\td1\t1\n"})
    assert list(read_beir(folder, "dev").queries) == ["q2"]
    assert "train.tsv" in complaint(read_beir, folder, "train")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"corpus.jsonl": "不是 JSON\n"}, "corpus.jsonl, line 1"),
        ({"corpus.jsonl": "[1]\n"}, "corpus.jsonl, line 1"),
        ({"corpus.jsonl": lines({"_id": "d1"})}, "corpus.jsonl, line 1"),
        ({"queries.jsonl": lines({"_id": "q1", "text": "落实"}, {"text": "会务"})}, "queries.jsonl, line 2"),
        ({"qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1 d1 1\n"}, "test.tsv, line 2"),
        ({"qrels/test.tsv": "q1\td1\t1\n"}, "header"),
        ({"qrels/test.tsv": "query-id\tcorpus-id\tscore\nq9\td1\t1\n"}, "judges none"),
    ],
)
def test_wrong_beir_files_are_named(tmp_path, changes, said):
    assert said in complaint(read_beir, beir(tmp_path, **changes))


def test_layouts_are_told_apart(tmp_path):
    beir(tmp_path / "beir")
    pan(tmp_path / "pan")
    assert [is_beir(tmp_path / "beir"), is_pan(tmp_path / "beir")] == [True, False]
    assert [is_beir(tmp_path / "pan"), is_pan(tmp_path / "pan")] == [False, True]


# --- PAN


def pan(folder):
    write(folder / "susp" / "suspicious-document00001.txt", "甲\r\n乙丙丁")
    write(folder / "src" / "source-document00002.txt", "乙丙丁\r\n")
    write(folder / "pairs", "suspicious-document00001.txt source-document00002.txt\n")
    kind = folder / "02-no-obfuscation"
    write(kind / "pairs", "suspicious-document00001.txt source-document00002.txt\n")
    write(
        kind / "suspicious-document00001-source-document00002.xml",
        '<document reference="suspicious-document00001.txt">'
        '<feature name="about" title="x" />'
        '<feature name="plagiarism" this_offset="3" this_length="3" '
        'source_reference="source-document00002.txt" source_offset="0" source_length="3" type="artificial" />'
        "</document>",
    )
    return folder


def test_pan_offsets_are_of_the_text_without_newline_translation(tmp_path):
    data = read_pan(pan(tmp_path))
    (pair,) = data.pairs
    (case,) = data.truth(pair)
    assert (pair.kind, pair.draft) == ("02-no-obfuscation", "suspicious-document00001.txt")
    assert data.draft_text(pair)[slice(*case.draft_range)] == "乙丙丁"
    assert data.source_text(pair)[slice(*case.source_range)] == "乙丙丁"


def test_a_pan_limit_is_for_each_kind(tmp_path):
    folder = pan(tmp_path)
    write(folder / "03-other" / "pairs", "suspicious-document00001.txt source-document00002.txt\n" * 3)
    assert [pair.kind for pair in read_pan(folder, 2).pairs] == ["02-no-obfuscation", "03-other", "03-other"]


def test_detections_come_back_as_they_were_written(tmp_path):
    draft, source = "suspicious-document00001.txt", "source-document00002.txt"
    found = {Annotation(draft, (40, 50), source, (7, 19)), Annotation(draft, (3, 9), source, (100, 106))}
    path = tmp_path / "out" / "02-no-obfuscation" / PanPair("02-no-obfuscation", draft, source).file_name
    write_detections(path, draft, found)
    assert path.name == "suspicious-document00001-source-document00002.xml"
    assert read_annotations(path, DETECTED) == found


def test_detections_are_written_with_the_attributes_of_pan(tmp_path):
    path = tmp_path / "d.xml"
    write_detections(
        path, "suspicious-document00001.txt", [Annotation("…", (3, 9), "source-document00002.txt", (0, 6))]
    )
    root = ET.fromstring(path.read_text("utf-8"))
    assert root.attrib == {"reference": "suspicious-document00001.txt"}
    assert [feature.attrib for feature in root] == [
        {
            "name": "detected-plagiarism",
            "this_offset": "3",
            "this_length": "6",
            "source_reference": "source-document00002.txt",
            "source_offset": "0",
            "source_length": "6",
        }
    ]


def test_a_pair_without_detections_has_a_file_too(tmp_path):
    write_detections(tmp_path / "d.xml", "suspicious-document00001.txt", [])
    assert read_annotations(tmp_path / "d.xml", DETECTED) == frozenset()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("02-no-obfuscation/pairs", "nur-eines.txt\n", "line 1"),
        ("02-no-obfuscation/pairs", "../geheim.txt source-document00002.txt\n", "line 1"),
        ("02-no-obfuscation/pairs", "suspicious-document00001.txt source-document09999.txt\n", "source-document09999"),
    ],
)
def test_wrong_pan_lists_are_named(tmp_path, name, text, said):
    folder = pan(tmp_path)
    write(folder / name, text)
    assert said in complaint(read_pan, folder)


@pytest.mark.parametrize(
    "text",
    [
        "<document",
        "<document><feature name='plagiarism' this_offset='1' this_length='2' source_offset='0'/></document>",
        "<document reference='d'><feature name='plagiarism' this_offset='x' this_length='2' "
        "source_reference='s' source_offset='0' source_length='2'/></document>",
        "<document reference='d'><feature name='plagiarism' this_offset='1' this_length='0' "
        "source_reference='s' source_offset='0' source_length='2'/></document>",
    ],
)
def test_wrong_pan_truth_is_named(tmp_path, text):
    path = write(tmp_path / "a.xml", text)
    assert "a.xml" in complaint(read_annotations, path, "plagiarism")


def test_a_folder_of_another_layout_is_refused(tmp_path):
    assert "PAN" in complaint(read_pan, tmp_path)


# --- planted near-copies


def test_truth_is_a_class_and_a_range_on_each_side(tmp_path):
    (case,) = read_truth(write(tmp_path / "t.jsonl", lines(CASE)), {"d.txt": "一二三四五"})
    assert (case.label, case.place) == ("verbatim", Annotation("d.txt", (1, 5), "s.txt", (0, 4)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"draft_start": 5}, "line 1"),
        ({"draft_start": -1}, "line 1"),
        ({"source_end": "4"}, "line 1"),
        ({"source_end": 4.5}, "line 1"),
        ({"class": ""}, "line 1"),
        ({"source": None}, "line 1"),
        ({"draft": "x.txt"}, "no draft x.txt"),
        ({"draft_end": 6}, "after the end"),
    ],
)
def test_wrong_truth_is_named(tmp_path, change, said):
    path = write(tmp_path / "t.jsonl", lines(CASE | change))
    assert said in complaint(read_truth, path, {"d.txt": "一二三四五"})
