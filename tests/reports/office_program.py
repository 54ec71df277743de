"""LibreOffice, for tests that look at papers as an office program shows them."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TOOLS = ("soffice", "pdftotext")


def converted(folder: Path, kind: str, papers: Mapping[str, bytes]) -> dict[str, Path]:
    """Each paper (`minutes.docx`) as a file of another kind (`pdf`), by its name without the ending."""
    if not all(map(shutil.which, TOOLS)) and not os.environ.get("CI"):
        pytest.skip(
            "LibreOffice or poppler-utils is not installed (apt install libreoffice-calc-nogui "
            "libreoffice-writer-nogui poppler-utils)"
        )
    source, target = folder / "source", folder / kind
    source.mkdir(exist_ok=True)
    for name, content in papers.items():
        (source / name).write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(target)]
    subprocess.run([*command, *(str(source / name) for name in papers)], check=True, capture_output=True)
    return {name.rpartition(".")[0]: target / f"{name.rpartition('.')[0]}.{kind}" for name in papers}


def pages(pdf: Path) -> list[str]:
    """The text of each page, laid out as it is seen."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")[:-1]
