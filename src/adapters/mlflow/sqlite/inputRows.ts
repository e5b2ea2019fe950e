import type { DatasetInput, LoggedModelLink } from '../../../core/tracking/model.ts';
import type { Connection } from './connection.ts';
import type { Schema } from './schema.ts';

export interface RunLinks {
  readonly datasets: readonly DatasetInput[];
  readonly loggedModels: readonly LoggedModelLink[];
}

type DatasetRow = readonly [
  row: number,
  datasetId: string,
  name: string,
  digest: string,
  sourceType: string,
  source: string,
  schema: string | null,
  profile: string | null,
  tagName: string | null,
  tagValue: string | null,
];

type ModelRow = readonly [
  row: number,
  role: 'input' | 'output',
  modelId: string,
  step: number | null,
  name: string | null,
  status: number | null,
  artifactLocation: string | null,
];

/** Numbers of `LoggedModelStatus` (mlflow/entities/logged_model_status.py). */
const MODEL_STATUSES = ['UNSPECIFIED', 'PENDING', 'READY', 'FAILED'] as const;

/** Datasets and logged models of each run, in the order of the ids; empty in stores from before MLflow had them. */
export function readRunLinks(connection: Connection, runIds: readonly string[]): RunLinks[] {
  const schema = connection.schema();
  const datasets = datasetInputs(connection, schema, runIds);
  const models = modelLinks(connection, schema, runIds);
  return runIds.map((_, row) => ({
    datasets: [...(datasets.get(row)?.values() ?? [])],
    loggedModels: models.get(row) ?? [],
  }));
}

type MutableDataset = DatasetInput & { readonly tags: Map<string, string> };

function datasetInputs(
  connection: Connection,
  schema: Schema,
  runIds: readonly string[],
): Map<number, Map<string, MutableDataset>> {
  const found = new Map<number, Map<string, MutableDataset>>();
  if (!schema.has('inputs', 'input_uuid', 'source_id') || !schema.has('datasets', 'dataset_uuid')) return found;
  const tags = schema.has('input_tags', 'input_uuid', 'name', 'value');
  const rows = connection.rows<DatasetRow>(
    `SELECT j.key, d.dataset_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema,
      d.dataset_profile, ${tags ? 't.name, t.value' : 'NULL, NULL'}
     FROM json_each(?) j CROSS JOIN inputs i ON i.destination_type = 'RUN' AND i.destination_id = j.value
     JOIN datasets d ON d.dataset_uuid = i.source_id ${tags ? 'LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid' : ''}
     ORDER BY j.key, i.rowid`,
    JSON.stringify(runIds),
  );
  for (const [row, id, name, digest, sourceType, source, shape, profile, tagName, tagValue] of rows) {
    const ofRun = found.get(row) ?? new Map<string, MutableDataset>();
    found.set(row, ofRun);
    const dataset: MutableDataset = ofRun.get(id) ?? {
      name,
      digest,
      sourceType,
      source,
      ...(shape === null ? {} : { schema: shape }),
      ...(profile === null ? {} : { profile }),
      tags: new Map<string, string>(),
    };
    ofRun.set(id, dataset);
    if (tagName !== null) dataset.tags.set(tagName, tagValue ?? '');
  }
  return found;
}

function modelLinks(connection: Connection, schema: Schema, runIds: readonly string[]): Map<number, LoggedModelLink[]> {
  const found = new Map<number, LoggedModelLink[]>();
  if (!schema.has('inputs', 'source_type', 'source_id', 'destination_type', 'destination_id')) return found;
  const known = schema.has('logged_models', 'model_id', 'name', 'status', 'artifact_location');
  const rows = connection.rows<ModelRow>(
    `SELECT j.key, CASE i.source_type WHEN 'RUN_INPUT' THEN 'input' ELSE 'output' END, i.destination_id,
      CAST(${schema.column('inputs', 'step', 'i')} AS REAL), ${known ? 'm.name, m.status, m.artifact_location' : 'NULL, NULL, NULL'}
     FROM json_each(?) j CROSS JOIN inputs i ON i.source_id = j.value
      AND ((i.source_type = 'RUN_INPUT' AND i.destination_type = 'MODEL_INPUT')
        OR (i.source_type = 'RUN_OUTPUT' AND i.destination_type = 'MODEL_OUTPUT'))
     ${known ? 'LEFT JOIN logged_models m ON m.model_id = i.destination_id' : ''}
     ORDER BY j.key, i.source_type, i.rowid`,
    JSON.stringify(runIds),
  );
  for (const [row, role, modelId, step, name, status, artifactLocation] of rows) {
    const link: LoggedModelLink = {
      modelId,
      role,
      ...(role === 'output' && step !== null ? { step } : {}),
      ...(name === null ? {} : { name }),
      ...(status === null ? {} : { status: MODEL_STATUSES[status] ?? 'UNSPECIFIED' }),
      ...(artifactLocation === null ? {} : { artifactLocation }),
    };
    const links = found.get(row);
    if (links === undefined) found.set(row, [link]);
    else links.push(link);
  }
  return found;
}
