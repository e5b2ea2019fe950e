import type { Connection } from '../../app/connections.ts';
import { toAppError } from '../../base/errors.ts';
import { redact } from '../../base/logger.ts';
import { lastGood } from '../../base/snapshot.ts';
import type { StoreDescription } from '../../core/tracking/store.ts';

export interface ReportFacts {
  /** Name and value, in order. */
  readonly about: readonly (readonly [string, string])[];
  readonly settings: unknown;
  readonly home: string;
}

/** What Tandem sees, as Markdown for a bug report: no secrets, the home folder as `~`. */
export async function collectReport(facts: ReportFacts, connections: readonly Connection[]): Promise<string> {
  const stores = await Promise.all(connections.map(describeConnection));
  const text = [
    '# What Tandem sees',
    '',
    'Read it before you share it: names of files and stores are in it, secrets are not.',
    '',
    ...facts.about.map(([name, value]) => `- ${name}: ${value}`),
    '',
    '## Settings',
    '',
    '```json',
    JSON.stringify(facts.settings, undefined, 2),
    '```',
    '',
    '## Stores',
    '',
    ...(stores.length === 0
      ? ['None. No setting, no MLFLOW_TRACKING_URI and no folder of the workspace names one.']
      : stores),
    '',
  ].join('\n');
  const shown = redact(text);
  // A container's home may be `/`, which says nothing of anybody.
  return facts.home.length > 1 ? shown.replaceAll(facts.home, '~') : shown;
}

async function describeConnection(connection: Connection): Promise<string> {
  const { entry, snapshot } = connection;
  const lines = [
    `### ${entry.name}`,
    '',
    `- id: ${entry.id}`,
    `- location: ${entry.location}`,
    `- named by: ${entry.namedBy} (${entry.origin})`,
    `- state: ${snapshot.state}${snapshot.state === 'failed' ? ` (${snapshot.error.code}): ${snapshot.error.message}` : ''}`,
  ];
  const store = lastGood(snapshot);
  if (store === undefined) return [...lines, ''].join('\n');
  try {
    lines.push(...describeStore(await store.describe()));
  } catch (cause) {
    lines.push(`- describe failed: ${toAppError(cause).message}`);
  }
  return [...lines, ''].join('\n');
}

function describeStore({ kind, facts, problems }: StoreDescription): string[] {
  return [
    `- kind: ${kind}`,
    ...Object.entries(facts).map(([name, value]) => `- ${name}: ${value}`),
    `- problems: ${problems.length}`,
    ...problems.slice(0, 100).map(({ code, place, message }) => `  - ${place} (${code}): ${message}`),
  ];
}
