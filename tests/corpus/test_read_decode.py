import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnknownFormatError
from corpus.read.decode import decode

LINES = [
    "关于印发年度工作要点的通知",
    "一、加强督查督办，推动各项任务落实。",
    "今年以来，办公室共办理来文三百余件，组织会议四十二场。",
    "请各单位于每月二十五日前报送信息。",
]
TRADITIONAL_LINES = [
    "關於印發年度工作要點的通知",
    "一、加強督查督辦，推動各項任務落實。",
    "請各單位於每月二十五日前報送資訊。",
]
WORDS = st.sampled_from(
    ["关于", "加强", "督查", "办公室", "工作", "总结", "通知", "推动", "落实", "会议", "组织", "信息", "2018", "Word"]
)
TRADITIONAL_WORDS = st.sampled_from(
    ["關於", "加強", "督查", "辦公室", "工作", "總結", "通知", "推動", "落實", "會議", "組織", "資訊", "2018", "Word"]
)
MARKS = st.sampled_from(["，", "。", "、", "\n", "\r\n", "\x0b", "（一）", " "])


def texts(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts of at least three words and a sentence's end, enough to tell any encoding by."""
    return st.lists(st.tuples(words, MARKS), min_size=3, max_size=40).map(
        lambda pairs: "为此，" + "".join(word + mark for word, mark in pairs) + "特此通知。"
    )


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_one_simplified_line_is_enough(line: str, encoding: str) -> None:
    assert decode(line.encode(encoding))[0] == line


@pytest.mark.parametrize("line", TRADITIONAL_LINES)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le", "utf-16-be"])
def test_one_traditional_line_is_enough(line: str, encoding: str) -> None:
    assert decode(line.encode(encoding))[0] == line


@pytest.mark.parametrize(
    ("word", "encoding"), [("工作总结", "gb18030"), ("會議紀錄", "big5"), ("通知", "gb18030"), ("联通", "gb18030")]
)
def test_a_title_is_enough_for_byte_pairs(word: str, encoding: str) -> None:
    assert decode(word.encode(encoding)) == (word, encoding)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_mark_decides_and_is_not_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + "督查\r\n".encode(encoding)) == ("督查\r\n", encoding)


@given(texts(WORDS), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]))
def test_simplified_text_survives(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@given(
    texts(TRADITIONAL_WORDS).map(lambda text: text.replace("为", "為")),
    st.sampled_from(["big5", "gb18030", "utf-16-be"]),
)
def test_traditional_text_survives(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_always_survives(text: str) -> None:
    text = "Note " + text
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("text", ["père et mère", "Отчёт о работе", "Έκθεση", "±5", "§ 3", "每日"])
def test_letters_of_two_bytes_stay_utf8(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


def test_plain_english_is_utf8_with_and_without_wide_characters() -> None:
    assert decode(b"Annual report of the office") == ("Annual report of the office", "utf-8")
    assert decode("Annual report".encode("utf-16-le")) == ("Annual report", "utf-16-le")
    assert decode("Annual report".encode("utf-16-be")) == ("Annual report", "utf-16-be")


def test_chinese_after_long_ascii_is_found() -> None:
    text = "x = 1\n" * 5000 + "关于加强督查督办工作的通知"
    assert decode(text.encode("gb18030")) == (text, "gb18030")


def test_control_characters_in_utf8_do_not_change_the_encoding() -> None:
    text = "办公室\x08工作\x01总结"
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"plain text with\x00 a NUL in it",
        b"abc\x00",
        "督查\0督办".encode(),
        "督查\0".encode("utf-16"),
        codecs.BOM_UTF8 + b"\xff\xfe\xfd",
        codecs.BOM_UTF16_LE + b"\x01",
        codecs.BOM_UTF32_LE + "督查".encode("utf-32-le"),
        b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 4,
        bytes(range(255, 0, -1)),
        b"don\x92t and can\x92t, r\xe9sum\xe9",
    ],
)
def test_what_is_not_chinese_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        decode(data)
