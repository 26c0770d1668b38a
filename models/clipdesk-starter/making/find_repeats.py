"""Print the pictures of training packs that nearly repeat a test picture, and take them out of the packs.

usage: find_repeats.py PACK_DIR [PACK ...] [--also FOLDER ...]

Two pictures count as the same when the cosine of their 16 × 16 grey values, less their means, is above 0.965: exact
and recompressed copies are found, and some pictures of plain skies are lost. Copies cropped or squeezed in another way
are not: repeats.txt lists 936 of those in the named sets, and three of a pool that are among COCO's with masks.
FOLDERs hold further test pictures.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from prepare_images import PACKS, copy_pictures, pictures, square
from text_sources import read_rows, write_rows

SIDE, ALIKE = 16, 0.965


def signatures(squares: Sequence[NDArray[np.uint8]] | NDArray[np.uint8]) -> NDArray[np.float32]:
    """[n, 256] of squares [n, side, side, 3], of unit length."""
    parts = []
    for start in range(0, len(squares), 2000):
        grey = np.asarray(squares[start : start + 2000]).astype(np.float32).mean(axis=-1)
        count, side = len(grey), grey.shape[1] // SIDE
        cut = grey[:, : SIDE * side, : SIDE * side].reshape(count, SIDE, side, SIDE, side)
        part = cut.mean(axis=(2, 4)).reshape(count, -1)
        part -= part.mean(axis=1, keepdims=True)
        parts.append(part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6))
    return np.concatenate(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", type=Path)
    parser.add_argument("names", nargs="*", default=[name for name in PACKS if not name.startswith("eval_")])
    parser.add_argument("--also", type=Path, nargs="+", default=[])
    arguments = parser.parse_args()
    tests = [signatures(np.load(path, mmap_mode="r")) for path in sorted(arguments.packs.glob("eval_*.npy"))]
    tests += [signatures([square(path, 64) for path in pictures(folder)]) for folder in arguments.also]
    for name in arguments.names:
        rows = read_rows(arguments.packs / f"{name}.index.jsonl")
        own = signatures(np.load(arguments.packs / f"{name}.npy", mmap_mode="r"))
        if len(rows) != len(own):
            raise SystemExit(f"{name} was broken off while it was written: pack it again with prepare_images.py")
        repeated = np.zeros(len(own), np.bool_)
        for test in tests:
            for start in range(0, len(test), 1000):
                repeated |= (own @ test[start : start + 1000].T).max(axis=1) > ALIKE
        for row in np.flatnonzero(repeated).tolist():
            print(rows[row]["path"])
        if repeated.any():
            left, partial = np.flatnonzero(~repeated).tolist(), arguments.packs / f"{name}.partial.npy"
            copy_pictures(arguments.packs / f"{name}.npy", partial, left)
            partial.replace(arguments.packs / f"{name}.npy")
            write_rows(arguments.packs / f"{name}.index.jsonl", [rows[place] for place in left])


if __name__ == "__main__":
    main()
