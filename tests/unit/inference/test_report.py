from __future__ import annotations

import base64
import io
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from clipdesk.errors import UsageError
from clipdesk.inference.classifier import ImageFault, ImageResult, Prediction
from clipdesk.inference.report import write_report
from clipdesk.progress import drain

EVIL = "<script>alert(1)</script>\"'&"


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.addresses = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [value for name, value in attributes if name in ("src", "href", "action", "data")]

    def handle_data(self, data):
        self.words.append(data)


def _result(path, label="cat", probability=0.75, **rest):
    return ImageResult(Path(path), (Prediction(label, probability, 0.2), Prediction("other", 0.1, 0.1)), **rest)


def _written(tmp_path, results, labels, **options):
    target = tmp_path / "report.html"
    summary = drain(write_report(target, results, labels, **options))
    return _Page(target.read_text(encoding="utf-8")), summary, target.read_text(encoding="utf-8")


def test_nothing_is_fetched_or_run(tmp_path, make_pictures):
    paths = make_pictures(3)
    results = [_result(path, EVIL) for path in paths]
    results.append(_result(os.fsdecode(b"/x/\xff\n<b>\xe2\x80\xae.jpg"), EVIL, 0.9))
    results.append(ImageResult(Path("/x/<i>bad.jpg"), error=ImageFault("damaged", f"It is {EVIL}.")))
    page, summary, text = _written(tmp_path, results, [EVIL], title=EVIL)
    assert (summary.images, summary.skipped, summary.thumbnails) == (4, 1, 3)
    assert not {"script", "b", "i", "iframe", "object", "link"} & set(page.tags)
    assert all(address.startswith("data:image/jpeg;base64,") for address in page.addresses)
    assert "default-src 'none'" in text
    assert not re.search(r"https?://|url\(|@import|javascript:", text)
    assert any(EVIL in words for words in page.words)
    assert "\u202e" not in text
    for address in page.addresses:
        with Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))) as picture:
            assert max(picture.size) <= 160


def test_sections_counts_and_limits(tmp_path, make_pictures):
    paths = make_pictures(9)
    results = [_result(path, "cat", number / 10) for number, path in enumerate(paths[:6])]
    results += [_result(path, "dog") for path in paths[6:8]] + [_result(paths[8], "dog", rejected=True)]
    page, summary, text = _written(tmp_path, results, ["cat", "dog", "bird"], most_thumbnails=4)
    assert summary.thumbnails == 4
    assert page.tags.count("img") == 4
    assert all(f"<h2>{heading}</h2>" in text for heading in ("cat (6)", "dog (2)", "None of the labels (1)"))
    assert text.index("0005.png") < text.index("0000.png")  # the surest first
    assert '<td>bird</td><td class="n">0</td>' in text
    assert "Skipped" not in text


def test_empty_and_unwritable(tmp_path):
    page, summary, _ = _written(tmp_path, [], [])
    assert (summary.images, summary.skipped) == (0, 0)
    assert page.tags.count("h1") == 1
    with pytest.raises(UsageError, match="cannot be written"):
        drain(write_report(tmp_path / "missing" / "report.html", [], []))


def test_a_cancel_leaves_no_half_report(tmp_path, make_pictures):
    steps = write_report(tmp_path / "report.html", [_result(path) for path in make_pictures(3)], ["cat"])
    next(steps)
    steps.close()
    assert [path.name for path in tmp_path.iterdir()] == ["pictures"]
