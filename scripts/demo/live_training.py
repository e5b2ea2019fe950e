"""A training that goes on while you look: one run in mlruns/, one in mlflow.db, a value every half second.

usage: live_training.py FOLDER [--minutes N] [--interval SECONDS]
Ends by itself after N minutes, and at once, as KILLED, when it is told to.
"""

import argparse
import math
import os
import random
import signal
import sys
import time
from pathlib import Path

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

from mlflow import MlflowClient


class Training:
    """One run in one store."""

    def __init__(self, uri, experiment, name, params):
        self.client = MlflowClient(uri)
        found = self.client.get_experiment_by_name(experiment)
        experiment_id = found.experiment_id if found else self.client.create_experiment(experiment)
        self.run_id = self.client.create_run(experiment_id, run_name=name).info.run_id
        self.chance = random.Random(name)
        for key, value in params.items():
            self.client.log_param(self.run_id, key, value)

    def step(self, number):
        loss = 0.08 + 2.2 * math.exp(-number / 60) + self.chance.gauss(0, 0.03)
        now = int(time.time() * 1000)
        self.client.log_metric(self.run_id, "loss", loss, now, number)
        if number % 10 == 0:
            self.client.log_metric(self.run_id, "val/loss", loss * 1.1 + 0.02, now, number)

    def end(self, status):
        self.client.set_terminated(self.run_id, status)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--interval", type=float, default=0.5)
    options = parser.parse_args()
    folder = options.folder.resolve()
    os.chdir(folder)
    trainings = [
        Training((folder / "mlruns").as_uri(), "digits-classifier", "live", {"learning_rate": 0.005, "optimizer": "adam"}),
        Training(f"sqlite:///{folder / 'mlflow.db'}", "churn-forecast", "live-boost", {"max_depth": 6, "eta": 0.05}),
    ]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: sys.exit(0))
    status = "KILLED"
    try:
        print("\n".join(training.run_id for training in trainings), flush=True)
        end = time.monotonic() + options.minutes * 60
        number = 0
        while time.monotonic() < end:
            for training in trainings:
                training.step(number)
            number += 1
            time.sleep(options.interval)
        status = "FINISHED"
    finally:
        for training in trainings:
            training.end(status)


if __name__ == "__main__":
    main()
