"""The tests of a row, however data sets write them, as the judge wants them."""

from __future__ import annotations

import base64
import binascii
import json
import pickletools
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from reasoning_rewards.core.batch import Batch
from reasoning_rewards.verdict import Decision, Rule

__all__ = ["BROKEN", "EMPTY", "MISSING", "TEST_RULES", "TOO_LONG", "RowTests", "read_tests", "row_tests"]

MISSING = Rule("tests.missing", "the row has no tests")
BROKEN = Rule(
    "tests.broken",
    "the row's tests can't be read, or fail before they ask anything of a program; {error:word}",
)
EMPTY = Rule("tests.empty", "the row's tests test nothing of a program")
TOO_LONG = Rule(
    "tests.too_long",
    "the row's tests are longer than the {limit} bytes that are taken; max_tests takes fewer",
)
TEST_RULES = (MISSING, BROKEN, EMPTY, TOO_LONG)

_UNPACKED = 64 << 20  # bytes of tests that were compressed
_TOO_DEEP = "too many objects one in another"
_DEEPEST = 6  # objects one in another around the tests
# Where tests are, in objects of data sets that hold more than tests.
_WRAPPERS = (
    "tests",
    "test_cases",
    "ground_truth",
    "input_output",
    "verification_info",
    "public_test_cases",
    "unit_tests",
)
_NAMES = ("entry_point", "fn_name", "func_name")  # where a function's name is
_MISSING = Decision(MISSING)


class RowTests(NamedTuple):
    """A row's tests: asserts (code), calls of a function, or runs with an input and an output each."""

    kind: str
    entry_point: str | None = None
    code: str = ""
    inputs: tuple[Any, ...] = ()
    outputs: tuple[Any, ...] = ()
    wrapped: bool = False  # may an output [x] stand for x, as in APPS?


class _UnreadableError(ValueError):
    """Raised where a value holds no tests; it says what it is instead."""


def read_tests(value: object, entry_point: object = None) -> RowTests | Decision:
    """The tests in a value, or what is wrong with it.

    =====================================================  ==============================================
    ``{"type": "asserts", "code", "entry_point"}``          asserts, or ``check(candidate)``
    a text of Python, or a list of such (with a column       the same: HumanEval's ``test``, MBPP's
    for the entry point)                                     ``test_list``
    ``{"type": "calls", "entry_point", "inputs", "outputs"}``  calls
    ``{"type": "stdio", "inputs", "outputs"}``              runs
    ``{"inputs", "outputs"}`` and perhaps ``"fn_name"``      runs or calls: APPS, TACO, Eurus
    a list of ``{"input", "output", "testtype" or "type"}``  runs or calls: LiveCodeBench, DeepCoder, PRIME
    =====================================================  ==============================================

    Any of these may be JSON text, which may be compressed (base64 of zlib, and inside it perhaps a pickle of
    exactly one string, as LiveCodeBench has them), or stand in an object under a key such as ``ground_truth``.

    >>> read_tests({"inputs": ["1 2"], "outputs": ["3"]})
    RowTests(kind='stdio', entry_point=None, code='', inputs=('1 2',), outputs=('3',), wrapped=False)
    >>> read_tests(["assert f(1) == 2"]).code, read_tests("").rule
    ('assert f(1) == 2', 'tests.missing')
    """
    try:
        found = _read(_without_arrays(value), _name_in(entry_point), 0)
    except _UnreadableError as error:
        return Decision(BROKEN, (("error", str(error)),))
    except RecursionError:
        return Decision(BROKEN, (("error", _TOO_DEEP),))
    if found is None:
        return _MISSING
    if found.kind == "asserts":
        return found if found.code.strip() else _MISSING
    if len(found.inputs) != len(found.outputs):
        return Decision(BROKEN, (("error", f"{len(found.inputs)} inputs and {len(found.outputs)} outputs"),))
    return found if found.inputs else _MISSING


def _read(value: Any, name: str | None, depth: int) -> RowTests | None:
    if depth > _DEEPEST:
        raise _UnreadableError(_TOO_DEEP)
    if value is None or value in ("", b"", [], {}, ()):
        return None
    if isinstance(value, str):
        return _read_text(value, name, depth)
    if isinstance(value, Mapping):
        return _read_object(value, name, depth)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return _read_list(value, name)
    raise _UnreadableError(f"a {type(value).__name__} holds no tests")


def _without_arrays(value: Any) -> Any:
    """The same with lists for arrays, which tables give, at any depth."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {key: _without_arrays(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_arrays(each) for each in value]
    return value


def _read_text(text: str, name: str | None, depth: int) -> RowTests | None:
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _read(json.loads(text), name, depth + 1)
        except ValueError:
            pass  # a line of code may begin so
    unpacked = _unpacked(text)
    if unpacked is not None:
        return _read_text(unpacked, name, depth + 1)
    return RowTests("asserts", name, code=text)


def _unpacked(text: str) -> str | None:
    """The text in base64 of zlib of itself or of its pickle; None where it is no base64."""
    if len(text) < 12 or not text.isascii() or any(each in text for each in " \t(.:"):
        return None
    try:
        packed = zlib.decompressobj()
        raw = packed.decompress(base64.b64decode(text, validate=True), _UNPACKED)
    except (binascii.Error, zlib.error):
        return None
    if packed.unconsumed_tail:
        raise _UnreadableError(f"compressed tests of more than {_UNPACKED} bytes")
    if raw.startswith(b"\x80"):
        return _pickled(raw)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _UnreadableError(f"compressed tests that are no text: {error}") from None


_OF_A_STRING = frozenset(("PROTO", "FRAME", "MEMOIZE", "BINPUT", "LONG_BINPUT", "STOP"))
_STRINGS = frozenset(("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"))


def _pickled(raw: bytes) -> str:
    """The string that a pickle is of; it is read as a list of steps and never carried out."""
    found: list[str] = []
    try:
        for step, argument, _ in pickletools.genops(raw):
            if step.name in _STRINGS:
                found.append(str(argument))
            elif step.name not in _OF_A_STRING:
                raise _UnreadableError(f"a pickle of more than one string ({step.name})")
    except ValueError as error:
        raise _UnreadableError(f"no pickle of a string: {error}") from None
    if len(found) != 1:
        raise _UnreadableError(f"a pickle of {len(found)} strings, not of one")
    return found[0]


def _read_object(value: Mapping[str, Any], name: str | None, depth: int) -> RowTests | None:
    kind = value.get("type")
    named = _name_in(value) or name
    if kind == "asserts" or "code" in value:
        code = value.get("code")
        return RowTests("asserts", named, code=_joined(code))
    if "inputs" in value and "outputs" in value:
        inputs, outputs = _listed(value["inputs"]), _listed(value["outputs"])
        if kind == "stdio" or (kind != "calls" and named is None):
            return _stdio(inputs, outputs)
        return _calls(named, inputs, outputs, wrapped=kind != "calls")
    for key in _WRAPPERS:
        if value.get(key) not in (None, "", [], {}):
            return _read(value[key], named, depth + 1)
    raise _UnreadableError(f"an object with {', '.join(map(repr, value)) or 'nothing'} in it")


def _read_list(items: Sequence[Any], name: str | None) -> RowTests | None:
    if all(isinstance(each, str) for each in items):
        return RowTests("asserts", name, code=_joined(items))
    if not all(isinstance(each, Mapping) and "input" in each and "output" in each for each in items):
        raise _UnreadableError("a list of neither texts nor objects with input and output")
    kinds = {str(each.get("testtype") or each.get("type") or "stdin") for each in items}
    called = {kind for kind in kinds if kind in ("functional", "function_call", "call")}
    if called and called != kinds:
        raise _UnreadableError(f"tests of several kinds: {', '.join(sorted(kinds))}")
    if not called:
        return _stdio([each["input"] for each in items], [each["output"] for each in items])
    first = items[0]
    named = _name_in(first) or _name_in(first.get("metadata")) or name
    inputs = [_arguments(each["input"]) for each in items]
    return _calls(
        named, inputs, [_parsed(each["output"]) for each in items], wrapped="function_call" in kinds
    )


def _name_in(value: object) -> str | None:
    """The function's name: ``add``, ``Solution().add``, or in the metadata of a row, an object or its JSON text."""
    if isinstance(value, str):
        name = value.removeprefix("Solution().")
        if name.isidentifier():
            return name
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if not isinstance(value, Mapping):
        return None
    return next((_name_in(value[key]) for key in _NAMES if isinstance(value.get(key), str)), None)


def _joined(code: object) -> str:
    if isinstance(code, str):
        return code
    if isinstance(code, Sequence) and all(isinstance(each, str) for each in code):
        return "\n".join(code)
    raise _UnreadableError(f"code that is a {type(code).__name__}")


def _listed(value: object) -> list[Any]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return list(value)
    raise _UnreadableError(f"inputs or outputs that are a {type(value).__name__}, not a list")


def _stdio(inputs: Sequence[Any], outputs: Sequence[Any]) -> RowTests:
    return RowTests("stdio", inputs=tuple(map(_lines, inputs)), outputs=tuple(map(_lines, outputs)))


def _lines(value: Any) -> str:
    """What is given or printed, which some data sets write as a list of lines."""
    if isinstance(value, list | tuple):
        return "\n".join(map(_lines, value))
    return value if isinstance(value, str) else json.dumps(value)


def _calls(name: str | None, inputs: Sequence[Any], outputs: Sequence[Any], *, wrapped: bool) -> RowTests:
    if name is None:
        raise _UnreadableError("calls without the name of a function (entry_point)")
    for each in inputs:
        if not isinstance(each, list | tuple):
            raise _UnreadableError(f"a call with {type(each).__name__} for its list of arguments")
        if not _has_text_keys(each):
            raise _UnreadableError("an argument with keys that are no texts, which JSON can't have")
    return RowTests("calls", name, inputs=tuple(map(list, inputs)), outputs=tuple(outputs), wrapped=wrapped)


def _has_text_keys(value: Any) -> bool:
    """Would a program be given the same keys? JSON makes texts of numbers, in a wanted value to no harm."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _has_text_keys(each) for key, each in value.items())
    return not isinstance(value, list | tuple) or all(map(_has_text_keys, value))


def _arguments(value: Any) -> Any:
    """The arguments of a call: a list, or a line of JSON for each."""
    if not isinstance(value, str):
        return value
    return [_parsed(line) for line in value.split("\n") if line.strip()]


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def row_tests(
    batch: Batch, column: str, entry_point_column: str | None, asked_by: str
) -> list[RowTests | Decision]:
    """The tests of every row of a batch; rows with the same tests are read once."""
    values = batch.column(column, asked_by)
    names: list[object] = [None] * len(values)
    if entry_point_column is not None:
        names = batch.column(entry_point_column, asked_by)
    known: dict[tuple[object, ...], RowTests | Decision] = {}
    found = []
    for value, name in zip(values, names, strict=True):
        key = (value if isinstance(value, str) else id(value), str(name))
        if key not in known:
            known[key] = read_tests(value, name)
        found.append(known[key])
    return found
