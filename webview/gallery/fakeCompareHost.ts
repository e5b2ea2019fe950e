import type {
  CompareCalls,
  CompareOverview,
  CompareRow,
  CompareRun,
  CompareSection,
  CompareSeries,
  CompareSeriesReply,
  CompareSeriesRequest,
  CompareTable,
  CompareTableRequest,
} from '../../src/contracts/compare.ts';
import { formatDuration } from '../../src/core/format/durations.ts';
import { decimate, type Points } from '../../src/core/metrics/decimate.ts';
import { isBetter, metricDirection } from '../../src/core/metrics/direction.ts';
import { curve, shapeOf } from './curves.ts';
import { randomFrom } from './random.ts';
import { NOW, type Scenario } from './scenarios.ts';

/** Answers as the extension host does, from made-up data, with the same thinning of curves. */
export class FakeCompareHost implements CompareCalls {
  /** What the view asked to be copied or done, newest last. */
  readonly log: string[] = [];
  readonly #scenario: Scenario;
  readonly #removed = new Set<string>();
  readonly #curves = new Map<string, Points>();
  #grown = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  /** Training goes on: every curve gets another point. */
  grow(): void {
    this.#grown++;
  }

  async overview(): Promise<CompareOverview> {
    await this.#answer('overview', 40);
    const { metrics, loading } = this.#scenario;
    const runs = this.#runs();
    return {
      source: { type: 'selection' },
      runs,
      metrics: metrics.map((key) => ({ key, runs: runs.filter((run) => this.#has(run, key)).length })),
      loading: loading === true,
    };
  }

  async table(request: CompareTableRequest): Promise<CompareTable> {
    await this.#answer('table', 60);
    const runs = this.#runs();
    const search = (request.search ?? '').toLowerCase();
    const sections = this.#sections(runs).map((section): CompareSection => {
      const rows = section.rows.filter(
        (row) => row.key.toLowerCase().includes(search) && (!request.onlyDifferences || row.differs),
      );
      return { ...section, rows, hidden: section.rows.length - rows.length };
    });
    return { runKeys: runs.map((run) => run.runKey), sections };
  }

  async series(request: CompareSeriesRequest): Promise<CompareSeriesReply> {
    await this.#answer('series', 30);
    const failing = this.#scenario.fails?.['run'];
    const series: CompareSeries[] = [];
    const failed: { runKey: string; message: string }[] = [];
    for (const runKey of request.runKeys) {
      const run = this.#scenario.runs.find((candidate) => candidate.runKey === runKey);
      if (run === undefined || !this.#has(run, request.key)) continue;
      if (failing !== undefined && run.problem !== undefined) failed.push({ runKey, message: failing });
      else series.push(this.#oneSeries(run, request));
    }
    return { series, failed };
  }

  async removeRun(runKey: string): Promise<void> {
    this.#removed.add(runKey);
    this.log.push(`remove ${runKey}`);
  }

  async revealRun(runKey: string): Promise<void> {
    this.log.push(`reveal ${runKey}`);
  }

  async copy(text: string): Promise<void> {
    this.log.push(`copy ${text}`);
  }

  async copyCell({ kind, key, runKey }: { kind: string; key: string; runKey: string }): Promise<void> {
    this.log.push(`copy ${kind} ${key} of ${runKey}`);
  }

  #runs(): readonly CompareRun[] {
    return this.#scenario.runs.filter((run) => !this.#removed.has(run.runKey));
  }

  async #answer(call: string, ms: number): Promise<void> {
    const { hangs, fails } = this.#scenario;
    if (hangs?.includes(call) === true) await new Promise(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, ms));
    const failure = fails?.[call];
    if (failure !== undefined) throw new Error(failure);
  }

  /** A few metrics are missing from a few runs. */
  #has(run: CompareRun, key: string): boolean {
    return !(key.startsWith('val/f1') && Number.parseInt(run.runId, 16) % 3 === 1);
  }

  #points(run: CompareRun, key: string): Points {
    const id = `${run.runKey}/${key}/${this.#grown}`;
    const known = this.#curves.get(id);
    if (known !== undefined) return known;
    const index = this.#scenario.runs.indexOf(run);
    const points = key === 'best_acc' ? 1 : this.#scenario.points + this.#grown * 4;
    const made = curve(shapeOf(key, points), index * 1_000 + key.length * 7 + key.charCodeAt(0), run.startTime ?? NOW);
    this.#curves.set(id, made);
    return made;
  }

  #oneSeries(run: CompareRun, request: CompareSeriesRequest): CompareSeries {
    const points = this.#points(run, request.key);
    const start = run.startTime ?? NOW;
    const relative = request.axis === 'relative';
    const scale = relative ? 1_000 : 1;
    const offset = relative ? start : 0;
    const { range } = request;
    const axis = request.axis === 'step' ? 'step' : 'time';
    const thinned = decimate(points, {
      axis,
      maxPoints: request.maxPoints,
      range: range && { from: range.from * scale + offset, to: range.to * scale + offset },
    });
    const xs = axis === 'step' ? thinned.steps : thinned.timestamps;
    return {
      runKey: run.runKey,
      x: xs.map((value) => (value - offset) / scale),
      y: thinned.values,
      nans: Float64Array.from(
        thinned.nans.flatMap((gap) => (axis === 'step' ? [gap.fromStep, gap.toStep] : [gap.fromTime, gap.toTime])),
        (value) => (value - offset) / scale,
      ),
      total: thinned.total,
    };
  }

  #sections(runs: readonly CompareRun[]): { kind: CompareSection['kind']; rows: readonly CompareRow[] }[] {
    const attribute = (key: string, of: (run: CompareRun) => string | undefined) => row(key, runs.map(of));
    return [
      {
        kind: 'attribute',
        rows: [
          attribute('Run ID', (run) => run.runId),
          attribute('Experiment', (run) => run.experiment),
          attribute('Status', (run) => run.status),
          attribute('Duration', (run) => formatDuration((run.endTime ?? NOW) - (run.startTime ?? NOW))),
          attribute('Source', () => 'train.py'),
        ],
      },
      { kind: 'param', rows: this.#params(runs) },
      { kind: 'metric', rows: this.#scenario.metrics.map((key) => this.#metricRow(key, runs)) },
      {
        kind: 'tag',
        rows: [
          row(
            'mlflow.user',
            runs.map(() => 'ada'),
          ),
          row(
            'stage',
            runs.map((_, i) => (i % 4 === 2 ? 'tuned' : 'baseline')),
          ),
        ],
      },
    ];
  }

  #params(runs: readonly CompareRun[]): CompareRow[] {
    const names = [
      'lr',
      'batch_size',
      'optimizer',
      'weight_decay',
      'dropout',
      'epochs',
      'seed',
      'augment',
      'scheduler',
      'depth',
    ];
    return Array.from({ length: this.#scenario.params }, (_, i) => {
      const key =
        i < names.length
          ? (names[i] ?? '')
          : `model.layer${Math.floor(i / 4)}.${['width', 'act', 'norm', 'init'][i % 4]}`;
      return row(
        key,
        runs.map((run, j) => paramValue(key, i, j, run)),
      );
    });
  }

  #metricRow(key: string, runs: readonly CompareRun[]): CompareRow {
    const values = runs.map((run) => (this.#has(run, key) ? this.#points(run, key).values.at(-1) : undefined));
    const direction = metricDirection(key);
    let best: number | undefined;
    for (const [i, value] of values.entries()) {
      if (direction === undefined || value === undefined) continue;
      if (best === undefined || isBetter(value, values[best] ?? Number.NaN, direction)) best = i;
    }
    const cells = values.map((value) => (value === undefined || Number.isFinite(value) ? value : String(value)));
    return { ...row(key, cells), ...(best === undefined ? {} : { best }) };
  }
}

const USUAL: Readonly<Record<string, readonly string[]>> = {
  lr: ['0.001', '0.0003', '0.01'],
  batch_size: ['128', '256', '64'],
  optimizer: ['adamw', 'sgd', 'adamw'],
  weight_decay: ['0.05', '0.0005', '0.01'],
  dropout: ['0.1', '0', '0.3'],
  epochs: ['90'],
  augment: ['randaugment', 'none'],
  scheduler: ['cosine', 'step'],
  depth: ['50', '18', '101'],
  width: ['64', '96'],
  act: ['relu', 'gelu'],
  norm: ['batch', 'group'],
  init: ['kaiming_normal'],
};

/** Most runs have the usual value; every few one tried another, or didn't log it. */
function paramValue(key: string, i: number, j: number, run: CompareRun): string | undefined {
  const random = randomFrom(i * 977 + j * 31)();
  if (i % 11 === 7 && j % 3 === 0) return undefined;
  if (key === 'seed') return run.name.length > 60 ? `${run.name.slice(0, 500)}…` : String(Math.floor(random * 10_000));
  const values = USUAL[key.slice(key.lastIndexOf('.') + 1)] ?? ['1'];
  return values[random < 0.72 ? 0 : Math.floor(random * 97) % values.length];
}

function row(key: string, cells: CompareRow['cells']): CompareRow {
  return { key, cells, differs: cells.some((cell) => cell !== cells[0]) };
}
