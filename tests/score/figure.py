"""A figure measured on the public corpus, and where that corpus lies."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

CORPUS = Path(os.environ.get("COORDMAIL_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of `measured` cases are right; `set_aside` more are left out by name. `wrong` names the others."""

    name: str
    measured: int
    set_aside: int
    wrong: list[str] = field(repr=False)

    @property
    def share(self) -> float:
        """The share that is right, 0 to 1."""
        return 1 - len(self.wrong) / self.measured

    def __str__(self) -> str:
        return f"{self.name}: {self.share:.3f} of {self.measured} ({self.set_aside} set aside)"
