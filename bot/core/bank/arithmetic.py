"""Sums that content claims, evaluated without handing content the interpreter.

A check is a Python comparison of numbers, such as `abs(2 * (1 - phi(3.09)) - 0.002) < 0.0005`. It may use numbers,
`+ - * / // % **`, comparisons, `and`, `or`, `not`, lists, `for` inside `sum`, `min` and `max` over a list or
`range`, and the functions in `FUNCTIONS`: `phi` is the standard normal's distribution function and `z` its inverse.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from bot.core.errors import GreenroomError

_STEPS = 20_000
"""Operations one check may take."""

_DIGITS = 400
"""Largest size of a power's or a binomial coefficient's result, in decimal digits."""


@dataclass
class SumError(GreenroomError):
    """A check that cannot be evaluated."""

    problem: str

    def __str__(self) -> str:
        return self.problem


def _comb(n: int, k: int) -> int:
    if n > 10_000:
        raise SumError("comb() takes numbers up to 10,000")
    return math.comb(n, k)


def _power(base: float, exponent: float) -> float:
    if abs(base) > 1 and exponent * math.log10(abs(base)) > _DIGITS:
        raise SumError("the power is too large")
    return operator.pow(base, exponent)  # type: ignore[no-any-return]


def _range(*bounds: int) -> Sequence[int]:
    made = range(*bounds)
    if len(made) > _STEPS:
        raise SumError("the range is too long")
    return made


_NORMAL = NormalDist()
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "phi": _NORMAL.cdf,
    "z": _NORMAL.inv_cdf,
    "sqrt": math.sqrt,
    "abs": abs,
    "round": round,
    "min": min,
    "max": max,
    "log": math.log,
    "exp": math.exp,
    "comb": _comb,
    "sum": sum,
    "range": _range,
}
"""What a check may call."""

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
_Names = Mapping[str, object]
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def holds(check: str) -> bool:
    """Whether a check is true.

    Args:
        check: A comparison, as this module's text describes.

    Raises:
        SumError: It is not a comparison, uses something else, or has no result, such as a division by zero.
    """
    try:
        body = ast.parse(check.strip(), mode="eval").body
        if not isinstance(body, ast.Compare | ast.BoolOp):
            raise SumError("a check must be a comparison, such as `a * b == c`")
        return bool(_Evaluation().value(body, {}))
    except SyntaxError as error:
        raise SumError(f"this is not a Python expression ({error.msg})") from error
    except (ArithmeticError, ValueError, TypeError) as error:
        raise SumError(str(error)) from error
    except (RecursionError, MemoryError) as error:
        raise SumError("the check is too deeply nested") from error


class _Evaluation:
    """One walk over a check's syntax tree; only the kinds of node in the table are let in."""

    def __init__(self) -> None:
        self._steps = 0
        self._known: dict[type[ast.expr], Callable[[Any, _Names], object]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._binary,
            ast.BoolOp: self._combined,
            ast.Compare: self._compared,
            ast.Call: self._called,
            ast.Tuple: self._listed,
            ast.List: self._listed,
            ast.GeneratorExp: self._looped,
            ast.ListComp: self._looped,
        }

    def value(self, node: ast.expr, names: _Names) -> object:
        self._steps += 1
        if self._steps > _STEPS:
            raise SumError("the check takes too long")
        evaluate = self._known.get(type(node))
        if evaluate is None:
            raise _refused(node)
        return evaluate(node, names)

    def _constant(self, node: ast.Constant, _: _Names) -> object:
        if not isinstance(node.value, int | float):
            raise _refused(node)
        return node.value

    def _name(self, node: ast.Name, names: _Names) -> object:
        if node.id not in names:
            raise _refused(node)
        return names[node.id]

    def _unary(self, node: ast.UnaryOp, names: _Names) -> object:
        apply = _UNARY.get(type(node.op))
        if apply is None:
            raise _refused(node)
        return apply(self._number(node.operand, names))

    def _binary(self, node: ast.BinOp, names: _Names) -> object:
        apply = _BINARY.get(type(node.op))
        if apply is None:
            raise _refused(node)
        return apply(self._number(node.left, names), self._number(node.right, names))

    def _number(self, node: ast.expr, names: _Names) -> float:
        found = self.value(node, names)
        if not isinstance(found, int | float):
            raise SumError(f"`{ast.unparse(node)}` is not a number")
        return found

    def _combined(self, node: ast.BoolOp, names: _Names) -> object:
        parts = (bool(self.value(part, names)) for part in node.values)
        return all(parts) if isinstance(node.op, ast.And) else any(parts)

    def _compared(self, node: ast.Compare, names: _Names) -> object:
        left: object = self.value(node.left, names)
        for sign, comparator in zip(node.ops, node.comparators, strict=True):
            if type(sign) not in _COMPARED:
                raise _refused(node)
            right = self.value(comparator, names)
            if not _COMPARED[type(sign)](left, right):
                return False
            left = right
        return True

    def _called(self, node: ast.Call, names: _Names) -> object:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
            raise _refused(node)
        return FUNCTIONS[node.func.id](*(self.value(argument, names) for argument in node.args))

    def _listed(self, node: ast.Tuple | ast.List, names: _Names) -> object:
        return [self.value(item, names) for item in node.elts]

    def _looped(self, node: ast.GeneratorExp | ast.ListComp, names: _Names) -> object:
        loop = node.generators[0]
        items = self.value(loop.iter, names)
        if len(node.generators) > 1 or not isinstance(loop.target, ast.Name) or not isinstance(items, Sequence):
            raise SumError("only `for name in` a list or range may be used in a check")
        rows = ({**names, loop.target.id: item} for item in items)
        return [self.value(node.elt, row) for row in rows if all(self.value(test, row) for test in loop.ifs)]


def _refused(node: ast.expr) -> SumError:
    return SumError(f"`{ast.unparse(node)}` may not be used in a check")
