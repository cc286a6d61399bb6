"""Addresses, expressions and keys: what needs no server."""

import pytest

from corpus.store import Filters
from corpus.store.elsewhere import Occurrence
from index.milvus import rows
from index.milvus.address import Address
from index.milvus.outbox import Outbox
from tests.index.vectorstore.corpus import vector


def test_an_address_is_taken_apart_and_hides_its_password() -> None:
    read = Address.read("milvus://office:s3cret%40@db.lan:1953/wen")
    assert (read.uri, read.name, read.user, read.password) == ("http://db.lan:1953", "wen", "office", "s3cret@")
    assert "s3cret" not in repr(read) + read.shown
    assert Address.read("milvus://[::1]").shown == "http://[::1]:19530/wenheng"
    assert Address.read("milvus+tls://db.lan/x").uri == "https://db.lan:19530"


@pytest.mark.parametrize(
    "wrong", ["faiss", "http://db.lan", "milvus://", "milvus://db.lan/文衡", "milvus://db.lan/a/b", "milvus://a/b?c=d"]
)
def test_another_address_is_refused_without_being_shown(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"it must be|the name must") as refused:
        Address.read(wrong)
    assert "db.lan" not in str(refused.value)


@pytest.mark.parametrize(("number", "text"), [(1, 1), (7, 2**40 - 1), (2**22, 10**12)])
def test_a_key_gives_its_text_back_and_fits_milvus(number: int, text: int) -> None:
    key = rows.key(number, text)
    assert rows.text_of(key) == text
    assert 0 < key < 2**63


def test_what_milvus_can_say_of_a_filter() -> None:
    numbers = {"甲": 1, "乙": 2}
    both = Filters(collections=("甲", "丙"), years=(2019,)).narrowed(Filters(kinds=("通知",), organs=("县政府办",)))
    assert rows.expression(both, numbers) == (
        f"coll in [1, 0] and array_contains_any(years, [2019, {rows.ANY_YEAR}]) and "
        'array_contains_any(kinds, ["通知", "*"])'
    )
    assert rows.expression(Filters(organs=("县政府办",), exclude_collections=("甲",)), numbers) == ""
    assert rows.expression(Filters(), numbers) == ""


def test_no_value_ends_a_string_early() -> None:
    told = rows.expression(Filters(kinds=('a"] or ["', "b\\", "c\n")), {})
    assert told.count('"') == 8
    assert "\\" not in told
    assert "\n" not in told


def test_a_text_of_very_many_kinds_is_let_through_by_any() -> None:
    found = Occurrence(5, "甲", "zh", frozenset({None, 2019}), frozenset(str(each) for each in range(100)))
    made = rows.row(found, 3, vector(1).tobytes())
    assert made["kinds"] == [rows.ANY_KIND]
    assert 2019 in made["years"]
    assert len(made["years"]) == 2
    assert made["coll"] == 3


def test_the_outbox_survives_a_line_cut_short(tmp_path) -> None:  # type: ignore[no-untyped-def]
    outbox = Outbox(tmp_path / "outbox")
    assert outbox.texts() == []
    outbox.add({3, 1})
    with (tmp_path / "outbox").open("a") as file:
        file.write("[4, 5")
    outbox.add([2])
    assert outbox.texts() == [1, 2, 3]
    outbox.clear()
    outbox.clear()
    assert outbox.texts() == []
