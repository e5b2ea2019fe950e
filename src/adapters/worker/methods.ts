import type { TrackingStore } from '../../core/tracking/store.ts';

/** Which methods of the port cross the thread, and how. Every new one must be entered here to compile. */
const METHODS = {
  searchExperiments: 'call',
  searchRuns: 'call',
  scanRuns: 'iterate',
  getRun: 'call',
  metricHistory: 'iterate',
  listArtifacts: 'call',
  readArtifact: 'iterate',
  describe: 'call',
  refresh: 'call',
  watch: 'own',
  dispose: 'own',
  kind: 'own',
  capabilities: 'own',
} as const satisfies Record<keyof TrackingStore, 'call' | 'iterate' | 'own'>;

const named = (how: string): ReadonlySet<string> =>
  new Set(Object.entries(METHODS).flatMap(([name, kind]) => (kind === how ? [name] : [])));

export const CALLS = named('call');
export const ITERATIONS = named('iterate');
