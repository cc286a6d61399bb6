"""A stretch of lines of which some are unchanged: each part is called what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.check import compare
from index.nearcopy.evidence import Pair
from index.nearcopy.sides import equal_within, laid_out
from index.nearcopy.spans import Place
from index.nearcopy.words import read
from index.types import CheckOptions

_RULES = (
    "第一条　为了规范街道图书室的开放，方便居民借阅，根据有关规定，结合本街道的实际，制定本办法。",
    "第二条　图书室每周开放六天，周一闭馆整理；节假日的开放时间提前三天在门口和网上公布。",
    "第三条　居民凭身份证办理借书证，每证一次可以借书五册，借期三十天，可以续借一次。",
    "第四条　借阅人应当爱护图书；丢失或者损坏的，按照原价赔偿，孤本按照原价的三倍赔偿。",
    "第五条　图书室应当每季度清点一次藏书，清点的结果报街道文化站，并向居民公布。",
)


def test_unchanged_lines_beside_edited_ones_are_verbatim() -> None:
    draft = list(_RULES)
    draft[2] = "第三条　居民凭市民卡办理借书证，每证一次可以借书十册，借期六十天，可以续借两次。"
    spans = compare("\n".join(draft), "\n".join(_RULES), CheckOptions(), None).spans
    assert [span.span_class for span in spans] == ["verbatim", "edited", "verbatim"]
    assert [span.text for span in spans] == ["\n".join(draft[:2]), draft[2], "\n".join(draft[3:])]
    assert [span.source.text.strip() for span in spans] == ["\n".join(_RULES[:2]), _RULES[2], "\n".join(_RULES[3:])]


def test_a_line_of_ones_own_between_copied_ones_is_not_copied() -> None:
    own = "本街道的桥面坑洼已经用沥青补平。"
    draft = [_RULES[0], own, _RULES[1]]
    spans = compare("\n".join(draft), "\n".join(_RULES), CheckOptions(), None).spans
    assert [span.text.strip() for span in spans] == [_RULES[0], _RULES[1]]


def test_a_copied_part_of_a_sentence_is_verbatim_though_the_source_goes_on() -> None:
    draft = "入冬以来，居民凭身份证办理借书证，每证一次可以借书五册，锅炉房的师傅轮流值夜。"
    [span] = compare(draft, "\n".join(_RULES), CheckOptions(), None).spans
    assert span.span_class == "verbatim"
    assert span.source.text == "居民凭身份证办理借书证，每证一次可以借书五册，"


_READERS = "居民凭身份证办理借书证，每证一次可以借书五册，借期三十天，可以续借一次。"
_EDITED = "居民凭市民卡办理借书证，每证一次可以借书十册，借期六十天，可以续借两次。"


@pytest.mark.parametrize(
    ("draft", "source"),
    [
        (f"二、借书\n{_EDITED}", f"（二）借书从简。{_READERS}"),
        (f"一、借阅\n{_READERS}", f"三、读者凭证借阅的办法\n{_READERS}"),
        (f"{_EDITED}\n三、赔偿", f"{_READERS}赔偿另有规定。"),
    ],
)
def test_a_heading_of_ones_own_beside_a_copied_paragraph_is_not_copied(draft: str, source: str) -> None:
    [span] = compare(draft, source, CheckOptions(), None).spans
    assert span.text in (_EDITED, _READERS)
    assert "三、读者" not in span.source.text


def test_a_copied_heading_goes_with_its_paragraph() -> None:
    [span] = compare(f"三、借书\n{_EDITED}", f"二、借书\n{_READERS}\n三、还书", CheckOptions(), None).spans
    assert span.text == f"三、借书\n{_EDITED}"
    assert span.source.text.strip() == f"二、借书\n{_READERS}"


_LIKE = st.text("借还书证", min_size=9, max_size=14).map(lambda words: f"{words}。")


@given(st.lists(_LIKE, min_size=2, max_size=6, unique=True), st.data())
def test_lines_that_the_source_has_stay_together_though_others_share_their_characters(
    lines: list[str], data: st.DataObject
) -> None:
    kept = data.draw(
        st.lists(st.sampled_from(lines), min_size=1, unique=True).map(lambda some: sorted(some, key=lines.index))
    )
    draft, source = "\n".join(lines), "\n".join(kept)
    sides = laid_out(Pair(read(draft), read(source)), Place((0, len(draft)), (0, len(source))))
    at = 0
    for line in lines:
        size = len(line) - 1
        [*equal] = equal_within(sides.steps, at, at + size)
        assert line not in kept or [step.size for step in equal] == [size]
        at += size


def test_unchanged_lines_between_which_the_source_says_more_are_verbatim() -> None:
    left_out = "开架图书每人每次限阅三种，阅后放在回收车上，不要自行插架。"
    source = [_RULES[0], _RULES[1] + left_out, _RULES[2]]
    spans = compare("\n".join(_RULES[:3]), "\n".join(source), CheckOptions(), None).spans
    assert {span.span_class for span in spans} == {"verbatim"}
    assert [span.text.strip() for span in spans] == ["\n".join(_RULES[:2]), _RULES[2]]
    assert not any(left_out in span.source.text for span in spans)


def test_a_short_unchanged_line_goes_with_the_one_before_on_both_sides() -> None:
    listed = ["（一）未在规定的期限内归还成套的外文画册；", "（二）在书上写画；", "（三）屡次迟还；"]
    changed = "（四）冒用他人的借书证，或者把自己的证件借给没有证件的人使用；"
    source = [*listed, "（四）使用他人的证件，或者把证件借给没有登记过的人用；"]
    spans = compare("\n".join([*listed, changed]), "\n".join(source), CheckOptions(), None).spans
    assert spans[0].span_class == "verbatim"
    assert spans[0].text.strip() == spans[0].source.text.strip() == "\n".join(listed)
