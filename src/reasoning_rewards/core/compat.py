"""What older Pythons lack."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

__all__ = ["dataclass_transform"]

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
elif sys.version_info >= (3, 11):
    from typing import dataclass_transform
else:  # the decorator only speaks to type checkers

    def dataclass_transform(**_):  # noqa: D103 - it is what the typing module documents
        return lambda cls: cls
