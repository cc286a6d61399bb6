import pytest

from index.numbers import plain_numbers


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("二〇一八年", "2018年"),
        ("二零一八年十二月三十一日", "2018年12月31日"),
        ("十月二十日", "10月20日"),
        ("百分之九十五", "95%"),
        ("百分之3.5", "3.5%"),
        ("百分之百", "100%"),
        ("国办发[2018]12号", "国办发〔2018〕12号"),
        ("国办发(2018)第12号", "国办发〔2018〕12号"),
        ("1,234,567元", "1234567元"),
        ("十九大精神", "十九大精神"),
        ("三会一课", "三会一课"),
        ("一百二十日", "一百二十日"),
        ("1978,12,3", "1978,12,3"),
    ],
)
def test_numbers_get_one_form(written: str, plain: str) -> None:
    assert plain_numbers(written) == plain
    assert plain_numbers(plain) == plain
