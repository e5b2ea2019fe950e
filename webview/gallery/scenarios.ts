import type { CompareRun } from '../../src/contracts/compare.ts';
import { COLOUR_COUNT } from '../../src/core/compare/colours.ts';
import { randomFrom } from './random.ts';

/** One state of the compare view, as data for the fake host. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly runs: readonly CompareRun[];
  readonly metrics: readonly string[];
  /** Points of each curve. */
  readonly points: number;
  readonly params: number;
  readonly loading?: boolean;
  /** Calls of these names never answer, or fail with a sentence. */
  readonly hangs?: readonly string[];
  readonly fails?: Readonly<Record<string, string>>;
  /** Values arrive while one looks. */
  readonly live?: boolean;
  /** The view's state as it was left. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/** The gallery's clock: pictures don't change from day to day. */
export const NOW = new Date(2026, 10, 23, 18, 0, 0).getTime();

const ADJECTIVES = ['calm', 'bold', 'keen', 'warm', 'odd', 'swift', 'quiet', 'brave', 'lucid', 'plucky'];
const NOUNS = ['heron', 'otter', 'maple', 'comet', 'quartz', 'lynx', 'fjord', 'ember', 'tern', 'walrus'];
const METRICS = [
  'loss',
  'accuracy',
  'grad_norm',
  'learning_rate',
  'train/loss',
  'train/acc',
  'val/loss',
  'val/acc',
  'val/f1',
];
const SYSTEM = ['system/cpu_utilization_percentage', 'system/gpu_0_memory_usage_bytes', 'system/disk_usage_percent'];

function makeRuns(count: number, change: (run: CompareRun, i: number) => CompareRun = (run) => run): CompareRun[] {
  return Array.from({ length: count }, (_, i) => {
    const random = randomFrom(i + 1);
    const startTime = NOW - 86_400_000 * (0.2 + random() * 2);
    const name = `${ADJECTIVES[Math.floor(random() * 10)]}-${NOUNS[Math.floor(random() * 10)]}-${100 + Math.floor(random() * 900)}`;
    const run: CompareRun = {
      runKey: `${i.toString(16).padStart(8, '0')}c0ffee@demo/mlruns`,
      runId: `${i.toString(16).padStart(8, '0')}c0ffee`,
      name,
      experiment: 'resnet-cifar10',
      store: 'demo/mlruns',
      status: 'FINISHED',
      liveness: 'ended',
      startTime,
      endTime: startTime + 3_600_000 * (0.5 + random()),
      colour: i % COLOUR_COUNT,
    };
    return change(run, i);
  });
}

/** Every status and liveness, as a busy afternoon shows them. */
function mixed(run: CompareRun, i: number): CompareRun {
  const { endTime: _, ...open } = run;
  if (i % 7 === 1) return { ...open, status: 'RUNNING', liveness: 'live' };
  if (i % 7 === 3) return { ...run, status: 'FAILED' };
  if (i % 7 === 4) return { ...open, status: 'RUNNING', liveness: 'noSign' };
  if (i % 7 === 5) return { ...run, status: 'KILLED' };
  if (i % 7 === 6) return { ...open, status: 'RUNNING', liveness: 'quiet' };
  return run;
}

const HOSTILE = [
  '<img src=x onerror=alert(1)><script>alert(2)</script>',
  'resnet\u202egnp.exe\u202c after',
  '\u001b[31mred\u001b[0m\u0007\nsecond line\ttab',
  'תוצאה סופית של הניסוי 42',
  `${'very-long-name-'.repeat(6_000)}end`,
  'z\u0310\u0311\u0312\u0313\u0314\u0315a\u0316\u0317\u0318lgo 🏳️‍🌈 𝕌nicode',
  '',
];

function hostileRun(run: CompareRun, i: number): CompareRun {
  const text = HOSTILE[i] ?? run.name;
  return {
    ...run,
    name: text,
    experiment: text,
    problem: i === 2 ? `Cannot read ${HOSTILE[0]}: \u001b[1mcorrupt` : undefined,
  };
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'five',
    about: '5 runs, 9 metrics, 1,600 points',
    runs: makeRuns(5, mixed),
    metrics: [...METRICS, ...SYSTEM],
    points: 1_600,
    params: 14,
  },
  {
    name: 'one',
    about: 'One run, few points',
    runs: makeRuns(1),
    metrics: ['loss', 'accuracy', 'test_acc'],
    points: 12,
    params: 6,
  },
  {
    name: 'twenty',
    about: '20 runs: colours repeat with dashes',
    runs: makeRuns(20, mixed),
    metrics: [...METRICS, ...SYSTEM],
    points: 400,
    params: 24,
  },
  {
    name: 'hundred',
    about: '100 runs × 10,000 steps',
    runs: makeRuns(100, mixed),
    metrics: [...METRICS, ...SYSTEM],
    points: 10_000,
    params: 40,
  },
  {
    name: 'odd',
    about: 'Spikes, NaN, infinities, single points',
    runs: makeRuns(6),
    metrics: ['grad_norm', 'nan_loss', 'best_acc', 'constant_rate'],
    points: 500,
    params: 5,
  },
  {
    name: 'expanded',
    about: 'One chart enlarged and zoomed, log scale',
    runs: makeRuns(8),
    metrics: METRICS,
    points: 10_000,
    params: 8,
    state: {
      version: 1,
      expandedMetric: 'loss',
      logScale: true,
      axis: 'step',
      zoom: { loss: { from: 2_000, to: 4_000 } },
    },
  },
  {
    name: 'time',
    about: 'Wall time, some runs hidden',
    runs: makeRuns(5),
    metrics: METRICS,
    points: 600,
    params: 8,
    state: { version: 1, axis: 'time', hiddenRuns: [makeRuns(2)[1]?.runKey] },
  },
  {
    name: 'relative',
    about: 'Time since start',
    runs: makeRuns(5),
    metrics: METRICS,
    points: 2_000,
    params: 8,
    state: { version: 1, axis: 'relative', hiddenMetrics: ['grad_norm'] },
  },
  {
    name: 'differences',
    about: 'Only the differences',
    runs: makeRuns(5),
    metrics: METRICS.slice(0, 2),
    points: 300,
    params: 30,
    state: { version: 1, onlyDifferences: true, scroll: 260 },
  },
  {
    name: 'wide',
    about: '300 runs × 3,000 params',
    runs: makeRuns(300),
    metrics: ['loss'],
    points: 60,
    params: 3_000,
    state: { version: 1, scroll: 1_200 },
  },
  {
    name: 'live',
    about: 'Values arrive while you look',
    runs: makeRuns(3, (run) => mixed(run, 1)),
    metrics: METRICS.slice(0, 4),
    points: 900,
    params: 8,
    live: true,
  },
  {
    name: 'hostile',
    about: 'Names that want to be markup, terminal codes or right to left',
    runs: makeRuns(7, hostileRun),
    metrics: ['loss', '<b>bold</b>/acc', 'שגיאה', '\u202egnp.loss', 'x'.repeat(300)],
    points: 80,
    params: 6,
  },
  {
    name: 'partial',
    about: 'Some runs can’t be read',
    runs: makeRuns(5, (run, i) =>
      i % 2 === 1
        ? { ...run, problem: 'Cannot read the metrics of this run: the disk says “input/output error”.' }
        : run,
    ),
    metrics: METRICS,
    points: 300,
    params: 8,
    fails: { run: 'Cannot read metrics/loss: input/output error' },
  },
  { name: 'nometrics', about: 'Runs without metrics', runs: makeRuns(2), metrics: [], points: 0, params: 6 },
  { name: 'empty', about: 'Nothing ticked', runs: [], metrics: [], points: 0, params: 0 },
  { name: 'loading', about: 'The store has not answered', runs: [], metrics: [], points: 0, params: 0, loading: true },
  {
    name: 'waiting',
    about: 'Runs are there, values are not',
    runs: makeRuns(4),
    metrics: METRICS,
    points: 10,
    params: 0,
    loading: true,
    hangs: ['series', 'table'],
  },
  {
    name: 'failed',
    about: 'The host can’t answer',
    runs: [],
    metrics: [],
    points: 0,
    params: 0,
    fails: { overview: 'mlflow.db is locked by another process for more than 10 seconds.' },
  },
  {
    name: 'chartsfailed',
    about: 'Values can’t be read',
    runs: makeRuns(3),
    metrics: METRICS.slice(0, 4),
    points: 10,
    params: 4,
    fails: { series: 'mlflow.db is not a database any more: it was replaced while it was open.' },
  },
];
