"""What the real MLflow client takes on the big SQLite store: `sqlitePeer.py DATABASE JOB` -> {"ms": ...} on the last line.

Jobs: scan, firstPage, filtered, ordered, history. Quick ones are repeated, and the median of the warm repeats counts.
"""

import json
import logging
import statistics
import sys
import time


def main(path: str, job: str) -> None:
    import mlflow
    from mlflow import MlflowClient

    logging.disable(logging.CRITICAL)
    mlflow.set_tracking_uri(f"sqlite:///{path}")
    client = MlflowClient()
    ids = {e.name: e.experiment_id for e in client.search_experiments()}
    many, long = ids["many runs"], ids["long histories"]
    runs = [run.info.run_id for run in client.search_runs([long], max_results=100)] if job == "history" else []
    key = "metrics.metric_07"
    jobs = {
        "scan": lambda: mlflow.search_runs([many]),
        "firstPage": lambda: client.search_runs([many], max_results=100),
        "filtered": lambda: client.search_runs([many], f"{key} > 0.5", max_results=100),
        "ordered": lambda: client.search_runs([many], order_by=[f"{key} DESC"], max_results=100),
        "history": lambda: [client.get_metric_history(run, "loss") for run in runs],
    }
    print(json.dumps({"ms": measure(jobs[job])}))


def measure(action) -> float:
    first = timed(action)
    if first > 20_000:  # long enough for the warm-up not to matter
        return first
    return statistics.median(timed(action) for _ in range(1 if first > 5_000 else 3))


def timed(action) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
