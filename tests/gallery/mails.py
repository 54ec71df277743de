"""Mails as a browser shows them: pictures at each width, dark and light, and what is wrong with them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING

from tests.gallery.browser import View
from tests.gallery.faults import link_faults, page_faults, picture_faults, width_faults

if TYPE_CHECKING:
    from tests.gallery.browser import Browser
    from tests.gallery.letters import Letter

VIEWS = (View(1000), View(1000, dark=True), View(360), View(360, dark=True))
NARROWEST = View(320)

_PAGE = resources.files("tests.gallery").joinpath("page.js").read_text(encoding="utf-8")
_WIDTH = resources.files("tests.gallery").joinpath("width.js").read_text(encoding="utf-8")


@dataclass
class Easel:
    """A browser that shows mails, and remembers which glyphs it has seen."""

    browser: Browser
    _there: dict[str, str] = field(default_factory=lambda: defaultdict(str))

    def faults(self, letter: Letter) -> list[str]:
        """Show `letter`, and say what is wrong with it whatever it looks like."""
        return self.page(letter.html, letter)

    def page(self, html: str, letter: Letter) -> list[str]:
        """The same of any page, whose links answer `letter`."""
        self.browser.show(html, NARROWEST)
        found = width_faults(self.browser.evaluate(_WIDTH))
        seen = self.browser.evaluate(f"{_PAGE}({json.dumps(self._there)})")
        for font, letters in seen["there"].items():
            self._there[font] += letters
        found += page_faults(seen, self.browser.requests)
        for href in dict.fromkeys(seen["links"]):
            found += link_faults(href, letter)
        return found

    def picture(self, view: View) -> tuple[bytes, list[str]]:
        """The page that was shown last in another view: the picture, and what is wrong in it."""
        self.browser.look(view)
        png = self.browser.picture(view.width)
        return png, [*width_faults(self.browser.evaluate(_WIDTH)), *picture_faults(png)]
