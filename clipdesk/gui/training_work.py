"""What the training pages share: the data that were looked at, the recipe that was chosen, the slow work on both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clipdesk import paths, settings
from clipdesk.errors import ClipdeskError
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Fault, Job, Lane, at_once
from clipdesk.gui.training_words import proposed
from clipdesk.progress import Progress, Steps
from clipdesk.training.config import RunConfig
from clipdesk.training.examples import Kind, arrange, read_examples

if TYPE_CHECKING:
    from clipdesk.inference.model import Model
    from clipdesk.training.checks import DataReport
    from clipdesk.training.estimate import Estimate

_CHECK, _ESTIMATE = "check data", "estimate"


@dataclass(frozen=True)
class Checked:
    """Data that were read whole, and what there is to know of them."""

    data: Path
    kind: Kind
    report: DataReport
    validation: float  # the share to choose by, where the data do not say which pictures these are
    seed: int

    @property
    def pictures(self) -> int:
        """To learn from."""
        return self.report.totals[0]

    @property
    def recipe(self) -> str:
        """The one to begin with."""
        return proposed(self.kind, self.pictures)


class TrainingWork(QObject):
    """Owns what is chosen. `project` gives the folder of the open project, with what is new in it saved.

    `in_words` says sentences of the core in the language in use.
    """

    data_changed = Signal()
    progressed = Signal(object)  # Progress of the check
    estimated = Signal()

    def __init__(
        self,
        state: WindowState,
        lane: Lane,
        project: Callable[[], Path | None],
        in_words: Callable[[str], str] = str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state, self.lane, self.project, self.in_words = state, lane, project, in_words
        self.data: Path | None = None
        self._parting = _plain_parting()
        self.checked: Checked | None = None
        self.problem = ""
        self.estimate: Estimate | None = None
        self.estimate_problem = ""
        self.estimated_config: RunConfig | None = None
        self.estimating = False

    @property
    def checking(self) -> bool:
        """Whether data are being looked at."""
        return self.lane.running(_CHECK)

    def config(self) -> RunConfig:
        """A run on the data with the proposed recipe, the model in use and the device of the settings."""
        return base_config(
            self.data or Path(), self.checked.recipe if self.checked is not None else "probe", self.state.model_name
        )

    def check(self, data: Path) -> None:
        """Look at other data."""
        self.data, self.checked, self.problem = data, None, ""
        self.estimate, self.estimate_problem = None, ""
        self._check(data)

    def part(self, validation: float, seed: int) -> bool:
        """Part the pictures by another share or seed; False where they are parted so already.

        What was found of them stays until they have been looked at again.
        """
        if (validation, seed) == self._parting:
            return False
        self._parting = (validation, seed)
        if self.data is None:
            return False
        self._check(self.data)
        return True

    def _check(self, data: Path) -> None:
        parting, name, model = self._parting, self.state.model_name, self.state.model

        def on_result(checked: Checked) -> None:
            self.checked = checked

        def on_fault(fault: Fault) -> None:
            self.checked, self.problem = None, self.in_words(fault.sentence)
            if fault.details:
                self.state.fail(fault)

        self.lane.start(Job(
            _CHECK, lambda: _checked(data, name, model, *parting), on_progress=self.progressed.emit,
            on_result=on_result, on_fault=on_fault, on_end=self.data_changed.emit,
        ))  # fmt: skip
        self.data_changed.emit()

    def stop_check(self) -> None:
        """Look no further, and forget the data."""
        self.lane.cancel(_CHECK)
        self.data = None
        self.data_changed.emit()

    def find_estimate(self, config: RunConfig) -> None:
        """Find out how long a run would take; `estimated` tells that it is known."""
        if self.checked is None:
            return
        count, measured = self.checked.report.totals[:2]
        classes = len(self.checked.report.counts) if self.checked.kind == "labels" else None
        self.estimating = True

        def work() -> Estimate:
            from clipdesk.training.estimate import estimate

            return estimate(config, count, classes=classes, measured=measured)

        def on_result(found: Estimate) -> None:
            self.estimate, self.estimate_problem, self.estimated_config = found, "", config

        def on_fault(fault: Fault) -> None:
            self.estimate, self.estimate_problem = None, self.in_words(fault.sentence)

        def on_end() -> None:
            self.estimating = self.lane.running(_ESTIMATE)
            self.estimated.emit()

        self.lane.start(Job(_ESTIMATE, at_once(work), on_result=on_result, on_fault=on_fault, on_end=on_end))
        self.estimated.emit()


def base_config(data: Path, recipe: str, model: str) -> RunConfig:
    """A run with everything left to the recipe, on the device of the settings."""
    try:
        device = settings.load().device
    except ClipdeskError:
        device = "auto"  # damaged settings, of which the window tells when it loads the model
    return RunConfig(str(data), recipe, model=model, device=device)


def _plain_parting() -> tuple[float, int]:
    plain = RunConfig("", "probe")
    return plain.validation, plain.seed


def _checked(data: Path, model_name: str, model: Model | None, validation: float, seed: int) -> Steps[Checked]:
    """Read the data and look at each picture once."""
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import load
    from clipdesk.training.checks import check

    config = RunConfig(str(data), "probe", model=model_name)
    found = yield from read_examples(data)
    splits = arrange(found, validation, seed)
    yield Progress("loading", 0)
    if model is None:
        model = load(model_name, device=base_config(data, "probe", model_name).device)
    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        report = yield from check(
            replace(model, head=None), splits, found.skipped, cache=cache, batch_size=config.batch_size
        )
    return Checked(data, splits.train.kind, report, validation, seed)
