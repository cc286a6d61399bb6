import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normal import fold, simplify, skeleton

# What meets in office text, mixed thickly: Han of both scripts, widths, blanks, look-alikes, marks, invisibles.
MIXED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("督辦办理著㎡①ＡＢａbсоеρμÉé\u0301\u3000 \t\n\u200b\ufeff，。、《》×X⾦ﬁ½○〇İß㊀\ud800\udc00"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("㎡為ｍ２", "m2为m2"),
        ("督查　督办", "督查督办"),
        ("Work  Plan\n2018", "work plan 2018"),
        ("使用 Python 语言", "使用python语言"),
        ("Тhе сity", "the city"),
        ("Москва μm", "москва μm"),
        ("Résumé résume\u0301", "resume resume"),
        ("⾦融、《辦法》", "金融、《办法》"),
        ("沿著顯著", "沿着显着"),
        ("二○一八年", "二〇一八年"),
        ("××局XX项", "××局xx项"),
        ("督\u200b查\ufeff", "督查"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_skeleton_keeps_letters_digits_and_placeholders() -> None:
    assert skeleton("（一）××局：完成 12.5％，“很好”！").text == "一××局完成125很好"


def test_original_of_what_one_character_became() -> None:
    folded = fold("约㎡　数")
    assert folded.text == "约m2数"
    assert folded.original(1, 2) == (1, 2)
    assert folded.original(2, 4) == (1, 4)


def test_original_of_nothing_is_nothing() -> None:
    assert fold("").original(0, 0) == (0, 0)
    assert fold("　督查").original(1, 1) == (2, 2)
    assert fold("督查。").original(3, 3) == (3, 3)


@pytest.mark.parametrize("strength", [fold, skeleton])
@given(text=MIXED, data=st.data())
def test_offsets_lead_back(strength, text, data) -> None:  # type: ignore[no-untyped-def]
    folded = strength(text)
    assert len(folded.origins) == len(folded.text)
    assert all(folded.origins[1:] >= folded.origins[:-1])
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    low, high = folded.original(start, end)
    assert 0 <= low <= high <= len(text)
    assert (low < high) == (start < end)


@given(st.text(st.sampled_from("督辦著㎡①ＡＢé⾦½İß，。×\u200b"), max_size=30), st.data())
def test_a_range_folds_to_what_it_produced(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    low, high = folded.original(start, end)
    assert folded.text[start:end] in fold(text[low:high]).text


@given(MIXED)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


def test_simplify_knows_the_context() -> None:
    assert simplify("乾隆年間的著名學者瞭解瞭望") == "乾隆年间的著名学者了解瞭望"


@given(MIXED)
def test_simplify_keeps_every_offset(text: str) -> None:
    assert len(simplify(text)) == len(text)
