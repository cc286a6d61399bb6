import pytest

from corpus.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("加强督查督办工作", "zh-Hans"),
        ("加強督查督辦工作", "zh-Hant"),
        ("市委常委会工作要点", "zh-Hans"),  # one character decides
        ("督查", "zh-Hans"),  # both scripts write it so
        ("后台管理", "zh-Hans"),  # 后 and 台 are traditional words too
        ("推動GDP增長的若干措施", "zh-Hant"),
        ("promote supervision", "en"),
        ("The office handled 312 letters, among them 40 from 清河县, and answered all of them within the year.", "en"),
        ("各单位要用好OA、APP、VPN", "zh-Hans"),
        ("会議の資料を配布しました", "ja"),
        ("회의 자료를 배포하였습니다", "ko"),
        ("Der Ausschuss hat die Vorlage ohne Aussprache und einstimmig angenommen, sie tritt sofort in Kraft", "und"),
        ("", "und"),
        ("2018—2020：100%", "und"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect(text) == language
