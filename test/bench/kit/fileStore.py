"""Makes the big file store of the benchmarks, as MLflow lays one out, with plain writes: 460,000 files in some 15 seconds.

Usage: fileStore.py FOLDER [RUNS]  ->  FOLDER/mlruns, and what it holds as JSON on the last line.
RUNS (10,000 unless told) runs with 20 metrics, 20 params and 6 tags each in experiment 1; 100 runs with 10,000 steps of one
metric and one run with 1,000,000 in experiment 2.
"""

import json
import math
import random
import sys
import uuid
from pathlib import Path

METRICS, PARAMS = 20, 20
HISTORY_RUNS, STEPS, MANY_STEPS = 100, 10_000, 1_000_000
START = 1_760_000_000_000


def main(root: Path, runs: int) -> None:
    random.seed(3)
    experiment(root, "0", "Default")
    experiment(root, "1", "many runs")
    experiment(root, "2", "long histories")
    for i in range(runs):
        small_run(root, i)
    for i in range(HISTORY_RUNS):
        history_run(root, i, STEPS)
    history_run(root, HISTORY_RUNS, MANY_STEPS)
    print(json.dumps({"runs": runs, "histories": HISTORY_RUNS + 1}))


def experiment(root: Path, number: str, name: str) -> None:
    folder = root / number
    folder.mkdir(parents=True)
    (folder / "meta.yaml").write_text(
        f"artifact_location: file:///store/{number}\ncreation_time: {START}\nexperiment_id: '{number}'\n"
        f"last_update_time: {START}\nlifecycle_stage: active\nname: {name}\n"
    )


def make_run(root: Path, number: str, i: int) -> Path:
    run = uuid.UUID(int=random.getrandbits(128), version=4).hex
    folder = root / number / run
    for name in ("metrics", "params", "tags", "artifacts"):
        (folder / name).mkdir(parents=True)
    start = START + i * 60_000
    (folder / "meta.yaml").write_text(
        f"artifact_uri: file:///store/{number}/{run}/artifacts\nend_time: {start + 55_000}\nentry_point_name: ''\n"
        f"experiment_id: '{number}'\nlifecycle_stage: active\nrun_id: {quoted(run)}\nrun_name: run-{i}\nrun_uuid: {quoted(run)}\n"
        f"source_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: {start}\nstatus: {3 if i % 10 else 4}\ntags: []\n"
        f"user_id: user{i % 7}\n"
    )
    return folder


def quoted(run: str) -> str:
    """YAML 1.1 takes some ids for numbers; PyYAML quotes those."""
    return f"'{run}'" if run.isdigit() or run.replace("e", "", 1).isdigit() else run


def small_run(root: Path, i: int) -> None:
    folder = make_run(root, "1", i)
    time = START + i * 60_000 + 50_000
    for k in range(METRICS):
        (folder / f"metrics/metric_{k:02}").write_text(f"{time} {random.random() * 10 ** (k % 5 - 2)!r} 99\n")
    optimizers, layers = ["adam", "sgd", "rmsprop", "adamw"], ["relu", "gelu", "tanh"]
    for k in range(PARAMS):
        value = f"{10 ** -random.uniform(1, 5):.6g}" if k < 8 else str(random.randrange(8, 512))
        (folder / f"params/param_{k:02}").write_text(value if k < 14 else random.choice(optimizers + layers))
    tags = {
        "mlflow.runName": f"run-{i}",
        "mlflow.user": f"user{i % 7}",
        "mlflow.source.name": "train.py",
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": f"{i // 50:040x}",
        "team": f"team {i % 3}",
    }
    for key, value in tags.items():
        (folder / f"tags/{key}").write_text(value)


def history_run(root: Path, i: int, steps: int) -> None:
    folder = make_run(root, "2", i)
    start = START + i * 60_000
    with (folder / "metrics/loss").open("w") as file:
        for step in range(steps):
            file.write(f"{start + step * 5} {math.exp(-step / 3000) + random.gauss(0, 0.02)!r} {step}\n")
    (folder / "tags/mlflow.runName").write_text(f"run-{i}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() / "mlruns", int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
