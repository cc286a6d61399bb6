from index.said import Said

LONG = "对领导批示件逐件登记、逐件督办、逐件反馈，确保事事有着落、件件有回音，全年办结率保持在较高水平"


def alike(*texts: str) -> list[set[int]]:
    said, found = Said(texts), []
    for number in range(len(texts)):
        found.append(said.alike(number))
        said.add(number)
    return found


def test_texts_that_differ_in_marks_say_the_same() -> None:
    assert alike("加强督查督办。", "“加强督查、督办”", "加强督查") == [set(), {0}, set()]


def test_a_long_text_with_a_word_changed_says_the_same() -> None:
    changed = LONG.replace("较高", "很高")
    assert alike(LONG, "组织全体干部体检，并安排复查，费用由工会统一支付，家属也可以自愿报名参加", changed) == [
        set(),
        set(),
        {0},
    ]


def test_a_short_text_with_a_word_changed_does_not() -> None:
    assert alike("逐件登记、逐件督办、逐件反馈。", "逐件登记、逐件督办、逐件报告。") == [set(), set()]


def test_all_that_say_the_same_are_found() -> None:
    assert alike(LONG, LONG + "！", "：" + LONG) == [set(), {0}, {0, 1}]


def test_what_was_not_added_is_not_found() -> None:
    said = Said([LONG, LONG])
    assert said.alike(1) == set()
