"""Runs the real program with its window, brings it into a state, says so, and closes it: for tests in a subprocess.

    python tests/helpers/window_driver.py STATE [arguments of clipdesk gui ...]

Prints `reached STATE` when the state is reached, then closes the window (or, for a state whose name ends in `, stay`,
goes on), and `closing` at the moment of the close. What the program needs stands in its own environment.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from clipdesk.gui import app
from clipdesk.gui.main_window import MainWindow
from clipdesk.gui.rooms import TRAIN
from clipdesk.gui.tasks import Job
from clipdesk.gui.training_record import Record
from clipdesk.gui.training_tab import RESULT, TrainingTab
from clipdesk.inference import filing
from clipdesk.zoo import transfer

_LOOK_MS = 2
_PATIENCE_SECONDS = 45.0  # then the program tells where it hangs, and ends


class Driver:
    """Looks at the window again and again until it is in the state that is asked for."""

    def __init__(self, window: MainWindow, state: str) -> None:
        self._window, self._stays = window, state.endswith(", stay")
        self._state = state.removesuffix(", stay")
        self._reached: Callable[[], bool] = getattr(self, self._state.replace(" ", "_"))
        self._begun: dict[str, Job] = {}
        self._recipe = "lora"
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)

    def _look(self) -> None:
        if not self._reached():
            return
        self._timer.stop()
        _say(f"reached {self._state}")
        if not self._stays:
            _say(f"closing {time.time():.3f}")
            self._window.close()

    # the states; each is true once the window is in it

    def start(self) -> bool:
        """Nothing has been painted."""
        return True

    def idle(self) -> bool:
        """Everything is there and ranked."""
        ranked = self._window.state.ranking is not None
        return ranked and self._window.operations.idle and self._window.detail.settled

    def opened(self) -> bool:
        """The system has asked for a folder to be opened, and its pictures are there."""
        self._begin("open", self._ask_to_open)
        return len(self._window.state.pictures) > 0

    def scanning(self) -> bool:
        """Files are being found."""
        if not self.idle():
            return False
        self._window.operations.rescan()
        return not self._window.operations.loading.idle

    def loading(self) -> bool:
        """The model is on its way, and a library is being imported."""
        return self._window.state.model is None and "torch" in sys.modules

    def embedding(self) -> bool:
        """Some pictures are embedded, others not yet."""
        held = self._window.state.held
        return held is not None and 8 <= int(held.valid.sum()) < len(self._window.state.pictures)

    def ranking(self) -> bool:
        """A new ranking is being computed."""
        if not self.idle():
            return False
        self._window.operations.remove_labels([0])
        self._window.operations.ranking._embed_prompts()
        return not self._window.operations.ranking.idle

    def explaining(self) -> bool:
        """A map is being computed."""
        if "explain" not in self._begun and not self.idle():
            return False
        self._begin("explain", self._explain)
        return self._window.operations.models.running("explain")

    def filing(self) -> bool:
        """Copies are being made into label folders."""
        if "filing" not in self._begun and not self.idle():
            return False
        self._begin("filing", self._file)
        folder = Path(os.environ["CLIPDESK_HOME"]) / "filed"
        return folder.is_dir() and len(list(folder.rglob("*.*"))) > 2

    def download(self) -> bool:
        """Bytes are coming in, or have ceased to."""
        url = os.environ["CLIPDESK_TEST_URL"]
        target = Path(os.environ["CLIPDESK_HOME"]) / urlsplit(url).path.strip("/")
        self._begin(
            "download",
            lambda: self._window.operations.run("download", lambda: transfer.fetch(url, target), lambda _: None),
        )
        part = transfer.part_path(target)
        return part.exists() and part.stat().st_size > 0

    def dialog(self) -> bool:
        """A dialog that holds the window up stands before others."""
        if "dialog" not in self._begun and not self.idle():
            return False
        self._begin("dialog", lambda: QTimer.singleShot(0, self._window, self._open_dialogs))
        return QApplication.activeModalWidget() is not None

    def saving(self) -> bool:
        """The project is written again and again."""
        if not self.idle():
            return False
        window = self._window
        window.operations.verify("cat", [0, 1])
        timer = QTimer(window)
        timer.timeout.connect(window.operations.keeper.save)
        timer.start(1)
        return True

    def crashing(self) -> bool:
        """Native code goes wrong."""
        if not self._window.isVisible():
            return False
        _say("reached crashing")
        signal.raise_signal(signal.SIGSEGV)
        return True

    def offering(self) -> bool:
        """What an earlier crash left is shown, and said here."""
        for box in self._window.findChildren(QMessageBox):
            if box.isVisible():
                _say(" ".join(f"offered {box.text()} {box.detailedText()}".split()))
                return True
        return False

    def failed(self) -> bool:
        """Everything has been read that can be, and it is said here what cannot."""
        if not (self.idle() and self._window.state.pictures.faults):
            return False
        for fault in self._window.state.pictures.faults.values():
            _say(f"failed {fault.path.name} {fault.message}")
        return True

    # the states of the training room; its data and model stand in the environment

    def checking(self) -> bool:
        """Pictures to learn from are being looked at."""
        tab = self._training_tab()
        if tab is None:
            return False
        self._begin("check", lambda: tab.data.take(Path(os.environ["CLIPDESK_TEST_DATA"])))
        return bool(tab.work.checking)

    def starting(self) -> bool:
        """A training process has been started and has told nothing yet."""
        tab = self._training_tab()
        if tab is None:
            return False
        self._begin("check", lambda: tab.data.take(Path(os.environ["CLIPDESK_TEST_DATA"])))
        if tab.work.checked is None:
            return False
        self._begin("train", lambda: self._train(tab, self._recipe))
        return tab.training.folder is not None

    def training(self) -> bool:
        """A run takes its steps."""
        tab = self._training_tab()
        return self.starting() and tab is not None and len((tab.run.record or Record()).steps) > 5

    def judging(self) -> bool:
        """A run has ended, and what came of it is being measured."""
        self._recipe = "probe"
        tab = self._training_tab()
        if not self.starting() or tab is None or tab.run.shown is None or tab.run.shown.run.model is None:
            return False
        self._begin("judge", lambda: tab.go_to(RESULT))
        return tab.result.measured is not None and 0 < len(tab.result.panel.points) < 11

    def _training_tab(self) -> TrainingTab | None:
        if "model" not in self._begun and not self._window.operations.idle:
            return None
        self._begin("model", lambda: self._window.operations.load_model(os.environ["CLIPDESK_TEST_MODEL"]))
        if self._window.state.model is None:
            return None
        self._window.rooms.enter(TRAIN)
        return self._window.rooms.training

    def _train(self, tab: TrainingTab, recipe: str) -> None:
        tab.recipe.choose(recipe)
        tab.recipe.advanced.epochs.setValue(1000)
        tab.recipe.advanced.batch.setValue(6)
        tab.recipe.advanced.control.setText(os.environ["CLIPDESK_TEST_DATA"])
        tab.recipe.start.click()

    def _begin(self, name: str, begin: Callable[[], object]) -> None:
        if name not in self._begun:
            self._begun[name] = Job(name, lambda: iter(()))  # type: ignore[arg-type,return-value]
            begin()

    def _ask_to_open(self) -> None:
        app = QApplication.instance()
        assert app is not None
        QApplication.postEvent(app, QFileOpenEvent(os.environ["CLIPDESK_TEST_FOLDER"]))

    def _explain(self) -> None:
        self._window.detail.why.setChecked(False)
        self._window.detail.why.setChecked(True)

    def _file(self) -> None:
        state = self._window.state
        home = Path(os.environ["CLIPDESK_HOME"])
        entries = [(ref.path, f"label {number}") for ref in state.pictures.refs for number in range(30)]
        plan = filing.plan(entries, home / "filed", "copy")
        project = self._window.operations.keeper.project
        assert project is not None
        self._window.operations.run("filing", lambda: filing.carry_out(plan, project.journals), lambda _: None)

    def _open_dialogs(self) -> None:
        dialogs = self._window.dialogs
        for show in (dialogs.show_prompts, dialogs.show_export, dialogs.show_settings):
            show()
        QFileDialog.getExistingDirectory(self._window)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Start the program, with a driver beside its window."""
    faulthandler.dump_traceback_later(_PATIENCE_SECONDS, exit=True)
    state = sys.argv.pop(1)
    open_window = app.open_window

    def opened(options: app.Options) -> MainWindow:
        window = open_window(options)
        Driver.window = Driver(window, state)  # type: ignore[attr-defined]
        return window

    app.open_window = opened
    sys.argv[:] = ["clipdesk", "gui", *sys.argv[1:]]
    from clipdesk.start import main as run

    run()


if __name__ == "__main__":
    main()
