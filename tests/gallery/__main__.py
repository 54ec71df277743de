"""`make gallery`: every mail and paper as people see it, side by side in a folder, and what is wrong with them.

`python -m tests.gallery [FOLDER] [--samples]`; `--samples` draws every turn of every template as well, which are
looked through in any case. Ends with 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from tests.gallery.browser import Browser
from tests.gallery.index import Exhibit, index
from tests.gallery.letters import Letter, of_samples, of_story
from tests.gallery.mails import VIEWS, Easel
from tests.gallery.papers import pages_faults, paper_faults, to_pdf, to_pictures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordmail.model import Language

_MARK = ".coordmail-gallery"
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f ]')


class Gallery:
    """A folder with pictures, and what was found wrong while they were drawn."""

    def __init__(self, folder: Path) -> None:
        self.folder = _fresh(folder)
        self.faults: list[str] = []

    def hang_mails(self, letters: Iterable[Letter], *, all_samples: bool) -> list[Exhibit]:
        """Draw the mails; samples are looked through, and drawn where the story has no mail of their kind."""
        exhibits: list[Exhibit] = []
        reached = {(letter.kind, letter.language) for letter in letters if not letter.sample}
        with Browser() as browser:
            easel = Easel(browser)
            for number, letter in enumerate(letters, 1):
                drawn = all_samples or not letter.sample or (letter.kind, letter.language) not in reached
                exhibits += self._hang_mail(easel, letter, number, drawn=drawn)
        return exhibits

    def _hang_mail(self, easel: Easel, letter: Letter, number: int, *, drawn: bool) -> list[Exhibit]:
        name = f"{letter.language}/{number:03}-{letter.kind}-{_UNSAFE.sub('-', letter.title)}"
        self._tell(name, easel.faults(letter))
        if not drawn:
            return []
        pictures = []
        for view in VIEWS:
            png, faults = easel.picture(view)
            self._tell(name, faults)
            path = f"{name}-{view.name}.png"
            (self.folder / path).write_bytes(png)
            pictures.append((path, "wide" if view.width > 400 else "narrow"))
        (self.folder / f"{name}.eml").write_bytes(letter.mail.as_bytes())
        (self.folder / f"{name}.html").write_text(letter.html, encoding="utf-8")
        files = (("eml", f"{name}.eml"), ("html", f"{name}.html"))
        return [Exhibit(letter.kind, letter.title, letter.language, letter.subject, files, tuple(pictures))]

    def hang_papers(self, letters: Sequence[Letter]) -> list[Exhibit]:
        """Print the Word and Excel files that come with the mails."""
        found: dict[Path, Letter] = {}
        for number, letter in enumerate(letters, 1):
            for filename, content in letter.enclosures:
                if filename.endswith((".docx", ".xlsx")):
                    suffix = Path(filename).suffix
                    path = self.folder / letter.language / f"paper-{number:03}-{letter.kind}-{suffix[1:]}{suffix}"
                    path.write_bytes(content)
                    found[path] = letter
        pdfs = to_pdf(list(found), self.folder)
        exhibits = []
        for (path, letter), made in zip(found.items(), pdfs, strict=True):
            pdf = made.rename(path.with_suffix(".pdf"))
            pictures = to_pictures(pdf)
            self._tell(str(path.relative_to(self.folder)), [*paper_faults(pdf, path), *pages_faults(pictures)])
            where = [str(page.relative_to(self.folder)) for page in (path, pdf, *pictures)]
            files = tuple((Path(one).suffix[1:], one) for one in where[:2])
            pages = tuple((page, "paper") for page in where[2:])
            kind = f"{letter.kind} {path.suffix}"
            exhibits.append(Exhibit(kind, letter.title, letter.language, letter.subject, files, pages))
        return exhibits

    def _tell(self, name: str, faults: Iterable[str]) -> None:
        self.faults += [f"{name}: {fault}" for fault in faults]


def _fresh(folder: Path) -> Path:
    """An empty folder; what an earlier run left there is replaced, anything else is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            sys.exit(f"{folder} is not empty; name another folder")
        shutil.rmtree(folder)
    for language in _LANGUAGES:
        (folder / language).mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()
    return folder.resolve()


def main() -> int:
    """Draw everything, write the index page, and say what is wrong."""
    arguments = argparse.ArgumentParser(prog="python -m tests.gallery")
    arguments.add_argument("folder", nargs="?", type=Path, default=Path("gallery"))
    arguments.add_argument("--samples", action="store_true")
    given = arguments.parse_args()
    started = time.monotonic()
    gallery = Gallery(given.folder)
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(1) as office:
        story = [letter for language in _LANGUAGES for letter in of_story(language, Path(work))]
        papers = office.submit(gallery.hang_papers, story)
        samples = [letter for language in _LANGUAGES for letter in of_samples(language, Path(work))]
        exhibits = gallery.hang_mails([*story, *samples], all_samples=given.samples)
        exhibits += papers.result()
    faults = list(dict.fromkeys(gallery.faults))
    (gallery.folder / "index.html").write_text(index(exhibits, faults), encoding="utf-8")
    for fault in faults:
        print(fault)
    print(f"{gallery.folder / 'index.html'}: {len(exhibits)} mails and papers, {len(faults)} faults,", end=" ")
    print(f"{time.monotonic() - started:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
