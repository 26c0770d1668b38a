from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from clipdesk.errors import UsageError
from clipdesk.inference.classifier import ImageFault, ImageResult, Prediction
from clipdesk.inference.export import (
    cell_text,
    csv_header,
    json_line,
    replacing,
    safe_cell,
    write_csv,
    write_embeddings,
    write_jsonl,
)

THIRD = float(np.float32(1 / 3))
RESULTS = [
    ImageResult(Path("a.jpg"), (Prediction("cat", THIRD, -0.1), Prediction("=1+1", 0.1 + 0.2, 5e-324))),
    ImageResult(Path('-b\nc,".jpg'), (Prediction("@dog", 1.0, 0.25),), rejected=True),
    ImageResult(Path(os.fsdecode(b"\xff.jpg")), error=ImageFault("damaged", "+ The file\tis cut short.")),
]


def test_jsonl_is_exact_and_printable(tmp_path):
    write_jsonl(tmp_path / "out.jsonl", RESULTS)
    lines = (tmp_path / "out.jsonl").read_text(encoding="ascii").splitlines()
    assert [json.loads(line) for line in lines] == [result.to_json() for result in RESULTS]
    assert os.fsencode(json.loads(lines[2])["path"]) == b"\xff.jpg"
    stream = io.StringIO()
    write_jsonl(stream, RESULTS)
    assert stream.getvalue().splitlines() == lines == [json_line(result) for result in RESULTS]


def test_csv_round_trip(tmp_path):
    write_csv(tmp_path / "out.csv", RESULTS, columns=2)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == csv_header(2)
    assert float(rows[0]["probability"]) == THIRD
    assert float(rows[0]["cosine"]) == -0.1
    assert (float(rows[0]["probability_2"]), float(rows[0]["cosine_2"])) == (0.1 + 0.2, 5e-324)
    assert rows[0]["label_2"] == "'=1+1"
    assert cell_text(rows[1]["path"]) == '-b\nc,".jpg'
    assert (rows[1]["label"], rows[1]["rejected"], rows[1]["label_2"]) == ("'@dog", "true", "")
    assert (rows[2]["error_kind"], cell_text(rows[2]["error_message"])) == ("damaged", RESULTS[2].error.message)
    assert rows[2]["path"] == "\\udcff.jpg"
    stream = io.StringIO()
    write_csv(stream, RESULTS[:2])
    assert stream.getvalue().splitlines()[0] == (
        "path,label,probability,cosine,rejected,verified,error_kind,error_message"
    )


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "'", "'=1", "''=", "plain", "", "a=b"])
def test_safe_cells_never_start_a_formula_and_come_back(text):
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell_text(safe_cell(text)) == text


def test_files_are_whole_or_as_they_were(tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("before")

    def failing():
        yield RESULTS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_jsonl(target, failing())
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(UsageError, match="cannot be written"), replacing(tmp_path / "missing" / "out"):
        pass


def test_a_full_disk_is_said(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        write_csv(tmp_path / "out.csv", RESULTS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [0, 3])
def test_embeddings(tmp_path, count):
    embeddings = np.random.default_rng(0).standard_normal((count, 24)).astype(np.float32)
    paths = [Path(f"{number}.jpg") for number in range(count)]
    hashes = [f"{number:032x}" for number in range(count)]
    for name in ("out.parquet", "out.npz"):
        write_embeddings(tmp_path / name, paths, hashes, embeddings, "print")
    table = parquet.read_table(tmp_path / "out.parquet")
    assert table.schema.metadata[b"clipdesk.model_fingerprint"] == b"print"
    assert str(table.schema.field("embedding").type) == "fixed_size_list<element: float>[24]"
    assert table["path"].to_pylist() == [str(path) for path in paths]
    assert table["content_hash"].to_pylist() == hashes
    assert (table["embedding"].combine_chunks().flatten().to_numpy().reshape(count, 24) == embeddings).all()
    with np.load(tmp_path / "out.npz") as arrays:
        assert (arrays["embedding"] == embeddings).all()
        assert arrays["path"].tolist() == [str(path) for path in paths]
        assert str(arrays["model_fingerprint"]) == "print"
    with pytest.raises(UsageError, match=r"not as '\.txt'"):
        write_embeddings(tmp_path / "out.txt", paths, hashes, embeddings, "print")
