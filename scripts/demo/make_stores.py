"""Fills a folder with genuine stores, written by the real MLflow: mlruns/ and mlflow.db.

usage: make_stores.py FOLDER [--sample]
--sample makes the file store alone, with a tenth of the steps: what test/fixtures/demo-sample/ holds.
Everything but ids, times and the user's name is the same each time.
"""

import json
import math
import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

import mlflow
import numpy
from mlflow.entities import DatasetInput, InputTag, Metric, Param

HOUR = 3_600_000
NOW = int(time.time() * 1000)
SAMPLE = "--sample" in sys.argv


def curve(steps, start, floor, rate, noise, seed, begin, every):
    """A metric that decays from `start` to `floor`: (value, step, timestamp in ms)."""
    chance = random.Random(seed)
    return [
        (floor + (start - floor) * math.exp(-step * rate) + chance.gauss(0, noise), step, begin + step * every)
        for step in range(0, steps, 10 if SAMPLE else 1)
    ]


def log_curves(client, run_id, curves):
    points = [Metric(key, value, at, step) for key, values in curves.items() for value, step, at in values]
    for first in range(0, len(points), 1000):
        client.log_batch(run_id, metrics=points[first : first + 1000])


def make_run(client, experiment_id, name, begin, params, curves, tags=None, parent=None, status="FINISHED"):
    all_tags = {"mlflow.runName": name, "mlflow.source.name": "train.py", "mlflow.source.type": "LOCAL", **(tags or {})}
    if parent is not None:
        all_tags["mlflow.parentRunId"] = parent
    run = client.create_run(experiment_id, start_time=begin, tags=all_tags, run_name=name)
    client.log_batch(run.info.run_id, params=[Param(key, str(value)) for key, value in params.items()])
    log_curves(client, run.info.run_id, curves)
    last = max((at for values in curves.values() for _, _, at in values), default=begin)
    client.set_terminated(run.info.run_id, status, end_time=last + 2000)
    return run.info.run_id


def digits(client):
    experiment = client.create_experiment(
        "digits-classifier", tags={"mlflow.note.content": "Which learning rate suits the small network?", "team": "vision"}
    )
    begin = NOW - 30 * HOUR
    sweep = make_run(client, experiment, "sweep", begin, {"trials": 4}, {}, tags={"kind": "sweep"})
    for index, rate in enumerate((0.001, 0.003, 0.01, 0.03)):
        start = begin + index * HOUR
        run_id = make_run(
            client,
            experiment,
            f"lr-{rate}",
            start,
            {"learning_rate": rate, "batch_size": 64, "optimizer": "adam", "layers": 3, "dropout": 0.1},
            {
                "loss": curve(400, 2.3, 0.05 + rate, rate * 4, 0.02, index, start, 4000),
                "val/loss": curve(40, 2.4, 0.12 + 2 * rate, rate * 40, 0.03, 10 + index, start, 40_000),
                "val/accuracy": curve(40, 0.1, 0.985 - rate, rate * 60, 0.004, 20 + index, start, 40_000),
                "learning_rate": curve(40, rate, rate / 10, 0.05, 0, 30, start, 40_000),
            },
            tags={"gpu": "none", "dataset": "digits-8x8"},
            parent=sweep,
        )
        artifacts(client, run_id)
        if index == 0:
            dataset(client, run_id)
    start = begin + 6 * HOUR
    exploded = curve(120, 2.3, 2.0, 0.01, 0.4, 99, start, 4000) + [
        (math.nan, step, start + step * 4000) for step in range(120, 140)
    ]
    make_run(
        client,
        experiment,
        "lr-1.0-exploded",
        start,
        {"learning_rate": 1.0, "batch_size": 64, "optimizer": "sgd", "layers": 3},
        {"loss": exploded, "val/loss": [(math.inf, 0, start), (math.nan, 1, start + 40_000)]},
        tags={"mlflow.note.content": "NaN after 120 steps"},
        status="FAILED",
    )
    make_run(
        client,
        experiment,
        "baseline <b>logistic</b>",
        begin - 20 * HOUR,
        {"model": "logistic regression", "C": 1.0},
        {"val/accuracy": [(0.912, 0, begin - 20 * HOUR)]},
        status="KILLED",
    )
    deleted = make_run(client, experiment, "by mistake", begin - 2 * HOUR, {}, {})
    client.delete_run(deleted)


def embeddings(client):
    experiment = client.create_experiment("text-embeddings")
    for index, size in enumerate((64, 128, 256)):
        begin = NOW - (60 - index) * HOUR
        make_run(
            client,
            experiment,
            f"dim-{size}",
            begin,
            {"dimensions": size, "window": 5, "negative_samples": 10, "corpus": "news-2024"},
            {"loss": curve(300, 9, 4.5 - index * 0.4, 0.02, 0.06, 40 + index, begin, 1000)},
        )
    client.delete_experiment(client.create_experiment("old-attempts"))


def churn(client, folder):
    experiment = client.create_experiment("churn-forecast", artifact_location=(folder / "mlartifacts" / "churn").as_uri())
    for index, (depth, rounds) in enumerate(((3, 200), (5, 200), (8, 200), (8, 400))):
        begin = NOW - (12 - index) * HOUR
        run_id = make_run(
            client,
            experiment,
            f"boost-d{depth}-r{rounds}",
            begin,
            {"max_depth": depth, "rounds": rounds, "eta": 0.1, "objective": "binary:logistic"},
            {
                "train-logloss": curve(rounds, 0.69, 0.2 - depth * 0.015, 0.03, 0.002, 60 + index, begin, 500),
                "valid-logloss": curve(rounds, 0.69, 0.31, 0.025, 0.003, 70 + index, begin, 500),
                "valid-auc": curve(rounds, 0.5, 0.87 + depth * 0.004, 0.03, 0.002, 80 + index, begin, 500),
            },
            tags={"region": ("north", "south", "west", "north")[index]},
        )
        client.log_dict(run_id, {"tenure": 0.41, "complaints": 0.22, "plan": 0.17}, "importance.json")
    nightly = client.create_experiment("nightly-benchmarks", artifact_location=(folder / "mlartifacts" / "nightly").as_uri())
    for day in range(14):
        begin = NOW - (14 - day) * 24 * HOUR
        make_run(
            client,
            nightly,
            f"night-{day + 1:02d}",
            begin,
            {"commit": f"{day * 7919:07x}"},
            {"throughput": [(1180 + 9 * day - (160 if day == 9 else 0), 0, begin)], "p95_ms": [(41 - day * 0.4, 0, begin)]},
        )


def artifacts(client, run_id):
    client.log_text(run_id, "epoch,loss\n0,2.30\n39,0.11\n", "history.csv")
    client.log_dict(run_id, {"labels": list(range(10))}, "model/signature.json")
    client.log_text(run_id, "# Report\n\nThe confusion between 3 and 8 remains.\n", "report.md")
    client.log_text(
        run_id,
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 18 L10 8 L20 5 L40 3" stroke="teal" fill="none"/></svg>',
        "plots/loss.svg",
    )


def dataset(client, run_id):
    data = mlflow.data.from_numpy(numpy.zeros((1797, 64)), targets=numpy.zeros(1797), name="digits")
    training = DatasetInput(data._to_mlflow_entity(), [InputTag("mlflow.data.context", "training")])
    client.log_inputs(run_id, [training])


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    files = (folder / "mlruns").as_uri()
    mlflow.set_tracking_uri(files)
    client = mlflow.MlflowClient(files)
    digits(client)
    embeddings(client)
    if SAMPLE:
        return
    database = f"sqlite:///{folder / 'mlflow.db'}"
    mlflow.set_tracking_uri(database)
    churn(mlflow.MlflowClient(database), folder)
    print(json.dumps({"mlflow": mlflow.__version__, "folder": str(folder)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
