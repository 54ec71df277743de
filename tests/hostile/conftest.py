from __future__ import annotations

from tests.workflow.conftest import office

__all__ = ["office"]
