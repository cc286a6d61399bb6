import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fingerprint import GUARANTEED_RUN, FingerprintIndex, fingerprints, pack, unpack

text = st.text(alphabet="甲乙丙丁戊ab", max_size=60)


@given(
    before=text,
    after=text,
    other_before=text,
    other_after=text,
    run=st.text(alphabet="甲乙丙丁戊己庚辛", min_size=GUARANTEED_RUN, max_size=40),
)
@settings(max_examples=200)
def test_any_equal_run_of_the_guaranteed_length_is_found(
    before: str, after: str, other_before: str, other_after: str, run: str
) -> None:
    draft, source = before + run + after, other_before + run + other_after
    seeds = FingerprintIndex([(5, pack(source))]).seeds(draft)
    assert any(draft[d : d + 8] == source[s : s + 8] for d, s in zip(seeds.draft, seeds.source, strict=True))


@given(st.text(max_size=300))
def test_packing_loses_nothing(skeleton: str) -> None:
    hashes, positions = fingerprints(skeleton)
    kept_hashes, kept_positions = unpack(pack(skeleton))
    np.testing.assert_array_equal(hashes, kept_hashes)
    np.testing.assert_array_equal(positions, kept_positions)


def test_texts_shorter_than_a_fingerprint_have_none() -> None:
    assert len(fingerprints("七个字不够长啊")[0]) == 0
    assert len(fingerprints("八个字刚刚好够用")[0]) == 1


def test_seeds_name_the_document_and_obey_the_restriction() -> None:
    index = FingerprintIndex(
        [(1, pack("扎实推进乡村治理体系和能力建设工作")), (2, pack("扎实推进乡村治理体系和能力建设任务"))]
    )
    assert set(index.seeds("扎实推进乡村治理体系和能力建设").document.tolist()) == {1, 2}
    assert set(index.seeds("扎实推进乡村治理体系和能力建设", np.array([2])).document.tolist()) == {2}
    index.remove([1])
    assert set(index.seeds("扎实推进乡村治理体系和能力建设").document.tolist()) == {2}


def test_a_worn_out_phrase_names_a_bounded_number_of_places() -> None:
    index = FingerprintIndex((number, pack("在市委市政府的坚强正确领导之下")) for number in range(200))
    assert len(index.seeds("在市委市政府的坚强正确领导之下").draft) < 200
