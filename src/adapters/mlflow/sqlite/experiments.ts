import { AppError } from '../../../base/errors.ts';
import type { OrderTerm } from '../../../core/tracking/filter/ast.ts';
import { parseExperimentFilter, parseExperimentOrderBy } from '../../../core/tracking/filter/parse.ts';
import type { Experiment } from '../../../core/tracking/model.ts';
import type { ExperimentQuery, Page } from '../../../core/tracking/store.ts';
import { checkPageSize, decodePageToken, encodePageToken } from '../pageToken.ts';
import type { DatabaseAccess } from './access.ts';
import type { Connection, SqlValue } from './connection.ts';
import { experimentFilterSql } from './filterSql.ts';
import { type Schema, schemaProblems } from './schema.ts';
import { stagesOf } from './selection.ts';
import { lifecycleStage } from './values.ts';

const DEFAULT_PAGE_SIZE = 1000;

type ExperimentRow = readonly [
  id: string,
  name: string,
  artifactLocation: string | null,
  lifecycleStage: string | null,
  creationTime: number | null,
  lastUpdateTime: number | null,
];

/** One page of experiments, in SqlAlchemyStore's order: newest creation first unless told. */
export async function searchExperiments(
  access: DatabaseAccess,
  query: ExperimentQuery,
  signal?: AbortSignal,
): Promise<Page<Experiment>> {
  const filter = parseExperimentFilter(query.filter ?? '');
  const order = parseExperimentOrderBy(query.orderBy ?? []);
  const limit = checkPageSize(query.pageSize ?? DEFAULT_PAGE_SIZE);
  const offset = decodePageToken(query.pageToken);
  const [items, found] = await access.read((connection) => {
    const schema = connection.schema();
    const condition = experimentFilterSql(filter, schema);
    const sql = `SELECT CAST(e.experiment_id AS TEXT), e.name, ${schema.column('experiments', 'artifact_location', 'e')},
        e.lifecycle_stage, CAST(${schema.column('experiments', 'creation_time', 'e')} AS REAL),
        CAST(${schema.column('experiments', 'last_update_time', 'e')} AS REAL)
      FROM experiments e WHERE e.lifecycle_stage IN (${stagesOf(query.view)}) AND ${condition.sql}
      ORDER BY ${orderSql(order, schema)} LIMIT ? OFFSET ?`;
    return [withTags(connection, sql, [...condition.parameters, limit + 1, offset]), schemaProblems(schema)] as const;
  }, signal);
  const problems = found.length > 0 ? { problems: found } : {};
  if (items.length <= limit) return { items, ...problems };
  return { items: items.slice(0, limit), nextPageToken: encodePageToken(offset + limit), ...problems };
}

function withTags(connection: Connection, sql: string, parameters: readonly SqlValue[]): Experiment[] {
  const rows = connection.rows<ExperimentRow>(sql, ...parameters);
  const tags = rows.map(() => new Map<string, string>());
  if (connection.schema().has('experiment_tags', 'experiment_id', 'key', 'value')) {
    const cells = connection.rows<[number, string, string | null]>(
      `SELECT j.key, t.key, t.value FROM json_each(?) j CROSS JOIN experiment_tags t ON t.experiment_id = CAST(j.value AS INTEGER)`,
      JSON.stringify(rows.map((row) => row[0])),
    );
    for (const [row, key, value] of cells) tags[row]?.set(key, value ?? '');
  }
  return rows.map(([experimentId, name, artifactLocation, stage, creationTime, lastUpdateTime], i) => ({
    experimentId,
    name,
    artifactLocation: artifactLocation ?? '',
    lifecycleStage: lifecycleStage(stage),
    ...(creationTime === null ? {} : { creationTime }),
    ...(lastUpdateTime === null ? {} : { lastUpdateTime }),
    tags: tags[i] ?? new Map<string, string>(),
  }));
}

const ORDERABLE = ['experiment_id', 'name', 'creation_time', 'last_update_time'];
/** `_get_search_experiments_order_by_clauses` without clauses. */
const DEFAULT_ORDER: readonly OrderTerm[] = [
  { entity: 'attribute', key: 'creation_time', ascending: false },
  { entity: 'attribute', key: 'experiment_id', ascending: true },
];

function orderSql(given: readonly OrderTerm[], schema: Schema): string {
  const terms = given.length === 0 ? DEFAULT_ORDER : given;
  const clauses = terms.map(({ entity, key, ascending }) => {
    if (entity !== 'attribute' || !ORDERABLE.includes(key)) {
      throw new AppError({ code: 'invalidFilter', message: `Experiments can't be ordered by ${entity} ${key}.` });
    }
    return `${schema.column('experiments', key, 'e')}${ascending ? '' : ' DESC'}`;
  });
  if (!terms.some((term) => term.key === 'experiment_id')) clauses.push('e.experiment_id DESC');
  return clauses.join(', ');
}
