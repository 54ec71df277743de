"""Charts as pictures, where the extra `charts` is installed; without it the papers draw bars with cells alone."""

from __future__ import annotations

import io
from importlib import resources
from typing import TYPE_CHECKING, Any

from coordmail.reports.fields import Picture
from coordmail.reports.render import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLOURS = ("#1F4E8C", "#B42318", "#9A6700", "#5F6B7A")
_WIDTH, _BAR, _AROUND = 6.7, 0.22, 0.6
"""In inches: the picture's width, the height of a bar, and of what stands around the bars."""
_NAME = 24
"""Characters of a name beside its bars."""


def bars(title: str, names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> tuple[Picture, ...]:
    """One picture with a bar for each of `names`, made of the counts of all series; none where nothing can draw it,
    or there is nothing to draw. Equal figures give equal bytes.
    """
    try:
        from matplotlib.figure import Figure
        from matplotlib.font_manager import FontProperties

        folder = resources.files("zhplot")
    except ImportError:
        return ()
    if not any(any(counts) for _, counts in series):
        return ()
    with resources.as_file(_font(folder)) as file:
        font = FontProperties(fname=str(file), size=8)
        height = _AROUND + _BAR * len(names)
        figure = Figure(figsize=(_WIDTH, height), dpi=160, layout="constrained")
        _draw(figure.subplots(), title, [_short(name) for name in names], series, font)
        content = io.BytesIO()
        figure.savefig(content, format="png", metadata={"Software": None})
    said = "\n".join(f"{label}: {', '.join(map(str, counts))}" for label, counts in series)
    return (Picture(content.getvalue(), f"{title}\n{', '.join(names)}\n{said}"),)


def _draw(axes: Any, title: str, names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], font: Any) -> None:
    before = [0] * len(names)
    for index, (label, counts) in enumerate(series):
        colour = _COLOURS[index % len(_COLOURS)]
        drawn = axes.barh(range(len(names)), counts, 0.7, left=before, label=_plain(label), color=colour)
        said = [str(count) if count else "" for count in counts]
        axes.bar_label(drawn, said, label_type="center", color="white", fontproperties=font)
        before = [one + count for one, count in zip(before, counts, strict=True)]
    axes.set_yticks(range(len(names)), names, fontproperties=font)
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_title(_plain(title), fontproperties=font, fontsize=10, loc="left")
    axes.legend(prop=font, frameon=False, ncols=len(series), loc="lower right", bbox_to_anchor=(1, 0.98))


def _short(name: str) -> str:
    return _plain(name if len(name) <= _NAME else name[: _NAME - 1] + "…")


def _plain(text: str) -> str:
    """`text` without what matplotlib takes for mathematics, on one line."""
    return " ".join(clean(text).replace("$", r"\$").split())


def _font(folder: Any) -> Any:
    """The font of zhplot: Noto Sans SC, which has all characters of GB 2312."""
    found = [file for place in (folder, *folder.iterdir()) if place.is_dir() for file in place.iterdir()]
    return next(file for file in found if file.name.endswith((".ttf", ".otf")))
