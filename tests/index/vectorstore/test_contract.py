"""What every vector store must do; the same tests run on each."""

import numpy as np
import pytest

from corpus.errors import CorpusError
from corpus.store import Filters
from tests.index.vectorstore.corpus import DIM, Corpus, vector


def test_an_empty_store_answers_nothing(corpus: Corpus) -> None:
    ids, products = corpus.nearest(1, 5, Filters())
    assert len(ids) == len(products) == 0
    assert dict(corpus.vectors.counts()) == {}
    assert len(corpus.vectors) == 0
    assert not corpus.vectors.mean("zh").any()


def test_what_was_written_is_found_at_once_best_first(corpus: Corpus) -> None:
    corpus.put("a.txt", range(50))
    for filters in (None, Filters()):
        ids, products = corpus.nearest(1000, 10, filters)
        assert ids.tolist() == corpus.expected(1000, 10, range(50))
        best = np.sort([float(vector(each) @ vector(1000)) for each in range(50)])[::-1][:10]
        np.testing.assert_allclose(products, best, rtol=1e-5)


def test_ids_and_products_are_of_the_promised_types(corpus: Corpus) -> None:
    corpus.put("a.txt", range(5))
    ids, products = corpus.nearest(3, 2, Filters())
    assert ids.dtype == np.int64
    assert products.dtype == np.float32
    assert ids[0] == corpus.id_of(3)
    assert products[0] == pytest.approx(1.0, abs=1e-5)


def test_fewer_than_k_come_back_only_when_there_are_fewer(corpus: Corpus) -> None:
    corpus.put("a.txt", range(7))
    ids, products = corpus.nearest(1, 100, Filters())
    assert len(ids) == len(products) == 7


def test_many_queries_are_answered_in_their_order(corpus: Corpus) -> None:
    corpus.put("a.txt", range(30))
    queries = np.stack([vector(each) for each in range(20)])
    found = corpus.vectors.nearest("zh", queries, 1)
    assert [ids.tolist() for ids, _ in found] == [[corpus.id_of(each)] for each in range(20)]


def test_deleted_texts_are_never_returned(corpus: Corpus) -> None:
    corpus.put("a.txt", range(20))
    second = corpus.put("b.txt", range(20, 40))
    gone = {corpus.id_of(each) for each in range(20, 40)}
    corpus.delete(second)
    ids, _ = corpus.nearest(25, 40, Filters())
    assert len(ids) == 20
    assert not gone & set(ids.tolist())
    assert dict(corpus.vectors.counts()) == {"zh": 20}


def test_a_text_that_another_document_says_stays(corpus: Corpus) -> None:
    first = corpus.put("a.txt", [1, 2, 3])
    corpus.put("b.txt", [3, 4])
    corpus.delete(first)
    ids, _ = corpus.nearest(3, 10, Filters())
    assert ids.tolist() == corpus.expected(3, 10, [3, 4])


def test_a_new_version_of_a_source_takes_the_old_ones_place(corpus: Corpus) -> None:
    corpus.put("a.txt", range(10))
    corpus.put("a.txt", range(5, 15))
    ids, _ = corpus.nearest(0, 50, Filters())
    assert set(ids.tolist()) == {corpus.id_of(each) for each in range(5, 15)}


def test_writing_the_same_again_changes_nothing(corpus: Corpus) -> None:
    for _ in range(3):
        corpus.put("a.txt", range(10))
    ids, _ = corpus.nearest(4, 50, Filters())
    assert ids.tolist() == corpus.expected(4, 10, range(10))
    assert dict(corpus.vectors.counts()) == {"zh": 10}


def test_a_write_that_is_undone_leaves_nothing(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.put("a.txt", range(5))
    staged = corpus.vectors.stage

    def fail(*arguments: object) -> None:
        staged(*arguments)  # type: ignore[arg-type]
        raise CorpusError("undone")

    with monkeypatch.context() as patched:
        patched.setattr(corpus.vectors, "stage", fail)
        with pytest.raises(CorpusError):
            corpus.put("b.txt", range(5, 10))
    ids, _ = corpus.nearest(7, 50, Filters())
    assert len(ids) == 5
    # The database gives the same ids to other texts now; what was staged under them must not speak for these.
    corpus.put("c.txt", range(20, 25))
    ids, products = corpus.nearest(7, 50, Filters())
    assert ids.tolist() == corpus.expected(7, 50, [*range(5), *range(20, 25)])
    np.testing.assert_allclose(products, sorted(products.tolist(), reverse=True))


def test_collections_are_searched_apart_and_together(corpus: Corpus) -> None:
    corpus.put("a.txt", range(20), collection="甲")
    corpus.put("b.txt", range(10, 30), collection="乙' or 1 == 1")
    for collection, texts in (("甲", range(20)), ("乙' or 1 == 1", range(10, 30))):
        ids, _ = corpus.nearest(15, 100, Filters(collections=(collection,)))
        assert ids.tolist() == corpus.expected(15, 100, texts)
    ids, _ = corpus.nearest(15, 100, Filters())
    assert ids.tolist() == corpus.expected(15, 100, range(30))  # what both say comes once
    ids, _ = corpus.nearest(15, 100, Filters(exclude_collections=("甲",)))
    assert ids.tolist() == corpus.expected(15, 100, range(10, 30))
    ids, _ = corpus.nearest(15, 100, Filters(collections=("none",)))
    assert not len(ids)


def test_a_text_leaves_a_collection_with_its_last_document_there(corpus: Corpus) -> None:
    first = corpus.put("a.txt", [1, 2], collection="甲")
    corpus.put("b.txt", [2, 3], collection="乙")
    corpus.delete(first)
    assert not len(corpus.nearest(2, 10, Filters(collections=("甲",)))[0])
    ids, _ = corpus.nearest(2, 10, Filters(collections=("乙",)))
    assert ids.tolist() == corpus.expected(2, 10, [2, 3])


@pytest.mark.parametrize("share", [1, 3, 40, 200])
def test_filters_apply_inside_the_search_however_selective(corpus: Corpus, share: int) -> None:
    """The k nearest within a filter, not those of the k nearest that pass it."""
    for number in range(10):
        corpus.put(f"{number}.txt", range(100 * number, 100 * number + 20), year=2000 + number)
    corpus.put("few.txt", range(5000, 5000 + share), year=1999)
    ids, _ = corpus.nearest(5, 10, Filters(years=(1999,)))
    assert ids.tolist() == corpus.expected(5, 10, range(5000, 5000 + share))


def test_filters_on_documents(corpus: Corpus) -> None:
    first, second = corpus.put("a.txt", range(10)), corpus.put("b.txt", range(5, 20))
    ids, _ = corpus.nearest(7, 50, Filters(document_ids=(first,)))
    assert ids.tolist() == corpus.expected(7, 50, range(10))
    ids, _ = corpus.nearest(7, 50, Filters(exclude_document_ids=(first,)))
    assert ids.tolist() == corpus.expected(7, 50, range(5, 20))
    ids, _ = corpus.nearest(7, 50, Filters(document_ids=(first, second), years=(1066,)))
    assert not len(ids)


def test_a_corrected_fact_is_filtered_by_at_once(corpus: Corpus) -> None:
    document = corpus.put("a.txt", range(10), year=2020)
    corpus.put("b.txt", range(10, 20), year=2020)
    corpus.store.correct(document, {"year": 1987}, stage=corpus.vectors.stage)
    ids, _ = corpus.nearest(15, 50, Filters(years=(1987,)))
    assert ids.tolist() == corpus.expected(15, 50, range(10))
    ids, _ = corpus.nearest(5, 50, Filters(years=(2020,)))
    assert ids.tolist() == corpus.expected(5, 50, range(10, 20))


def test_languages_stand_apart(corpus: Corpus) -> None:
    corpus.put("a.txt", range(10), script="zh")
    corpus.put("b.txt", range(4), script="en")
    assert dict(corpus.vectors.counts()) == {"zh": 10, "en": 4}
    assert len(corpus.vectors) == 14
    ids, _ = corpus.nearest(2, 50, Filters(), script="en")
    assert ids.tolist() == corpus.expected(2, 50, range(4), script="en")
    assert not len(corpus.nearest(2, 50, Filters(), script="ja")[0])


def test_the_mean_is_of_what_is_there_now(corpus: Corpus) -> None:
    corpus.put("a.txt", range(10))
    second = corpus.put("b.txt", range(10, 20))
    corpus.delete(second)
    np.testing.assert_allclose(corpus.vectors.mean("zh"), np.mean([vector(n) for n in range(10)], axis=0), atol=1e-6)


def test_vectors_are_got_exactly_in_the_order_asked(corpus: Corpus) -> None:
    corpus.put("a.txt", range(10))
    corpus.put("b.txt", [3], script="en")
    asked = [corpus.id_of(7), 999_999, corpus.id_of(3, "en"), corpus.id_of(2)]
    vectors, scripts = corpus.vectors.get(asked)
    assert scripts == ["zh", "", "en", "zh"]
    np.testing.assert_array_equal(vectors, np.stack([vector(7), np.zeros(DIM, np.float32), vector(3), vector(2)]))


def test_pages_follow_one_another_without_gap_or_repetition(corpus: Corpus) -> None:
    """A deeper look begins with the same texts."""
    corpus.put("a.txt", range(300))
    ten, hundred, all_of_them = (corpus.nearest(1, k, Filters())[0].tolist() for k in (10, 100, 300))
    assert hundred[:10] == ten
    assert all_of_them[:100] == hundred
    assert len(set(all_of_them)) == 300


def test_unknown_texts_are_removed_without_harm(corpus: Corpus) -> None:
    corpus.put("a.txt", range(3))
    corpus.vectors.remove([999_999])
    corpus.vectors.remove([])
    assert len(corpus.nearest(1, 10)[0]) == 3


def test_it_can_be_filled_from_the_database(corpus: Corpus) -> None:
    corpus.put("a.txt", range(200), collection="甲")
    document = corpus.put("b.txt", range(150, 220), script="en")
    corpus.vectors.rebuild(corpus.store, corpus.model_id)
    assert dict(corpus.vectors.counts()) == {"zh": 200, "en": 70}
    ids, _ = corpus.nearest(160, 10, Filters(document_ids=(document,)), script="en")
    assert ids.tolist() == corpus.expected(160, 10, range(150, 220), script="en")
    ids, _ = corpus.nearest(160, 10, Filters(collections=("甲",)))
    assert ids.tolist() == corpus.expected(160, 10, range(200))
