"""What the real MLflow client takes on the big file store: `filePeer.py MLRUNS JOB` -> {"ms": ...} on the last line.

Jobs: scan, history, long. The scan takes two minutes on 10,000 runs and is measured once.
"""

import json
import logging
import sys
import time
from pathlib import Path


def main(root: str, job: str) -> None:
    import mlflow
    from mlflow import MlflowClient

    logging.disable(logging.CRITICAL)
    mlflow.set_tracking_uri(Path(root).as_uri())
    client = MlflowClient()
    histories = client.search_runs(["2"], order_by=["start_time"])
    curves = {"history": histories[:100], "long": histories[100:]}
    jobs = {
        "scan": lambda: mlflow.search_runs(["1"], max_results=50_000),
        "history": lambda: [client.get_metric_history(run.info.run_id, "loss") for run in curves["history"]],
        "long": lambda: [client.get_metric_history(run.info.run_id, "loss") for run in curves["long"]],
    }
    start = time.perf_counter()
    jobs[job]()
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
