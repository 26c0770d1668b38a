"""The results as one page that opens in any browser: no other file, nothing fetched, nothing run."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from clipdesk.data import images
from clipdesk.errors import ImageError
from clipdesk.inference.export import replacing
from clipdesk.progress import Progress, Steps

if TYPE_CHECKING:
    from clipdesk.inference.classifier import ImageResult

NONE_OF_THEM = "None of the labels"
_THUMBNAIL_PIXELS = 160
_THUMBNAIL_QUALITY = 70
_ROWS_A_LABEL = 1000
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bar: #3b7dd8; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-bottom: 1px solid var(--line); margin-top: 2.2rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .25rem .6rem .25rem 0; }
td { border-top: 1px solid var(--line); overflow-wrap: anywhere; } .n { text-align: right; white-space: nowrap; }
.bar { width: 40%; } .bar div { background: var(--bar); height: .8rem; border-radius: .2rem; }
.grid { display: flex; flex-wrap: wrap; gap: .8rem; } figure { margin: 0; width: 160px; font-size: 12px; }
figure img { max-width: 160px; max-height: 160px; border-radius: .3rem; } figcaption { overflow-wrap: anywhere; }
"""


@dataclass(frozen=True)
class ReportSummary:
    """What the report holds."""

    images: int
    skipped: int
    thumbnails: int


def write_report(
    target: Path,
    results: Iterable[ImageResult],
    labels: Sequence[str],
    *,
    title: str = "Sorted pictures",
    most_thumbnails: int = 200,
) -> Steps[ReportSummary]:
    """Write the report, whole or not at all: counts, a section a label with the surest pictures first, what failed.

    At most `most_thumbnails` pictures are shown, shared among the labels; the others are named. A thumbnail that cannot
    be made is left out. Raises UsageError when the file cannot be written.
    """
    sections, skipped = _sorted_in(results, labels)
    shown = _shares({name: len(found) for name, found in sections.items()}, most_thumbnails)
    total, made, tried = sum(shown.values()), 0, 0
    with replacing(target) as file:
        file.write(_head(title, sections, len(skipped)))
        for name, found in sections.items():
            if not found:
                continue
            file.write(_encoded(f'<h2>{_text(name)} ({len(found):,})</h2>\n<div class="grid">\n'))
            rest = found[shown[name] :]
            for result in found[: shown[name]]:
                yield Progress("report", tried, total)
                tried += 1
                picture = _thumbnail(result.path)
                made += picture is not None
                file.write(_figure(result, picture))
            file.write(b"</div>\n" + _table(rest))
        file.write(_skipped_table(skipped) + b"</body></html>\n")
    yield Progress("report", total, total)
    return ReportSummary(sum(map(len, sections.values())), len(skipped), made)


def _sorted_in(
    results: Iterable[ImageResult], labels: Sequence[str]
) -> tuple[dict[str, list[ImageResult]], list[ImageResult]]:
    """The pictures by their best label, the surest first, the rejected last; and the skipped."""
    sections: dict[str, list[ImageResult]] = {label: [] for label in labels}
    refused: list[ImageResult] = []
    skipped: list[ImageResult] = []
    for result in results:
        if result.error is not None:
            skipped.append(result)
        elif result.rejected or not result.predictions:
            refused.append(result)
        else:
            sections.setdefault(result.predictions[0].label, []).append(result)
    for found in sections.values():
        found.sort(key=lambda result: -result.predictions[0].probability)
    if refused:
        sections.setdefault(NONE_OF_THEM, []).extend(refused)
    return sections, skipped


def _shares(counts: dict[str, int], most: int) -> dict[str, int]:
    """How many thumbnails each section gets: the same for all, and what one does not need for the others."""
    shares = dict.fromkeys(counts, 0)
    left = most
    for place, name in enumerate(sorted(counts, key=lambda name: counts[name])):
        shares[name] = min(counts[name], left // (len(counts) - place))
        left -= shares[name]
    return shares


def _thumbnail(path: Path) -> bytes | None:
    try:
        decoded = images.decode(path, shortest_side=_THUMBNAIL_PIXELS // 2)
    except ImageError:
        return None
    picture = Image.fromarray(decoded.pixels)
    picture.thumbnail((_THUMBNAIL_PIXELS, _THUMBNAIL_PIXELS))
    data = BytesIO()
    picture.save(data, "JPEG", quality=_THUMBNAIL_QUALITY)
    return data.getvalue()


def _head(title: str, sections: dict[str, list[ImageResult]], skipped: int) -> bytes:
    largest = max(map(len, sections.values()), default=0) or 1
    rows = "".join(
        f'<tr><td>{_text(name)}</td><td class="n">{len(found):,}</td>'
        f'<td class="bar"><div style="width:{100 * len(found) / largest:.1f}%"></div></td></tr>\n'
        for name, found in sections.items()
    )
    total = sum(map(len, sections.values()))
    return _encoded(
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{_text(title)}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta name="referrer" content="no-referrer">\n'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>\n'
        f"<h1>{_text(title)}</h1>\n<p>{total:,} pictures, {skipped:,} skipped.</p>\n<table>\n{rows}</table>\n"
    )


def _figure(result: ImageResult, picture: bytes | None) -> bytes:
    image = ""
    if picture is not None:
        image = f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">'
    name = f'<span title="{_text(str(result.path))}">{_text(result.path.name)}</span>'
    return _encoded(f"<figure>{image}<figcaption>{name}<br>{_scores(result)}</figcaption></figure>\n")


def _table(found: Sequence[ImageResult]) -> bytes:
    if not found:
        return b""
    rows = [f"<tr><td>{_text(str(one.path))}</td><td>{_scores(one)}</td></tr>" for one in found[:_ROWS_A_LABEL]]
    if len(found) > _ROWS_A_LABEL:
        rows.append(f'<tr><td colspan="2">… and {len(found) - _ROWS_A_LABEL:,} more</td></tr>')
    return _encoded("<table>\n" + "\n".join(rows) + "\n</table>\n")


def _skipped_table(skipped: Sequence[ImageResult]) -> bytes:
    if not skipped:
        return b""
    rows = "\n".join(
        f"<tr><td>{_text(str(one.path))}</td><td>{_text(one.error.kind)}</td><td>{_text(one.error.message)}</td></tr>"
        for one in skipped
        if one.error is not None
    )
    return _encoded(f"<h2>Skipped ({len(skipped):,})</h2>\n<table>\n{rows}\n</table>\n")


def _scores(result: ImageResult) -> str:
    found = ", ".join(f"{_text(one.label)} {one.probability:.1%}" for one in result.predictions[:3])
    return f"✓ {found}" if result.verified else found


def _text(text: str) -> str:
    """The text escaped for HTML; what cannot be printed, or would turn the line around, is spelt out."""
    spelt = (one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)
    return escape("".join(spelt), quote=True)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
