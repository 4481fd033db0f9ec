"""The network of all-MiniLM-L6-v2 in numpy: BERT with 6 layers of 384, in single precision.

Follows Devlin et al. 2019 (BERT) and the weights' own names. The activation is the tanh form of GELU (Hendrycks and
Gimpel 2016, eq. 2), which stays within 3e-4 of the exact one here and needs no error function.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Tensors = Mapping[str, npt.NDArray[np.float32]]

WIDTH = 384
LAYERS = 6
HEADS = 12
POSITIONS = 512
EPSILON = 1e-12
_HEAD = WIDTH // HEADS
_PACKED_POSITIONS = 1024  # bounds the working memory to about 10 MB
_BLOCK = 256  # rows of activations that stay in the processor's cache


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Floats
    bias: Floats

    @classmethod
    def of(cls, tensors: Tensors, name: str) -> Self:
        return cls(tensors[f"{name}.weight"], tensors[f"{name}.bias"])

    def __call__(self, rows: Floats) -> Floats:
        out: Floats = rows @ self.weight.T
        out += self.bias
        return out


@dataclass(frozen=True, slots=True)
class _Norm:
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, tensors: Tensors, name: str) -> Self:
        return cls(tensors[f"{name}.weight"], tensors[f"{name}.bias"])

    def __call__(self, rows: Floats) -> Floats:
        rows -= rows.mean(axis=1, keepdims=True)
        spread = np.sqrt(np.einsum("ij,ij->i", rows, rows) / WIDTH + EPSILON)
        rows /= spread[:, None]
        rows *= self.scale
        rows += self.shift
        return rows


@dataclass(frozen=True, slots=True)
class _Layer:
    query: _Linear
    key: _Linear
    value: _Linear
    mix: _Linear
    mix_norm: _Norm
    widen: _Linear
    narrow: _Linear
    out_norm: _Norm

    @classmethod
    def of(cls, tensors: Tensors, number: int) -> Self:
        name = f"encoder.layer.{number}"
        attention = f"{name}.attention"
        return cls(
            query=_Linear.of(tensors, f"{attention}.self.query"),
            key=_Linear.of(tensors, f"{attention}.self.key"),
            value=_Linear.of(tensors, f"{attention}.self.value"),
            mix=_Linear.of(tensors, f"{attention}.output.dense"),
            mix_norm=_Norm.of(tensors, f"{attention}.output.LayerNorm"),
            widen=_Linear.of(tensors, f"{name}.intermediate.dense"),
            narrow=_Linear.of(tensors, f"{name}.output.dense"),
            out_norm=_Norm.of(tensors, f"{name}.output.LayerNorm"),
        )

    def __call__(self, rows: Floats, bounds: Sequence[tuple[int, int]]) -> Floats:
        mixed = self.mix(_attend(self.query(rows), self.key(rows), self.value(rows), bounds))
        mixed += rows
        rows = self.mix_norm(mixed)
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            block += self.narrow(_gelu(self.widen(block)))
        return self.out_norm(rows)


def _gelu(x: Floats) -> Floats:
    # x / (1 + exp(-2u)) equals x (1 + tanh u) / 2 and numpy's exp is the faster of the two.
    u = x * x
    u *= -2 * math.sqrt(2 / math.pi) * 0.044715
    u -= 2 * math.sqrt(2 / math.pi)
    u *= x
    np.minimum(u, 80, out=u)  # exp would overflow, and the quotient is nought long before
    np.exp(u, out=u)
    u += 1
    x /= u
    return x


def _attend(query: Floats, key: Floats, value: Floats, bounds: Sequence[tuple[int, int]]) -> Floats:
    query *= 1 / math.sqrt(_HEAD)
    out = np.empty_like(value)
    for start, end in bounds:
        q, k, v = (
            part[start:end].reshape(end - start, HEADS, _HEAD).transpose(1, 0, 2) for part in (query, key, value)
        )
        scores = q @ k.transpose(0, 2, 1)
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=2, keepdims=True)
        out[start:end] = (scores @ v).transpose(1, 0, 2).reshape(end - start, WIDTH)
    return out


class Network:
    """The encoder; sequences are packed one after another, so nothing is computed for padding.

    Args:
        tensors: The weights by name, as float32; views of a memory map are used in place.

    Raises:
        KeyError: A weight is missing.
    """

    def __init__(self, tensors: Tensors) -> None:
        self._words = tensors["embeddings.word_embeddings.weight"]
        self._positions = tensors["embeddings.position_embeddings.weight"]
        self._type = tensors["embeddings.token_type_embeddings.weight"][0]
        self._norm = _Norm.of(tensors, "embeddings.LayerNorm")
        self._layers = [_Layer.of(tensors, number) for number in range(LAYERS)]

    def __call__(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        """Last hidden states, one (tokens, 384) array a sequence; a sequence has at most 512 ids."""
        out: list[Floats] = []
        pack: list[Sequence[int]] = []
        size = 0
        for ids in sequences:
            if pack and size + len(ids) > _PACKED_POSITIONS:
                out += self._run(pack)
                pack, size = [], 0
            pack.append(ids)
            size += len(ids)
        return out + self._run(pack) if pack else out

    def _run(self, pack: Sequence[Sequence[int]]) -> list[Floats]:
        bounds: list[tuple[int, int]] = []
        end = 0
        for ids in pack:
            bounds.append((end, end + len(ids)))
            end += len(ids)
        rows = self._words[np.concatenate([np.asarray(ids, dtype=np.int64) for ids in pack])]
        rows += np.concatenate([self._positions[: len(ids)] for ids in pack])
        rows += self._type
        rows = self._norm(rows)
        for layer in self._layers:
            rows = layer(rows, bounds)
        return [rows[start:stop] for start, stop in bounds]
