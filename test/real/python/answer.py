"""Answers as the newest MLflow client does.

    answer.py TRACKING_URI < request.json > answer.json

request: {"queries": [{"experimentIds", "filter", "orderBy", "view", "pageSize"}], "experimentQueries": [{"filter",
"orderBy", "view", "pageSize"}]}; answer: every experiment, every run field by field, histories, artifacts, and for each
query the pages of ids, or null where MLflow refuses.

Floats that JSON doesn't have are texts: NaN, Infinity, -Infinity, -0.
"""

import hashlib
import json
import math
import os
import sys

import mlflow
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient
from mlflow.utils.search_utils import SearchExperimentsUtils, SearchUtils

VIEWS = {"active": ViewType.ACTIVE_ONLY, "deleted": ViewType.DELETED_ONLY, "all": ViewType.ALL}


def number(value):
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        if value == 0 and math.copysign(1, value) < 0:
            return "-0"
    return value


def point(metric):
    return {"value": number(metric.value), "step": metric.step, "timestamp": metric.timestamp}


def experiment_of(experiment):
    return {
        "experimentId": experiment.experiment_id,
        "name": experiment.name,
        "artifactLocation": experiment.artifact_location,
        "lifecycleStage": experiment.lifecycle_stage,
        "creationTime": experiment.creation_time,
        "lastUpdateTime": experiment.last_update_time,
        "tags": dict(experiment.tags),
    }


def dataset_of(dataset_input):
    dataset = dataset_input.dataset
    return {
        "name": dataset.name,
        "digest": dataset.digest,
        "sourceType": dataset.source_type,
        "source": dataset.source,
        "schema": dataset.schema,
        "profile": dataset.profile,
        "tags": {tag.key: tag.value for tag in dataset_input.tags},
    }


def models_of(client, run):
    links = [{"modelId": link.model_id, "role": "input"} for link in (run.inputs.model_inputs or [])]
    outputs = run.outputs.model_outputs if run.outputs else []
    links += [{"modelId": link.model_id, "role": "output", "step": link.step} for link in outputs or []]
    for link in links:
        model = client.get_logged_model(link["modelId"])
        link.update(name=model.name, status=model.status.name, artifactLocation=model.artifact_location)
    return links


def run_of(client, run):
    info = run.info
    return {
        "runId": info.run_id,
        "runName": info.run_name,
        "experimentId": info.experiment_id,
        "userId": info.user_id,
        "artifactUri": info.artifact_uri,
        "status": info.status,
        "lifecycleStage": info.lifecycle_stage,
        "startTime": info.start_time,
        "endTime": info.end_time,
        "metrics": {metric.key: point(metric) for metric in run.data._metric_objs},
        "params": run.data.params,
        "tags": run.data.tags,
        "datasets": [dataset_of(dataset) for dataset in run.inputs.dataset_inputs],
        "loggedModels": models_of(client, run),
    }


def artifacts_of(client, run_id):
    found = {}

    def walk(path):
        for entry in client.list_artifacts(run_id, path):
            found[entry.path] = {"path": entry.path, "isDir": entry.is_dir, "size": entry.file_size}
            if entry.is_dir:
                walk(entry.path)
            else:
                with open(client.download_artifacts(run_id, entry.path), "rb") as file:
                    found[entry.path]["sha256"] = hashlib.sha256(file.read()).hexdigest()

    walk(None)
    return list(found.values())


def refuse_unknown_operators(utils, filter_string):
    """Over files MLflow looks at an operator only when it comes to a run; what is wrong then is wrong without runs, too."""
    for clause in utils.parse_search_filter(filter_string):
        kind, key, operator = clause["type"], clause["key"], clause["comparator"].upper()
        SearchUtils.is_metric(kind, operator)
        SearchUtils.is_param(kind, operator)
        SearchUtils.is_tag(kind, operator)
        SearchUtils.is_dataset(kind, operator)
        utils.is_string_attribute(kind, key, operator)
        utils.is_numeric_attribute(kind, key, operator)


def pages(search, page_size):
    found, token = [], None
    while True:
        page = search(page_size, token)
        found.append(list(page))
        token = page.token
        if not token:
            return found


def run_pages(client, query):
    try:
        refuse_unknown_operators(SearchUtils, query.get("filter") or "")
        for clause in query.get("orderBy") or []:
            if SearchUtils.parse_order_by_for_search_runs(clause)[0] == "dataset":
                return None
        found = pages(
            lambda size, token: client.search_runs(
                query["experimentIds"],
                query.get("filter") or "",
                VIEWS[query.get("view", "active")],
                size,
                query.get("orderBy"),
                token,
            ),
            query.get("pageSize", 1000),
        )
        return [[run.info.run_id for run in page] for page in found]
    except Exception:
        return None


def experiment_pages(client, query):
    try:
        refuse_unknown_operators(SearchExperimentsUtils, query.get("filter") or "")
        found = pages(
            lambda size, token: client.search_experiments(
                VIEWS[query.get("view", "active")], size, query.get("filter"), query.get("orderBy"), token
            ),
            query.get("pageSize", 1000),
        )
        return [[experiment.experiment_id for experiment in page] for page in found]
    except Exception:
        return None


def remember_runs(client):
    """The store doesn't change: reading each run's files once leaves MLflow's filter, order and pages as they are."""
    store = client._tracking_client.store
    if not hasattr(store, "_get_run_from_info"):
        return
    read_run, list_infos = store._get_run_from_info, store._list_run_infos
    runs, infos = {}, {}

    def run_from_info(info):
        if info.run_id not in runs:
            runs[info.run_id] = read_run(info)
        return runs[info.run_id]

    def run_infos(experiment_id, view):
        if (experiment_id, view) not in infos:
            infos[experiment_id, view] = list_infos(experiment_id, view)
        return infos[experiment_id, view]

    store._get_run_from_info, store._list_run_infos = run_from_info, run_infos


def main():
    client = MlflowClient(sys.argv[1])
    request = json.load(sys.stdin)
    experiments = [e for page in pages(lambda n, t: client.search_experiments(ViewType.ALL, n, page_token=t), 100) for e in page]
    ids = [experiment.experiment_id for experiment in experiments]
    runs = client.search_runs(ids, "", ViewType.ALL, 5000)
    answer = {
        "version": mlflow.__version__,
        "experiments": [experiment_of(experiment) for experiment in experiments],
        "runs": [run_of(client, client.get_run(run.info.run_id)) for run in runs],
        "histories": {
            run.info.run_id: {
                key: [point(metric) for metric in client.get_metric_history(run.info.run_id, key)] for key in run.data.metrics
            }
            for run in runs
        },
        "artifacts": {run.info.run_id: artifacts_of(client, run.info.run_id) for run in runs},
    }
    remember_runs(client)
    answer["queries"] = [run_pages(client, query) for query in request["queries"]]
    answer["experimentQueries"] = [experiment_pages(client, query) for query in request["experimentQueries"]]
    json.dump(answer, sys.stdout)
    sys.stdout.flush()
    # Skips the teardown of MLflow's threads.
    os._exit(0)


main()
