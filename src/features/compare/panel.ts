import * as vscode from 'vscode';
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposables.ts';
import { AppError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { Debouncer } from '../../base/scheduling.ts';
import { lastGood } from '../../base/snapshot.ts';
import type {
  CompareCalls,
  CompareCell,
  CompareNotes,
  CompareOverview,
  CompareSeriesReply,
  CompareSeriesRequest,
  CompareSource,
  CompareTable,
  CompareTableRequest,
} from '../../contracts/compare.ts';
import {
  durationOf,
  type LivenessLimits,
  lastValueTime,
  liveness,
  livenessLimits,
} from '../../core/tracking/liveness.ts';
import { run } from '../../platform/commands.ts';
import { settings } from '../../platform/settings.ts';
import { serve } from '../../platform/webviews/rpc.ts';
import { compareGuards } from './guards.ts';
import { collectOverview, type ShownRun } from './overview.ts';
import { readSeries } from './readSeries.ts';
import { RunSet, type RunSetDeps } from './runSet.ts';
import { type ComparedRun, cellText, collectTable } from './table.ts';

/** Changes within this many ms reach the view as one note. */
const GATHER = 50;

export interface ComparePanelDeps extends RunSetDeps {
  readonly log: Logger;
}

/** One compare panel: answers its view's questions about a set of runs, and tells it to ask again. */
export class ComparePanel implements Disposable, CompareCalls {
  readonly #panel: vscode.WebviewPanel;
  readonly #deps: ComparePanelDeps;
  readonly #runs: RunSet;
  readonly #lifetime = new DisposableStore();
  readonly #closed = new AbortController();
  readonly #notes: CompareNotes;
  readonly #noteRuns: Debouncer;
  readonly #noteMetrics: Debouncer;
  #changedKeys: Set<string> | 'all' = new Set();

  constructor(panel: vscode.WebviewPanel, source: CompareSource, deps: ComparePanelDeps) {
    this.#panel = panel;
    this.#deps = deps;
    this.#lifetime.add(toDisposable(() => this.#closed.abort()));
    this.#runs = this.#lifetime.add(new RunSet(source, deps));
    const served = this.#lifetime.add(serve<CompareCalls, CompareNotes>(panel.webview, this, compareGuards, deps.log));
    this.#notes = served.notes;
    this.#noteRuns = this.#lifetime.add(new Debouncer(() => this.#notes.runsChanged(), GATHER));
    this.#noteMetrics = this.#lifetime.add(new Debouncer(() => this.#sendMetrics(), GATHER));
    this.#lifetime.add(this.#runs.onDidChange(({ keys }) => this.#changed(keys)));
    this.#entitle();
  }

  get source(): CompareSource {
    return this.#runs.source;
  }

  async overview(): Promise<CompareOverview> {
    return collectOverview(this.#runs.source, this.#runs.shown, Date.now(), limits());
  }

  async table(request: CompareTableRequest): Promise<CompareTable> {
    return collectTable(this.#runs.shown.map(toCompared), request);
  }

  async series(request: CompareSeriesRequest): Promise<CompareSeriesReply> {
    const { connections, log } = this.#deps;
    const storeOf = async (storeId: string) => {
      const store = await connections.get(storeId)?.store();
      if (store !== undefined) return store;
      throw new AppError({ code: 'notFound', message: vscode.l10n.t('Its store is not there any more.') });
    };
    return readSeries(this.#runs.shown, request, { storeOf, log, signal: this.#closed.signal });
  }

  async removeRun(runKey: string): Promise<void> {
    this.#runs.remove(runKey);
  }

  async revealRun(runKey: string): Promise<void> {
    const shown = this.#runs.get(runKey);
    if (shown !== undefined) await run('tandem.revealRun', { ref: shown.ref });
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }

  async copyCell({ kind, key, runKey }: CompareCell): Promise<void> {
    const shown = this.#runs.get(runKey);
    const text = shown === undefined ? undefined : cellText(kind, key, toCompared(shown));
    if (text !== undefined) await vscode.env.clipboard.writeText(text);
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  #changed(keys: readonly string[] | undefined): void {
    if (keys === undefined) this.#changedKeys = 'all';
    else if (this.#changedKeys !== 'all') for (const key of keys) this.#changedKeys.add(key);
    // Last values stand in the table, and a first value makes a new metric: a view of runs changes with both.
    this.#noteRuns.schedule();
    this.#noteMetrics.schedule();
    this.#entitle();
  }

  #sendMetrics(): void {
    const keys = this.#changedKeys;
    this.#changedKeys = new Set();
    if (keys === 'all') this.#notes.metricsChanged();
    else this.#notes.metricsChanged([...keys]);
  }

  #entitle(): void {
    const shown = this.#runs.shown;
    const only = shown.length === 1 ? lastGood(shown[0]?.snapshot ?? { state: 'idle' }) : undefined;
    this.#panel.title =
      only !== undefined && this.#runs.source.type === 'fixed'
        ? only.runName || only.runId.slice(0, 8)
        : shown.length === 1
          ? vscode.l10n.t('Compare 1 run')
          : vscode.l10n.t('Compare {0} runs', shown.length);
  }
}

function toCompared(shown: ShownRun): ComparedRun {
  const { runKey, experiment, store, snapshot } = shown;
  const run = lastGood(snapshot);
  const base = { runKey, run, experiment, store };
  if (run === undefined) return base;
  const now = Date.now();
  const { state } = liveness(run, lastValueTime(run), now, limits());
  return { ...base, duration: durationOf(run, state === 'live' || state === 'quiet', now) };
}

function limits(): LivenessLimits {
  return livenessLimits(settings.noSignAfter());
}
