"""The five classes over the sample corpus, with the real model: each way of copying is found and named."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.types import CheckOptions, CheckSpan
from tests.index.nearcopy.material import (
    COMMUNITY,
    ENGLISH,
    ENVIRONMENT,
    OWN_AFTER,
    OWN_BEFORE,
    S_COMMUNITY,
    S_ENVIRONMENT,
    S_SUPERVISION,
    SUPERVISION,
    assert_sound,
    within,
)

_VERBATIM = {
    "as it stands": S_COMMUNITY,
    "traditional": "網格員每天在網格內走訪不少於20戶，把聽到的牢騷話、埋怨話原樣記下來，當天錄入、當天分流。",
    "a number left open": S_COMMUNITY.replace("20", "XX"),
    "another width": S_COMMUNITY.replace("20", "２０").replace("，", ","),
}
_EDITED = {
    "words and a number changed": (
        "网格员每周在网格内走访不少于30户，把听到的牢骚话、抱怨话原样记录下来，当天录入、当天分流。",
        COMMUNITY,
    ),
    "a list shortened": ("网格员每天在网格内走访不少于20户，把听到的牢骚话原样记下来，当天录入、当天分流。", COMMUNITY),
    "a clause put in": (
        "任务卡上只认姓名、不认单位，哪怕只换了一天，换了人也要办交接，交接不清的仍由前任继续负责。",
        SUPERVISION,
    ),
}
_REORDERED = {
    "clauses of one sentence": ("换了人要办交接，交接不清的由前任继续负责；任务卡上只认姓名、不认单位。", SUPERVISION),
    "the end first": (
        "把听到的牢骚话、埋怨话原样记下来，当天录入、当天分流，网格员每天在网格内走访不少于20户。",
        COMMUNITY,
    ),
    "clauses of two sentences": (
        "超标三次的暂停投标资格三个月，把43个在建工地的在线监测数据同信用评价挂钩；由商户每月交80元、专业公司上门服务，"
        "在市区1.02万家餐饮店推行油烟净化器“代清洗”，油烟投诉下降57%。",
        ENVIRONMENT,
    ),
}
_PARAPHRASED = {
    "reminders": (
        "要是催了两回还是没有像样的动静，就把这个单位管这摊事的副职叫来谈话，还要在常务会上点他的名。"
        "一年下来一共发了五十八张单子，找了九家单位谈话。",
        SUPERVISION,
    ),
    "a second look": (
        "批件办完三个月之后，会抽出其中五分之一再去看看，毛病是不是又犯了，还要听听当初那些群众怎么讲。"
        "一年里回头看了49件，发现有3件只是在纸上办完了，都重新立了案。",
        SUPERVISION,
    ),
    "pipes": (
        "一年里查了四百一十二公里排水管，修好了一千八百七十三处破的、接错的，堵上了九十六个往外直排的口子。"
        "望江的那条支流，五年里治过三回都没治好，这回沿着河一寸寸找，在一间麻将馆的地板底下翻出一根偷排的管子。",
        ENVIRONMENT,
    ),
}
_TRANSLATED = {
    "English to Chinese": (
        "一月二十四日至四月三十日，值班室每班由四人增加到八人。共接听电话21740个，其中约三分之一是不知道该找哪个部门的"
        "居民打来的。工作人员没有再给他们另一个号码，而是把情况记下来，两小时之内回电。",
        ENGLISH,
    ),
    "Chinese to English": (
        "The grid worker visits at least 20 households in the grid every day, writes down grumbles and complaints "
        "exactly as heard, and enters and passes them on the same day. In winter the grid worker Li Chunyan noticed "
        "that an 85-year-old man living alone had not drawn his curtains in the morning, forced the door and saved "
        "his life.",
        COMMUNITY,
    ),
    "Chinese to Japanese": (
        "期限を一度過ぎた場合は電話で催促し、二度過ぎた場合は催促状を送り、二回催促しても実質的な進展がない場合は担当部門の"
        "副責任者を呼び出し、常務会議で名指しする。年間に催促状58通を送り、9部門を呼び出した。",
        SUPERVISION,
    ),
    "English to Japanese": (
        "当直室は一月二十四日から四月三十日まで、各班四人から八人に倍増された。電話は二万一千七百四十件に上り、その約三分の一は"
        "どの窓口に相談すればよいか分からない住民からであった。職員は別の番号を教えるのではなく、用件を聞き取り、二時間以内に"
        "折り返し電話した。",
        ENGLISH,
    ),
}


def found(engine: Engine, draft: str) -> list[CheckSpan]:
    report = engine.check(draft, CheckOptions(nearest=0))
    assert_sound(draft, report, engine)
    return list(report.spans)


@pytest.mark.parametrize("name", _VERBATIM)
def test_verbatim(sample: Engine, name: str) -> None:
    [span] = found(sample, within(_VERBATIM[name]))
    assert span.text == _VERBATIM[name]
    assert (span.span_class, span.source.document.source, span.source.text) == ("verbatim", COMMUNITY, S_COMMUNITY)
    assert span.source.heading_path == ("二、网格提质，把问题解决在家门口", "（一）找得早")
    assert span.confidence > 0.99


@pytest.mark.parametrize("name", _EDITED)
def test_edited(sample: Engine, name: str) -> None:
    text, source = _EDITED[name]
    [span] = found(sample, within(text))
    assert (span.text, span.span_class, span.source.document.source) == (text, "edited", source)
    assert 0.5 < span.similarity < 1
    assert {step.op for step in span.edits} > {"equal"}


@pytest.mark.parametrize("name", _REORDERED)
def test_reordered(sample: Engine, name: str) -> None:
    text, source = _REORDERED[name]
    [span] = found(sample, within(text))
    assert (span.text, span.span_class, span.source.document.source) == (text, "reordered", source)


@pytest.mark.parametrize("name", _PARAPHRASED)
def test_two_sentences_said_anew(sample: Engine, name: str) -> None:
    text, source = _PARAPHRASED[name]
    draft = f"{OWN_BEFORE}\n{text}\n{OWN_AFTER}"
    [span] = found(sample, draft)
    assert (span.text, span.span_class, span.source.document.source) == (text, "paraphrased", source)
    assert [step.op for step in span.edits] == ["replace"]


@pytest.mark.parametrize("name", _TRANSLATED)
def test_translated(sample: Engine, name: str) -> None:
    text, source = _TRANSLATED[name]
    [span] = found(sample, f"{OWN_BEFORE}\n{text}\n{OWN_AFTER}")
    assert (span.text, span.span_class, span.source.document.source) == (text, "translated", source)


def test_an_own_text_is_clean(sample: Engine) -> None:
    assert not found(sample, within(""))


def test_three_sources_stitched_together_are_three_spans(sample: Engine) -> None:
    parts = {S_COMMUNITY: COMMUNITY, S_SUPERVISION: SUPERVISION, S_ENVIRONMENT: ENVIRONMENT}
    spans = found(sample, within("".join(parts)))
    assert [(span.text, span.source.document.source) for span in spans] == list(parts.items())
    assert {span.span_class for span in spans} == {"verbatim"}


def test_a_text_that_was_passed_on_names_its_other_sources(sample: Engine) -> None:
    [span] = found(sample, within(S_COMMUNITY))
    [other] = span.alternatives
    assert other.document.source == "2020年信访工作情况报告（石桥街道办）.md"
    assert "牢骚话、埋怨话" in other.text


def test_a_check_is_the_same_when_it_is_run_again(sample: Engine) -> None:
    draft = within(S_SUPERVISION) + "\n".join(text for text, _ in (*_PARAPHRASED.values(), *_TRANSLATED.values()))
    first, second = (sample.check(draft, CheckOptions(nearest=2)) for _ in range(2))
    assert first == second
