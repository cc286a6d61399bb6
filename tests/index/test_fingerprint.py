import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fingerprint import GUARANTEED_RUN, fingerprints, pack, unpack, winnowed
from index.fingerprint_index import FingerprintIndex
from index.postings import Postings

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


RUN = "在市委市政府的坚强正确领导之下"


def test_many_gone_documents_do_not_hide_those_that_are_there() -> None:
    index = FingerprintIndex((number, pack(RUN)) for number in range(500))
    index.remove(range(480))
    assert set(index.seeds(RUN).document.tolist()) == set(range(480, 500))
    assert set(index.seeds(RUN, np.array([3, 499])).document.tolist()) == {499}


def test_a_restriction_finds_a_document_behind_many_others() -> None:
    index = FingerprintIndex((number, pack(RUN)) for number in range(500))
    assert set(index.seeds(RUN, np.array([499])).document.tolist()) == {499}


@given(
    st.lists(st.tuples(st.sampled_from(["put", "remove"]), st.integers(0, 6), text), max_size=30),
    st.none() | st.lists(st.integers(0, 6)),
    text,
)
@settings(max_examples=100)
def test_however_it_came_about_it_finds_the_same(
    steps: list[tuple[str, int, str]], within: list[int] | None, draft: str
) -> None:
    index, there = FingerprintIndex(), {}
    index._merge()
    for number, (step, document, skeleton) in enumerate(steps):
        if step == "put":
            index.put(document, pack(skeleton))
            there[document] = pack(skeleton)
        else:
            index.remove([document])
            there.pop(document, None)
        if number % 7 == 6:
            index._merge()
    only = None if within is None else np.array(within, dtype=np.int64)
    for document in range(7):
        kept = unpack(there.get(document, b""))[0]
        assert sorted(index.of(document).tolist()) == sorted(kept.tolist())
    found, expected = index.seeds(draft, only), FingerprintIndex(sorted(there.items())).seeds(draft, only)
    assert sorted(zip(*map(np.ndarray.tolist, found), strict=True)) == sorted(
        zip(*map(np.ndarray.tolist, expected), strict=True)
    )


@given(st.lists(st.integers(0, 9), max_size=30), st.lists(st.integers(0, 12), max_size=20), st.integers(1, 6))
def test_hashes_are_counted_up_to_a_number(held: list[int], wanted: list[int], most: int) -> None:
    none = np.zeros(len(held), np.uint32)
    postings = Postings(np.array(sorted(held), np.uint64), none, none, np.empty(0, np.int64))
    counts = postings.counts_up_to(np.array(wanted, np.uint64), most)
    assert counts.tolist() == [min(held.count(each), most) for each in wanted]


@given(texts=st.lists(st.text("甲乙丙丁戊ab", min_size=GUARANTEED_RUN, max_size=60), max_size=5))
def test_many_texts_have_the_fingerprints_of_each(texts: list[str]) -> None:
    hashes, owners = winnowed(texts)
    assert [hashes[owners == row].tolist() for row in range(len(texts))] == [
        fingerprints(each)[0].tolist() for each in texts
    ]
