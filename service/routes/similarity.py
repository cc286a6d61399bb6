"""POST /v1/similarity, and POST /similarity in the shape other servers have."""

from __future__ import annotations

import time

from apiflask import APIBlueprint
from flask import Response, jsonify

from service import shapes
from service.examples import SENTENCE_SIMILARITY, SIMILARITY
from service.schemas.similarity import SentenceSimilarityIn, SimilarityAnswer, SimilarityIn
from service.state import engine

blueprint = APIBlueprint("similarity", __name__, tag="Similarity 相似度")


@blueprint.post("/v1/similarity")
@blueprint.input(SimilarityIn, arg_name="asked", example=SIMILARITY.asked)
@blueprint.output(SimilarityAnswer, example=SIMILARITY.answered)
def similarity(asked: SimilarityIn) -> shapes.Shape:
    """Compare given texts: one with many, pairs, or all with all."""
    began = time.perf_counter()
    about = {"calibrated": engine().calibrated}
    if asked.texts is not None:
        rows = engine().similarity_matrix(asked.texts)
        return {"matrix": [shapes.scores(row) for row in rows], "took_ms": shapes.since(began)} | about
    pairs = asked.pairs or tuple((asked.source or "", each) for each in asked.targets or ())
    return {"results": shapes.scores(engine().similarity(pairs)), "took_ms": shapes.since(began)} | about


@blueprint.post("/similarity")
@blueprint.input(SentenceSimilarityIn, arg_name="asked", example=SENTENCE_SIMILARITY.asked)
@blueprint.doc(responses=SENTENCE_SIMILARITY.response(200, "Similarities, in order."))
def sentence_similarity(asked: SentenceSimilarityIn) -> Response:
    """Compare one sentence with many, in the shape of text-embeddings-inference and Hugging Face.

    The numbers are the calibrated similarity, 0 to 1.
    """
    pairs = [(asked.inputs.source_sentence, each) for each in asked.inputs.sentences]
    return jsonify([each.similarity for each in engine().similarity(pairs)])
