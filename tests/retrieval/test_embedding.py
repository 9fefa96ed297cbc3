"""Two adapters, one shape: unit vectors of 384 dimensions."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import numpy as np
import pytest
from pydantic import SecretStr

from retrieval.assets import WANTED, AssetsMissing, complete, fetch, unpack
from retrieval.embedding import EmbeddingsUnavailable, LocalEmbedder, OpenAIEmbedder, embedder
from retrieval.settings import RetrievalSettings


def test_the_local_model_puts_like_meanings_together() -> None:
    vectors = embedder().embed(
        ["discount for paying early", "2% off when paid within ten days", "the pallets stand at the gate"]
    )
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_a_text_has_the_same_vector_in_any_company() -> None:
    alone = embedder().embed(["late fee"])[0]
    among = embedder().embed(
        ["late fee", "a much longer text about something else that is padded in the same batch " * 4]
    )[0]
    assert float(alone @ among) > 0.99


def test_nothing_in_nothing_out() -> None:
    assert embedder().embed([]).shape == (0, 384)


def endpoint(answer) -> OpenAIEmbedder:
    settings = RetrievalSettings(
        embedding="openai",
        embedding_base_url="http://model.example/v1/",
        embedding_api_key=SecretStr("key-1"),
        embedding_model="m",
    )
    return OpenAIEmbedder(settings, httpx.Client(transport=httpx.MockTransport(answer)))


def test_an_endpoint_is_asked_for_384_dimensions_and_answers_in_any_order() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        assert (str(request.url), request.headers["authorization"]) == (
            "http://model.example/v1/embeddings",
            "Bearer key-1",
        )
        assert (body["dimensions"], body["model"]) == (384, "m")
        rows = [{"index": n, "embedding": [float(n + 1)] + [0.0] * 382 + [1.0]} for n, _ in enumerate(body["input"])]
        return httpx.Response(200, json={"data": rows[::-1]})

    vectors = endpoint(answer).embed(["a", "b"])
    assert vectors[0][0] == pytest.approx(1 / 2**0.5)
    assert vectors[1][0] == pytest.approx(2 / 5**0.5)


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500), httpx.Response(429), httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"data": []}),
        httpx.Response(200, json={"data": [{"index": 0, "embedding": [1.0] * 1536}]}),
    ],
    ids=["500", "429", "not json", "none", "other dimensions"],
)  # fmt: skip
def test_an_endpoint_that_fails_is_said_and_never_guessed_around(response: httpx.Response) -> None:
    with pytest.raises(EmbeddingsUnavailable):
        endpoint(lambda _: response).embed(["a"])


def test_the_key_of_an_endpoint_is_in_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EmbeddingsUnavailable) as caught:
        endpoint(lambda _: httpx.Response(401)).embed(["a"])
    assert "key-1" not in str(caught.value)


def test_a_missing_tokenizer_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make setup"):
        LocalEmbedder(tmp_path)


def test_set_up_without_a_network_says_so_and_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(AssetsMissing, match="make setup"):
        fetch(tmp_path / "assets")
    assert not complete(tmp_path / "assets")


def test_set_up_takes_only_the_files_wanted_and_does_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "w.whl", "w") as wheel:
        for name in [*WANTED, "llama_index/evil.py", "../outside"]:
            wheel.writestr(name, "x")
    folder = tmp_path / "assets"
    unpack(tmp_path / "w.whl", folder)
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == sorted(
        WANTED.values()
    )
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert fetch(folder) is False


def test_starting_the_terminal_loads_neither_model_nor_reader() -> None:
    heavy = "{'onnxruntime', 'unstructured', 'pdfplumber', 'tokenizers'}"
    code = f"import sys, tools.documents, retrieval.ingest; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert shown.stdout.strip() == "[]"
