"""The type of the arrays of numbers that the models pass around."""

from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]
