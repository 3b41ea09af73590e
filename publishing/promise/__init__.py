"""The promise to readers: the contract of all published tables as a versioned file, and its steps.

The file holds what the tables look like now and every step that led there. A project that differs from it
needs a step: a major one where readers would break, a minor one where there is merely more. Each step tells
all that it changed, so that walking back has to meet the seal of each version: nobody alters columns without.
"""

from publishing.promise.compare import Difference, differences, told
from publishing.promise.file import Promise, Step, promise_of, read_promise, render
from publishing.promise.history import history_faults, next_version, rewritten, stepped
from publishing.promise.keep import held
from publishing.promise.shape import Shape, shape_of

__all__ = [
    "Difference",
    "Promise",
    "Shape",
    "Step",
    "differences",
    "held",
    "history_faults",
    "next_version",
    "promise_of",
    "read_promise",
    "render",
    "rewritten",
    "shape_of",
    "stepped",
    "told",
]
