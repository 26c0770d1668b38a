"""Results and embeddings as files: whole or not at all, and never rounded."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

import numpy as np
import numpy.typing as npt

from clipdesk.errors import UsageError
from clipdesk.inference.classifier import ImageResult

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_line(result: ImageResult) -> str:
    """The result as one line of JSON without its line end; all ASCII, so that any path can be printed anywhere."""
    return json.dumps(result.to_json(), allow_nan=False)


def write_jsonl(target: Path | TextIO, results: Iterable[ImageResult]) -> None:
    """One line a result, to a file or an open stream. Raises UsageError when the file cannot be written."""
    if not isinstance(target, Path):
        target.writelines(json_line(result) + "\n" for result in results)
        return
    with replacing(target) as file:
        file.writelines((json_line(result) + "\n").encode() for result in results)


def csv_header(columns: int) -> list[str]:
    """The names of the fields that `csv_row` gives."""
    names = ["path", "label", "probability", "cosine", "rejected", "verified", "error_kind", "error_message"]
    for rank in range(2, columns + 1):
        names += [f"label_{rank}", f"probability_{rank}", f"cosine_{rank}"]
    return names


def csv_row(result: ImageResult, columns: int) -> list[str]:
    """One row: the path, the best label, its figures and flags, the faults, then the labels of rank 2 to `columns`."""
    triples = [[safe_cell(one.label), repr(one.probability), repr(one.cosine)] for one in result.predictions]
    triples += [["", "", ""]] * (columns - len(triples))
    error = result.error
    flags = ["", ""] if error else [str(flag).lower() for flag in (result.rejected, result.verified)]
    row = [safe_cell(str(result.path)), *triples[0], *flags]
    row += [safe_cell(error.kind), safe_cell(error.message)] if error else ["", ""]
    for triple in triples[1:columns]:
        row += triple
    return row


def write_csv(target: Path | TextIO, results: Iterable[ImageResult], columns: int = 1) -> None:
    """A table with the best `columns` labels of each result, to a file (UTF-8) or an open stream.

    Texts are made safe by `safe_cell`; a path's bytes that are no UTF-8 become `\\udcXX`. Raises UsageError when the
    file cannot be written.
    """
    columns = max(1, columns)
    if not isinstance(target, Path):
        _write_table(target, results, columns)
        return
    with replacing(target) as file:
        text = _Utf8(file)
        _write_table(text, results, columns)


def safe_cell(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would take it for a formula (`= + - @`, tab, CR).

    A text that begins with an apostrophe gets one more, so that `cell_text` restores every text exactly.
    """
    return "'" + text if text.startswith((*_FORMULA, "'")) else text


def cell_text(cell: str) -> str:
    """The inverse of `safe_cell`."""
    return cell.removeprefix("'")


def write_embeddings(
    target: Path,
    paths: Sequence[Path],
    content_hashes: Sequence[str],
    embeddings: npt.NDArray[np.float32],
    fingerprint: str,
) -> None:
    """Embeddings `[n, dim]` with their paths and content hashes as `.parquet` or `.npz`, by the file's ending.

    Parquet: columns path, content_hash, embedding (float32, fixed-size list), and the model's fingerprint in the
    schema's metadata as `clipdesk.model_fingerprint`. npz: arrays of the same names, model_fingerprint beside them.
    Raises UsageError for another ending or when the file cannot be written.
    """
    endings = {".parquet": _write_parquet, ".npz": _write_npz}
    write = endings.get(target.suffix.lower())
    if write is None:
        raise UsageError(f"Embeddings are written as {' or '.join(endings)}, not as {target.suffix or target.name!r}.")
    names = [str(path).encode("utf-8", "backslashreplace").decode() for path in paths]
    with replacing(target) as file:
        write(file, names, list(content_hashes), np.ascontiguousarray(embeddings, dtype=np.float32), fingerprint)


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `target` once it is whole; on any error `target` stays as it was.

    Raises UsageError when it cannot be written.
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        try:
            with partial.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror or error}).") from error


class _Utf8:
    """Text to a binary file as UTF-8, with line ends as they are."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode("utf-8", "backslashreplace"))


def _write_table(stream: TextIO | _Utf8, results: Iterable[ImageResult], columns: int) -> None:
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(csv_header(columns))
    table.writerows(csv_row(result, columns) for result in results)


def _write_parquet(
    file: IO[bytes], paths: list[str], hashes: list[str], embeddings: npt.NDArray[np.float32], fingerprint: str
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    vectors = pa.FixedSizeListArray.from_arrays(pa.array(embeddings.reshape(-1)), embeddings.shape[1])
    columns = {"path": pa.array(paths, pa.string()), "content_hash": pa.array(hashes, pa.string())}
    table = pa.table({**columns, "embedding": vectors})
    parquet.write_table(table.replace_schema_metadata({"clipdesk.model_fingerprint": fingerprint}), file)


def _write_npz(
    file: IO[bytes], paths: list[str], hashes: list[str], embeddings: npt.NDArray[np.float32], fingerprint: str
) -> None:
    np.savez(
        file,
        path=np.array(paths, dtype=np.str_),
        content_hash=np.array(hashes, dtype=np.str_),
        embedding=embeddings,
        model_fingerprint=np.array(fingerprint),
    )
