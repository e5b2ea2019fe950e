"""Writes to a store on command, as a training script would.

    live.py TRACKING_URI FOLDER

Reads one JSON command a line and, once MLflow has returned, prints one JSON line: {"at": ms since the epoch, ...}.
"""

import json
import os
import sys
import time

from mlflow.tracking import MlflowClient

os.chdir(sys.argv[2])
client = MlflowClient(sys.argv[1])


def experiment(name):
    return {"experimentId": client.create_experiment(name)}


def run(experimentId):
    return {"runId": client.create_run(experimentId).info.run_id}


def metric(runId, key, value, step):
    client.log_metric(runId, key, value, step=step)
    return {}


def param(runId, key, value):
    client.log_param(runId, key, value)
    return {}


def tag(runId, key, value):
    client.set_tag(runId, key, value)
    return {}


def finish(runId):
    client.set_terminated(runId, "FINISHED")
    return {}


def delete(runId):
    client.delete_run(runId)
    return {}


COMMANDS = {f.__name__: f for f in (experiment, run, metric, param, tag, finish, delete)}
print(json.dumps({"at": time.time() * 1000}), flush=True)
for line in sys.stdin:
    command = json.loads(line)
    result = COMMANDS[command.pop("do")](**command)
    print(json.dumps({"at": time.time() * 1000, **result}), flush=True)
