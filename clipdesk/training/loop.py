"""The training loop: epochs of steps, measured after each; checkpoints; going back when it goes wrong."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from pathlib import Path

import torch

from clipdesk.errors import RunError
from clipdesk.training import checkpoints, runs
from clipdesk.training.batches import Batch, Loaded, load, plan, steps_per_epoch
from clipdesk.training.checkpoints import State
from clipdesk.training.curves import Curves
from clipdesk.training.events import Command, EpochEnd, Event, Finished, Note, Paused, Saved, Started, Step, Working
from clipdesk.training.frozen import VIEWS
from clipdesk.training.measuring import Figures, Measure
from clipdesk.training.memory import memory_bytes
from clipdesk.training.opening import Opened
from clipdesk.training.place import Place, Speed
from clipdesk.training.saving import card_of, save_tuned
from clipdesk.training.schedule import rate_at, swapped_in
from clipdesk.training.session import StepResult

MOST_ROLLBACKS = 2
_NEAR_CHANCE = 0.02  # how close to the loss of guessing counts as stuck there
_LEAST_STUCK, _MOST_STUCK = 50, 500  # steps
_SAVING_SHARE = 0.05  # of the time goes into the checkpoints at epochs' ends, at most

Told = Generator[Event, Command | None, None]


class Loop:
    """A run under way in `folder`. `close` it."""

    def __init__(self, opened: Opened, folder: Path) -> None:
        self.session, self.config, self.folder = opened.session, opened.config, folder
        self._opened = opened
        self._examples = opened.data.splits.train
        self._measure = Measure(opened.session, opened.data.splits.validation, opened.control)
        self._per_epoch = steps_per_epoch(len(self._examples), self.config.batch_size)
        self._epochs = self.config.epochs or 1
        self._steps = self._epochs * self._per_epoch
        self._place, self._best = Place(), opened.session.weights()
        self._curves, self._speed = Curves(folder / runs.CURVES), Speed()
        self._command: Command | None = None
        self._unreadable: set[int] = set()
        self._saved_at, self._saving_seconds = time.monotonic(), 0.0

    def close(self) -> None:
        """Let go of what is open."""
        self._curves.close()

    def run(self) -> Generator[Event, Command | None, Finished | Paused]:
        """Train from where the checkpoint was, or from the beginning."""
        state = self._opened.state
        if state is not None:
            self._go_to(state)
        runs.rewind_events(self.folder, self._place.step, self._place.epoch)
        if state is None:
            figures = yield from self._measured()
            self._place.baseline, self._place.control = figures.validation, figures.control
            if figures.validation is not None:
                self._place.best_epoch, self._place.best_score = 0, figures.validation
            yield from self._save()
        yield from self._tell(self._started())
        if not Curves.there():
            yield from self._tell(Note("The curves are kept in metrics.jsonl; for TensorBoard, install tensorboard."))
        while self._place.epoch < self._epochs and self._command is None:
            sound = yield from self._epoch()
            if not sound:
                yield from self._go_back()
            elif self._place.step_in_epoch == self._per_epoch:
                yield from self._end_epoch()
        if self._command == "pause" and self._place.epoch < self._epochs:
            yield from self._save()
            return Paused(str(self.folder), self._place.step)
        return (yield from self._finished())

    def _epoch(self) -> Generator[Event, Command | None, bool]:
        """The rest of an epoch, or until a command; False when it went wrong."""
        place, session = self._place, self.session
        views = VIEWS if session.images is not None else None
        if session.images is not None:
            for done, total in session.images.prepare(place.epoch % VIEWS):
                yield from self._tell(Working("running the frozen part", done, total))
                if self._command is not None:
                    return True
        self._speed.pause()
        ahead = load(self._plans(views), session.pictures, session.images.values if session.images is not None else ())
        try:
            for loaded in ahead:
                yield from self._tell_unreadable(loaded)
                rate = rate_at(place.step, self._steps, self.config.warmup_share or 0.0) * 0.5**place.rollbacks
                if loaded.batch.rows:
                    result = session.step(loaded, rate)
                    self._speed.add(result.images)
                    if not self._note_step(result):
                        return False
                place.step += 1
                place.step_in_epoch += 1
                if loaded.batch.rows:
                    yield from self._tell(self._step_event(result, rate))
                if time.monotonic() - self._saved_at >= self.config.checkpoint_minutes * 60:
                    sound = yield from self._save()
                    if not sound:
                        return False
                if self._command is not None:
                    return True
        finally:
            ahead.close()
        return True

    def _plans(self, views: int | None) -> Iterator[Batch]:
        config, place = self.config, self._place
        epoch, first = place.epoch, place.step_in_epoch
        for step in range(first, self._per_epoch):
            yield plan(self._examples, config.templates, config.batch_size, config.seed, epoch, step, views)

    def _note_step(self, result: StepResult) -> bool:
        """Take the loss into account; False when it is no number, or has been that of guessing for long."""
        place = self._place
        if not result.sound:
            return False
        place.loss_sum += result.loss
        place.loss_steps += 1
        warm = place.step >= self._steps * (self.config.warmup_share or 0.0)
        guessing = result.chance > 0 and abs(result.loss / result.chance - 1) < _NEAR_CHANCE
        place.near_chance = place.near_chance + 1 if warm and guessing else 0
        return place.near_chance < min(max(self._steps // 10, _LEAST_STUCK), _MOST_STUCK)

    def _go_back(self) -> Told:
        """To the last checkpoint before it went wrong, with half the rate. Raises RunError after the second time."""
        place = self._place
        stuck = place.near_chance > 0
        what = "the loss stays at that of guessing" if stuck else "the loss is no longer a number"
        times = place.rollbacks + 1
        if times > MOST_ROLLBACKS:
            raise RunError(
                f"Training was ended at step {place.step}: {what}, even at a quarter of the learning rate. The best "
                "model so far is in the checkpoint. Try a smaller learning rate, the precision fp32, or more pictures."
            )
        state = checkpoints.load_newest(
            self.folder / runs.CHECKPOINTS, lambda saved: not stuck or saved.values["place"]["near_chance"] == 0
        )
        wrong_at = place.step
        if state is not None:
            self._go_to(state)
        else:
            self.session.restart()
            self._place = Place(baseline=place.baseline, control=place.control)
            self._best = self.session.weights()
            if place.baseline is not None:
                self._place.best_epoch, self._place.best_score = 0, place.baseline
        self._place.rollbacks = max(times, self._place.rollbacks)
        self._place.near_chance = 0
        checkpoints.drop_later(self.folder / runs.CHECKPOINTS, self._place.step)
        runs.rewind_events(self.folder, self._place.step, self._place.epoch)
        yield from self._tell(
            Note(
                f"At step {wrong_at} {what}. Training goes on from step {self._place.step} with "
                f"{'half' if times == 1 else 'a quarter of'} the learning rate."
            )
        )

    def _end_epoch(self) -> Told:
        place = self._place
        figures = yield from self._measured()
        epoch = place.epoch + 1
        score = figures.validation
        best = score is None or place.best_score is None or score > place.best_score
        if best:
            place.best_epoch, place.best_score = epoch, score
            self._best = self.session.weights()
        train_loss = place.loss_sum / max(1, place.loss_steps)
        place.epoch, place.step_in_epoch, place.loss_sum, place.loss_steps = epoch, 0, 0.0, 0
        yield from self._tell(EpochEnd(epoch, self._epochs, train_loss, score, figures.control, best, figures.probes))
        if (time.monotonic() - self._saved_at) * _SAVING_SHARE >= self._saving_seconds or epoch == self._epochs:
            sound = yield from self._save()
            if not sound:
                yield from self._go_back()

    def _measured(self) -> Generator[Event, Command | None, Figures]:
        session = self.session
        average = session.average.values if session.average is not None else None
        measuring = self._measure.run()
        with swapped_in(session.trainable.parameters, average):
            try:
                while True:
                    done, total = next(measuring)
                    yield from self._tell(Working("measuring", done, total))
            except StopIteration as stop:
                figures: Figures = stop.value
                return figures
            finally:
                measuring.close()

    def _save(self) -> Generator[Event, Command | None, bool]:
        """Write a checkpoint; False, and none is written, when the weights are no longer numbers."""
        start = time.monotonic()
        state = self.session.state()
        if not all(
            bool(torch.isfinite(tensor).all()) for tensor in state.tensors.values() if tensor.is_floating_point()
        ):
            return False
        tensors = state.tensors | {f"best/{name}": tensor for name, tensor in self._best.items()}
        values = {
            "session": state.values, "place": self._place.to_json(), "identity": self._opened.identity,
            "threads": torch.get_num_threads(),
        }  # fmt: skip
        path = checkpoints.save(self.folder / runs.CHECKPOINTS, self._place.step, State(tensors, values))
        self._saved_at = time.monotonic()
        self._saving_seconds = self._saved_at - start
        yield from self._tell(Saved(str(path)))
        return True

    def _go_to(self, state: State) -> None:
        self._place = Place.from_json(state.values["place"])
        self._best = dict(checkpoints.values_of(state, "best"))
        self.session.restore(State(state.tensors, state.values["session"]))

    def _finished(self) -> Generator[Event, Command | None, Finished]:
        """Keep a checkpoint to go on from, and write the best model."""
        if self._command is not None:
            yield from self._save()
        place, folder = self._place, self.folder / runs.MODEL
        self.session.put(self._best)
        figures = {}
        if place.baseline is not None and place.best_score is not None:
            figures = {
                "validation before": f"{place.baseline:.1%}", "validation after": f"{place.best_score:.1%}",
            }  # fmt: skip
        card = card_of(folder.name, self.config, self._opened.source, figures)
        save_tuned(folder, self._opened.source, clip=self.session.trainable.merge(), card=card)
        return Finished(max(0, place.best_epoch), str(folder), stopped=self._command == "stop")

    def _tell(self, event: Event) -> Told:
        """Yield an event, keep it, and take the command that comes back."""
        if not isinstance(event, (Working, Saved)):
            runs.keep_events(self.folder, [event])
            self._curves.add(event)
        command = yield event
        self._command = command or self._command

    def _tell_unreadable(self, loaded: Loaded) -> Told:
        for row, told in loaded.faults:
            if row not in self._unreadable:
                self._unreadable.add(row)
                yield from self._tell(Note(f"{self._examples.paths[row]} is left out: {told}"))
        if len(self._unreadable) == len(self._examples):
            raise RunError("None of the pictures to learn from can be read.")

    def _started(self) -> Started:
        trainable, splits, place = self.session.trainable, self._opened.data.splits, self._place
        return Started(
            folder=str(self.folder),
            recipe=self.config.recipe,
            steps=self._steps,
            step=place.step,
            epochs=self._epochs,
            examples=len(splits.train),
            validation_examples=len(splits.validation),
            trained_parameters=sum(parameter.numel() for parameter in trainable.parameters.values()),
            parameters=sum(parameter.numel() for parameter in trainable.clip.parameters()),
            device=self.config.device,
            precision=self.config.precision,
            baseline=place.baseline,
            control=place.control,
            config=self.config.to_json(),
        )

    def _step_event(self, result: StepResult, rate: float) -> Step:
        place = self._place
        return Step(
            step=place.step,
            steps=self._steps,
            epoch=place.epoch + 1,
            loss=result.loss,
            chance=result.chance,
            learning_rate=(self.config.learning_rate or 0.0) * rate,
            images_per_second=self._speed.images_per_second,
            memory_bytes=memory_bytes(self.config.device),
            seconds_left=self._speed.seconds_per_step * (self._steps - place.step),
        )
