"""Results from the window: the command line's numbers, in every form."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from clipdesk.gui.export_dialog import ExportDialog
from clipdesk.gui.exporting import Wanted, export_steps
from clipdesk.gui.results import Tally, choose, labels_of, results, tally
from clipdesk.inference import export, scoring, xmp
from clipdesk.progress import drain
from tests.helpers.ranked import LABELS, fill, verify


@pytest.fixture
def paths(qtbot, operations, tmp_path):
    return fill(qtbot, operations, tmp_path / "pictures")


def test_the_numbers_are_the_command_lines(operations, paths):
    state = operations.state
    found = list(results(choose(state, "all"), 2))
    prompts = state.ranking.prompts
    probabilities, cosines, none = scoring.score(state.held.embeddings[:-1], prompts, 8.0, "single")
    best = scoring.top_k(probabilities, 2)
    assert [one.path for one in found[:-2]] == paths[:-1]
    for row, result in enumerate(found[:-2]):
        assert [one.label for one in result.predictions] == [LABELS[column] for column in best[row]]
        np.testing.assert_allclose([one.probability for one in result.predictions], probabilities[row, best[row]], 1e-5)
        np.testing.assert_allclose([one.cosine for one in result.predictions], cosines[row, best[row]], atol=1e-6)
        assert result.rejected == bool(scoring.rejected(probabilities, none)[row])
    assert [one.error.kind for one in found[-2:]] == ["damaged", "missing"]


def test_choices(operations, paths):
    state = operations.state
    state.set_current(3, [5, 3])
    assert [one.path for one in results(choose(state, "selected"), 1)] == [paths[3], paths[5]]
    assert tally(state, "shown") == Tally(11, 1, 0)
    assert tally(state, "all").skipped == 2


def test_pictures_not_read_yet_are_left_out(operations, paths):
    operations.state.pictures.faults.clear()
    chosen = choose(operations.state, "shown")
    assert tally(operations.state, "shown").unread == 1
    assert len(list(results(chosen, 1))) == 11


def test_verified_labels_go_first(qtbot, operations, paths):
    best = [one.predictions[0].label for one in results(choose(operations.state, "shown"), 3) if not one.error]
    other = next(label for label in LABELS if label != best[0])
    verify(qtbot, operations, {0: other, 1: "", 2: "zebra"})
    chosen = choose(operations.state, "shown")
    plain, corrected = (list(results(chosen, 2, verified=flag)) for flag in (False, True))
    assert plain[0].predictions[0].label == best[0]
    assert not any(one.verified for one in plain)
    assert [row for row, one in enumerate(corrected) if one.verified] == [0, 1, 2]
    assert corrected[0].to_json()["verified"] is True
    assert "verified" not in corrected[3].to_json()
    first, second = corrected[0].predictions
    assert (first.label, second.label) == (other, best[0])
    column = LABELS.index(other)
    assert first.probability == float(operations.state.ranking.scores.probabilities[0, column])
    assert corrected[1].rejected
    assert corrected[2].predictions[0].label == "zebra"
    assert plain[3:] == corrected[3:]
    labelled = dict(labels_of(chosen, verified=True, only_verified=True))
    assert labelled == {paths[0]: (other,), paths[1]: (), paths[2]: ("zebra",)}


def test_several_labels(qtbot, operations, tmp_path):
    fill(qtbot, operations, tmp_path / "pictures", mode="multi")
    shares = operations.state.ranking.scores.probabilities
    for row, (_, labels) in enumerate(labels_of(choose(operations.state, "shown"), verified=False)):
        likely = {LABELS[column] for column in np.flatnonzero(shares[row] >= 0.5)}
        assert set(labels) == likely | {LABELS[int(shares[row].argmax())]}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_files_are_those_of_the_command_line(operations, paths, tmp_path, form):
    chosen = choose(operations.state, "all")
    done = drain(export_steps(chosen, Wanted(form, tmp_path / "found", 2)))
    assert (done.written, done.skipped) == (11, 2)
    expected = tmp_path / "expected"
    if form == "csv":
        export.write_csv(expected, results(chosen, 2), 2)
        with (tmp_path / "found").open(newline="") as file:
            assert len(list(csv.DictReader(file))) == 13
    else:
        export.write_jsonl(expected, results(chosen, 2))
        assert json.loads((tmp_path / "found").read_text().splitlines()[-1])["error"]["kind"] == "missing"
    assert (tmp_path / "found").read_bytes() == expected.read_bytes()


def test_stopping_leaves_what_was_there(operations, paths, tmp_path):
    target = tmp_path / "found.csv"
    target.write_text("before")
    steps = export_steps(choose(operations.state, "all"), Wanted("csv", target))
    next(steps)
    steps.close()
    assert target.read_text() == "before"
    assert list(tmp_path.glob("*.part")) == []


def test_the_dialog_exports(qtbot, operations, paths, tmp_path):
    dialog = ExportDialog(operations)
    qtbot.addWidget(dialog)
    dialog.show()
    for form, name in (("csv", "out.csv"), ("jsonl", "out.jsonl"), ("html", "out.html")):
        dialog.form.setCurrentIndex(dialog.form.findData(form))
        dialog.target.setText(str(tmp_path / name))
        assert dialog.start.isEnabled()
        with qtbot.waitSignal(dialog.job.ended, timeout=20_000):
            dialog.start.click()
        assert (tmp_path / name).stat().st_size > 100
        assert name in dialog.job.sentence
    dialog.form.setCurrentIndex(dialog.form.findData("xmp"))
    with qtbot.waitSignal(dialog.job.ended, timeout=20_000):
        dialog.start.click()
    (label,) = xmp.keywords_of(paths[0])
    assert label in LABELS


def test_the_dialog_says_what_is_wrong(qtbot, operations, paths, tmp_path):
    dialog = ExportDialog(operations)
    qtbot.addWidget(dialog)
    dialog.target.setText(str(tmp_path / "nowhere" / "out.csv"))
    with qtbot.waitSignal(dialog.job.ended, timeout=20_000):
        dialog.export()
    assert "cannot be written" in dialog.job.sentence
    assert not dialog.job.busy


def test_nothing_to_export(qtbot, operations):
    dialog = ExportDialog(operations)
    qtbot.addWidget(dialog)
    assert not dialog.start.isEnabled()
