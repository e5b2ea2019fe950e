"""Writes one tracking store with the MLflow that runs this: everything that a store can hold, in few runs.

    write_store.py TRACKING_URI FOLDER

Runs in MLflow 2.0 to 3.x; what a version doesn't have is left out. FOLDER is the working folder and holds the artifacts
of SQLite stores. Prints a JSON object: the version, the ids of the experiments, and those of the runs by the names that
this script gives them.
"""

import json
import math
import os
import sys

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

T0 = 1_700_000_000_000
VERSION = tuple(int(part) for part in mlflow.__version__.split(".")[:2])


class Writer:
    def __init__(self, uri, folder):
        os.chdir(folder)
        self.is_sql = uri.startswith("sqlite:")
        self.folder = folder
        self.client = MlflowClient(uri)
        self.ids = {}
        self.experiments = ["0"]

    def experiment(self, name, **tags):
        location = f"{self.folder}/artifacts/{len(name)}" if self.is_sql else None
        self.experiments.append(self.client.create_experiment(name, artifact_location=location, tags=tags))
        return self.experiments[-1]

    def run(self, label, experiment_id, start=0, name=None, status="FINISHED", end=60_000, **tags):
        tags = {key.replace("__", "."): value for key, value in tags.items()}
        run = self.client.create_run(experiment_id, start_time=T0 + start, run_name=name, tags=tags)
        run_id = self.ids[label] = run.info.run_id
        if status == "SCHEDULED":
            self.client.update_run(run_id, status="SCHEDULED")
        elif status != "RUNNING":
            self.client.set_terminated(run_id, status, end_time=None if end is None else T0 + start + end)
        return run_id

    def batch(self, run_id, metrics=(), params=None, tags=None):
        """`metrics`: (key, value, step, timestamp after T0)."""
        self.client.log_batch(
            run_id,
            metrics=[Metric(key, value, T0 + at, step) for key, value, step, at in metrics],
            params=[Param(key, value) for key, value in (params or {}).items()],
            tags=[RunTag(key, value) for key, value in (tags or {}).items()],
        )


def curves(writer, experiment_id):
    """Metrics of every shape."""
    run_id = writer.run("curves", experiment_id, 1_000, "curves", mlflow__user="ada")
    writer.batch(run_id, [("loss", 1 / (step + 1), step, 1_000 + step * 10) for step in range(50)])
    writer.batch(run_id, [("acc/val", 0.5, 0, 1), ("acc/val", 0.75, 1, 2), ("acc/train/top 5", 0.9, 1, 2)])
    writer.batch(run_id, [("with space", 1.5, 0, 0), ("dotted.key.x", -2.5, 3, 0), ("dash-key", 4, 0, 0)])
    writer.batch(run_id, [("größe_名前", 42.0, 0, 0), ("Loss", 7.0, 0, 0), ("LOSS", 8.0, 0, 0), ("_x", 0.1, 0, 0)])
    writer.batch(run_id, [("nan_last", 1.0, 0, 0), ("nan_last", math.nan, 1, 1), ("nan_mid", 2.0, 0, 0)])
    writer.batch(run_id, [("nan_mid", math.nan, 1, 1), ("nan_mid", 3.0, 2, 2), ("only_nan", math.nan, 0, 0)])
    writer.batch(run_id, [("inf", math.inf, 0, 0), ("ninf", -math.inf, 0, 0), ("zero", -0.0, 0, 0), ("tiny", 5e-324, 0, 0)])
    writer.batch(run_id, [("big", 1.7976931348623157e308, 0, 0), ("third", 1 / 3, 0, 0), ("integer", 3, 0, 0)])
    writer.batch(run_id, [("steps", 1.0, -5, 5), ("steps", 2.0, 2**53 - 1, 6), ("steps", 3.0, 0, 7)])
    # Latest is the maximum by step, then timestamp, then value, whatever was written last.
    writer.batch(run_id, [("ties", 5.0, 1, 10), ("ties", 9.0, 1, 10), ("ties", 7.0, 1, 10), ("ties", 1.0, 1, 9)])
    writer.batch(run_id, [("back", 1.0, 9, 10), ("back", 2.0, 3, 20), ("back", 3.0, 9, 5), ("same", 4.0, 0, 1)])
    writer.batch(run_id, [("same", 4.0, 0, 1), ("same", 4.0, 0, 1)])


def texts(writer, experiment_id):
    """Params and tags of every shape."""
    longest = 500 if VERSION < (2, 8) else 6000
    run_id = writer.run("texts", experiment_id, 2_000, "Texts “quoted” <b>", status="FAILED")
    writer.batch(
        run_id,
        params={
            "lr": "0.01",
            "empty": "",
            "long": "x" * longest,
            "nested/key/a": "1",
            "with space": " padded ",
            "dotted.key": "d",
            "größe": "名前 🚀",
            "Model": "CNN",
            "model": "cnn",
            "lines": "one\ntwo\r\nthree\n",
            "percent": "100%_\\",
            "quote": "it's \"x\"",
            "json": '{"a": [1, 2]}',
            "looks_null": "null",
            "rtl": "\u202eabc\u202c",
        },
        tags={
            "mlflow.note.content": "# Title\n\n*markdown* <script>alert(1)</script>\n",
            "empty": "",
            "long": "y" * 5000,
            "group/sub": "a",
            "Team": "A",
            "team": "a",
            "with space": "s",
            "größe": "ü",
            "n": "10",
        },
    )


def family(writer, experiment_id):
    """Nested runs, every status, equal start times, missing ends."""
    parent = writer.run("parent", experiment_id, 3_000, "parent", status="RUNNING")
    for i in range(4):
        child = writer.run(
            f"child{i}",
            experiment_id,
            3_000,
            f"child-{i}",
            status=["FINISHED", "FAILED", "KILLED", "RUNNING"][i],
            mlflow__parentRunId=parent,
        )
        writer.batch(
            child,
            [("loss", [0.5, 0.25, 0.5, math.nan][i], 10, 100), ("acc/val", i / 4, 1, 1)],
            params={"lr": ["0.1", "0.01", "0.1", "1e-3"][i], "model": ["cnn", "CNN", "mlp", "Cnn"][i]},
            tags={"team": ["a", "b", "a", "B"][i], "n": ["9", "10", "2", "1"][i]},
        )
    grandchild = writer.run("grandchild", experiment_id, 3_500, None, mlflow__parentRunId=writer.ids["child0"])
    writer.batch(grandchild, [("loss", math.inf, 0, 0)])
    writer.run("scheduled", experiment_id, 4_000, "scheduled", status="SCHEDULED", mlflow__user="Tester")
    writer.run("bare", experiment_id, 3_000, "bare", status="RUNNING")
    writer.run("old", experiment_id, -T0, "epoch", end=5)


def sweep(writer, experiment_id):
    """Enough alike to page through."""
    for i in range(12):
        run_id = writer.run(f"sweep{i}", experiment_id, 10_000 + (i // 3) * 1000, f"sweep {i:02d}", team="sweep")
        metrics = [("loss", (i * 7 % 5) / 5, 1, 1), ("acc/val", 1 - i / 12, 2, 2)]
        writer.batch(run_id, metrics if i % 4 else metrics[:1], params={"lr": str(10.0**-i), "batch": str(2 ** (i % 6))})


def artifacts(writer):
    run_id = writer.ids["curves"]
    writer.client.log_text(run_id, "hello\n", "readme.txt")
    writer.client.log_text(run_id, "a,b\n1,2\n", "data/table one.csv")
    writer.client.log_text(run_id, "ü", "data/deep/er/größe.txt")
    writer.client.log_text(run_id, "", "empty.txt")
    writer.client.log_dict(run_id, {"a": 1}, "model/MLmodel.json")


def inputs(writer, experiment_id):
    """Datasets (2.4), their contexts, and logged models (3.0)."""
    if VERSION < (2, 4):
        return
    from mlflow.entities import Dataset, DatasetInput, InputTag

    def dataset(name, digest, context=None, **more):
        tags = [] if context is None else [InputTag("mlflow.data.context", context)]
        more = {"schema": '{"mlflow_colspec": []}', "profile": '{"num_rows": 3}', **more}
        return DatasetInput(Dataset(name, digest, "local", '{"uri": "/data/x.csv"}', **more), tags)

    one = writer.run("one_dataset", experiment_id, 20_000, "one dataset")
    writer.client.log_inputs(one, [dataset("mnist", "d1", "training")])
    two = writer.run("two_datasets", experiment_id, 20_001, "two datasets")
    extra = [InputTag("origin", "web"), InputTag("mlflow.data.context", "eval")]
    second = DatasetInput(Dataset("Cifar 10", "d2", "http", "https://example.org/x"), extra)
    writer.client.log_inputs(two, [dataset("mnist", "d1", "eval"), second])
    writer.client.log_inputs(writer.ids["child0"], [dataset("no context", "d3")])
    if VERSION < (3, 0):
        return
    from mlflow.entities import LoggedModelInput, LoggedModelOutput

    ready = writer.client.create_logged_model(experiment_id, "ready model", source_run_id=one, params={"p": "1"})
    writer.client.log_outputs(one, [LoggedModelOutput(ready.model_id, 3)])
    writer.client.finalize_logged_model(ready.model_id, "READY")
    pending = writer.client.create_logged_model(experiment_id, "pending", source_run_id=two, tags={"t": "1"})
    writer.client.log_outputs(two, [LoggedModelOutput(pending.model_id, 0), LoggedModelOutput(ready.model_id, 1)])
    writer.client.log_inputs(two, models=[LoggedModelInput(ready.model_id)])
    metric = Metric("of_dataset", 0.5, T0, 4, model_id=ready.model_id, dataset_name="mnist", dataset_digest="d1")
    writer.client.log_batch(one, metrics=[metric])


def main():
    writer = Writer(sys.argv[1], sys.argv[2])
    main_id = writer.experiment("main experiment", purpose="testing", mlflow__x="1", **{"with space": "é"})
    curves(writer, main_id)
    texts(writer, main_id)
    family(writer, main_id)
    artifacts(writer)
    sweep_id = writer.experiment("Sweep 名前 100%")
    sweep(writer, sweep_id)
    inputs_id = writer.experiment("inputs", purpose="Testing")
    inputs(writer, inputs_id)
    writer.client.set_experiment_tag(main_id, "mlflow.note.content", "# About\n")
    writer.run("default", "0", 5_000, "in default")
    for label in ("sweep2", "sweep5"):
        writer.client.delete_run(writer.ids[label])
    gone = writer.experiment("deleted experiment")
    writer.run("orphan", gone, 6_000, "orphan")
    writer.client.delete_experiment(gone)
    writer.experiment("empty experiment")
    json.dump({"version": mlflow.__version__, "experimentIds": writer.experiments, "runs": writer.ids}, sys.stdout)


main()
