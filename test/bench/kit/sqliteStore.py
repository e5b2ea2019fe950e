"""Makes the big SQLite store of the benchmarks: MLflow lays the schema, plain sqlite3 inserts the rows.

Usage: sqliteStore.py FOLDER  ->  FOLDER/mlflow.db, and its ids as JSON on the last line.
10,000 runs with 20 metrics, 20 params and 6 tags each in one experiment; 100 runs with 10,000 steps of one metric in another.
"""

import json
import math
import os
import random
import sqlite3
import sys
import uuid
from pathlib import Path

RUNS, METRICS, PARAMS = 10_000, 20, 20
HISTORY_RUNS, STEPS = 100, 10_000
START = 1_760_000_000_000


def main(folder: Path) -> None:
    from mlflow.tracking import MlflowClient

    path = folder / "mlflow.db"
    os.chdir(folder)  # the default experiment's artifacts belong below the process's folder
    client = MlflowClient(f"sqlite:///{path}")
    many = client.create_experiment("many runs", artifact_location=f"file://{folder}/artifacts/many")
    long = client.create_experiment("long histories", artifact_location=f"file://{folder}/artifacts/long")
    random.seed(3)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA synchronous = OFF")
        insert_many(db, int(many), folder)
        histories = insert_histories(db, int(long), folder)
    db.close()
    print(json.dumps({"many": many, "long": long, "histories": histories}))


def insert_run(db: sqlite3.Connection, experiment: int, folder: Path, i: int) -> str:
    run = uuid.UUID(int=random.getrandbits(128), version=4).hex
    start = START + i * 60_000
    db.execute(
        "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time,"
        " source_version, lifecycle_stage, artifact_uri, experiment_id) VALUES (?, ?, 'UNKNOWN', '', '', ?, ?, ?, ?, '', ?, ?, ?)",
        (
            run,
            f"run-{i}",
            f"user{i % 7}",
            "FINISHED" if i % 10 else "FAILED",
            start,
            start + 55_000,
            "active",
            f"file://{folder}/artifacts/{experiment}/{run}/artifacts",
            experiment,
        ),
    )
    return run


def insert_many(db: sqlite3.Connection, experiment: int, folder: Path) -> None:
    optimizers, layers = ["adam", "sgd", "rmsprop", "adamw"], ["relu", "gelu", "tanh"]
    for i in range(RUNS):
        run = insert_run(db, experiment, folder, i)
        time = START + i * 60_000 + 50_000
        metrics = [(f"metric_{k:02}", random.random() * 10 ** (k % 5 - 2)) for k in range(METRICS)]
        rows = [(key, value, time, run, 99, 0) for key, value in metrics]
        db.executemany("INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)", rows)
        db.executemany(
            "INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        params = [(f"param_{k:02}", f"{10 ** -random.uniform(1, 5):.6g}") for k in range(PARAMS - 12)]
        params += [(f"param_{k:02}", str(random.randrange(8, 512))) for k in range(PARAMS - 12, PARAMS - 6)]
        params += [(f"param_{k:02}", random.choice(optimizers + layers)) for k in range(PARAMS - 6, PARAMS)]
        db.executemany("INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)", [(k, v, run) for k, v in params])
        tags = {
            "mlflow.runName": f"run-{i}",
            "mlflow.user": f"user{i % 7}",
            "mlflow.source.name": "train.py",
            "mlflow.source.type": "LOCAL",
            "mlflow.source.git.commit": f"{i // 50:040x}",
            "team": f"team {i % 3}",
        }
        db.executemany("INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", [(k, v, run) for k, v in tags.items()])


def insert_histories(db: sqlite3.Connection, experiment: int, folder: Path) -> list[str]:
    runs = []
    for i in range(HISTORY_RUNS):
        run = insert_run(db, experiment, folder, i)
        rows = [
            ("loss", math.exp(-step / 3000) + random.gauss(0, 0.02), START + i * 60_000 + step * 5, run, step, 0)
            for step in range(STEPS)
        ]
        db.executemany("INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)", rows)
        db.execute(
            "INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)", rows[-1]
        )
        db.execute("INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', ?, ?)", (f"run-{i}", run))
        runs.append(run)
    return runs


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
