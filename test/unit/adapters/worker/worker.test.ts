import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { openTrackingStore } from '../../../../src/adapters/tracking.ts';
import { findStoresInWorker } from '../../../../src/adapters/worker/client.ts';
import { ItemQueue } from '../../../../src/adapters/worker/itemQueue.ts';
import { transferables } from '../../../../src/adapters/worker/transfer.ts';
import { isAbort } from '../../../../src/base/cancellation.ts';
import { AppError } from '../../../../src/base/errors.ts';
import type { StoreChange, TrackingStore } from '../../../../src/core/tracking/store.ts';

const worker = new URL('../../../../src/adapters/worker/main.ts', import.meta.url);
const recorded = new URL('../../../fixtures/sqlite/mlflow-3.17.2.sql', import.meta.url);

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a store in a worker', () => {
  let folder = '';
  let path = '';
  let direct: TrackingStore;
  let remote: TrackingStore;
  let experimentIds: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-worker-'));
    path = join(folder, 'mlflow.db');
    // The dump creates its tables in alphabetical order.
    const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
    db.exec(readFileSync(recorded, 'utf8'));
    db.close();
    direct = await openTrackingStore(path);
    remote = await openTrackingStore(path, { worker });
    experimentIds = (await direct.searchExperiments({ view: 'all' })).items.map(({ experimentId }) => experimentId);
  });
  after(() => {
    direct.dispose();
    remote.dispose();
    rmSync(folder, { recursive: true });
  });

  it('answers every call as it does in the calling thread', async () => {
    assert.deepEqual([remote.kind, remote.capabilities], [direct.kind, direct.capabilities]);
    assert.deepEqual(await remote.searchExperiments({}), await direct.searchExperiments({}));
    const page = await direct.searchRuns({ experimentIds });
    assert.ok(page.items.length > 0);
    assert.deepEqual(await remote.searchRuns({ experimentIds }), page);
    assert.deepEqual(
      await gather(remote.scanRuns({ experimentIds })),
      await gather(direct.scanRuns({ experimentIds })),
    );
    const run = page.items.find(({ metrics }) => metrics.size > 0);
    assert.ok(run);
    assert.deepEqual(await remote.getRun(run.runId), run);
    const request = { runIds: [run.runId], key: [...run.metrics.keys()][0] ?? '' };
    assert.deepEqual(await gather(remote.metricHistory(request)), await gather(direct.metricHistory(request)));
    assert.deepEqual(await remote.listArtifacts(run.runId), await direct.listArtifacts(run.runId));
  });

  it('fails with the same error, place in the filter included', async () => {
    const query = { experimentIds, filter: "params.lr == 'x' OR" };
    const errors = await Promise.all(
      [direct, remote].map((store) =>
        store.searchRuns(query).then(
          () => assert.fail(),
          (error: AppError) => error,
        ),
      ),
    );
    const [there, here] = errors.map(({ code, message, hint, at }) => ({ code, message, hint, at }));
    assert.deepEqual(here, there);
    assert.equal(here?.code, 'invalidFilter');
    await assert.rejects(remote.getRun('0'.repeat(32)), { code: 'notFound' });
  });

  it('does not open what is not there', async () => {
    await assert.rejects(openTrackingStore(join(folder, 'none'), { worker }), { code: 'notFound' });
  });

  it('ends a call at once that is cancelled', async () => {
    await assert.rejects(remote.searchRuns({ experimentIds }, AbortSignal.abort()), isAbort);
    const abort = new AbortController();
    const running = gather(remote.scanRuns({ experimentIds }, abort.signal));
    abort.abort();
    await assert.rejects(running, isAbort);
    assert.ok((await remote.searchRuns({ experimentIds })).items.length > 0);
  });

  it('can be left in the middle of an iteration, and goes on answering', async () => {
    for await (const batch of remote.scanRuns({ experimentIds })) {
      assert.ok(batch.length > 0);
      break;
    }
    assert.ok((await remote.searchExperiments({})).items.length > 0);
  });

  it('tells of changes until the watch is disposed', async () => {
    const changes: StoreChange[] = [];
    const changed = new Promise<void>((resolve) => {
      const watch = remote.watch({ experimentIds }, (change) => {
        changes.push(change);
        watch.dispose();
        resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const db = new DatabaseSync(path);
    db.exec(
      `UPDATE runs SET status = 'KILLED' WHERE run_uuid = (SELECT run_uuid FROM runs WHERE lifecycle_stage = 'active' LIMIT 1)`,
    );
    db.close();
    await changed;
    assert.notEqual(changes[0]?.kind, 'lost');
  });

  it('finds stores, a database by its content', async () => {
    writeFileSync(join(folder, 'other.txt'), 'x');
    const found = await findStoresInWorker(worker, folder, { maxDepth: 3 });
    assert.deepEqual(
      found.map(({ kind, relativePath }) => [kind, relativePath]),
      [['sqlite', 'mlflow.db']],
    );
  });

  it('refuses calls after it was closed', async () => {
    const closed = await openTrackingStore(path, { worker });
    const lost: StoreChange[] = [];
    closed.watch({}, (change) => lost.push(change));
    closed.dispose();
    await assert.rejects(closed.searchExperiments({}), /closed/);
    assert.deepEqual(lost, []);
  });
});

describe('a store that is closed', () => {
  it('leaves no temporary copy behind', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-worker-'));
    const temporary = mkdtempSync(join(tmpdir(), 'tandem-copies-'));
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = temporary;
    t.after(() => {
      if (usual === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = usual;
      for (const made of [folder, temporary]) rmSync(made, { recursive: true });
    });
    const path = join(folder, 'mlflow.db');
    databaseOfAKilledWriter(path);
    const store = await openTrackingStore(path, { worker });
    assert.equal((await store.describe()).facts['read from a copy'], true);
    assert.equal(readdirSync(temporary).length, 1);
    store.dispose();
    await until(() => readdirSync(temporary).length === 0);
  });
});

/** Restores the recorded database, and lets a writer die in the middle of a transaction. */
function databaseOfAKilledWriter(path: string): void {
  const script = `
    const { DatabaseSync } = await import('node:sqlite');
    const { readFileSync } = await import('node:fs');
    const db = new DatabaseSync(${JSON.stringify(path)}, { enableForeignKeyConstraints: false });
    db.exec(readFileSync(${JSON.stringify(recorded.pathname)}, 'utf8'));
    db.exec("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; UPDATE runs SET name = 'half written'");
    db.exec("INSERT INTO tags (key, value, run_uuid) SELECT 'k' || value, hex(zeroblob(2000)), run_uuid FROM runs, json_each('[1,2,3,4,5,6,7,8]')");
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script]);
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!holds()) {
    assert.ok(Date.now() < end, 'it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a worker that dies', () => {
  const dying = new URL(
    `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ type, call }) => {
      if (type === 'open') parentPort.postMessage({ type: 'result', call, value: { kind: 'sqlite', capabilities: {} } });
      else if (type !== 'watch') process.exit(3);
    });
  `)}`,
  );

  it('fails the calls under way and those after, and tells who watches', async () => {
    const store = await openTrackingStore('any', { worker: dying });
    const changes: StoreChange[] = [];
    store.watch({}, (change) => changes.push(change));
    await assert.rejects(
      store.searchExperiments({}),
      (error: unknown) => error instanceof AppError && /exit code 3/.test(error.message),
    );
    await assert.rejects(store.refresh());
    await assert.rejects(gather(store.scanRuns({ experimentIds: ['0'] })));
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ['lost'],
    );
    // Who comes later must know, too.
    store.watch({}, (change) => changes.push(change));
    await until(() => changes.length === 2);
    assert.equal(changes[1]?.kind, 'lost');
  });
});

describe('ItemQueue', () => {
  it('hands out what came before a failure, then fails', async () => {
    const queue = new ItemQueue<number>();
    queue.push(1);
    queue.fail(new Error('then this'));
    assert.deepEqual(await queue.next(), { value: 1 });
    await assert.rejects(queue.next(), /then this/);
  });
});

describe('transferables', () => {
  it('moves whole buffers, and copies views into larger ones', () => {
    const whole = new Float64Array(4);
    const part = new Uint8Array(new ArrayBuffer(64), 8, 8);
    assert.deepEqual(transferables({ a: whole, b: { c: part }, d: ['text'], e: null }), [whole.buffer]);
  });
  it('names a shared buffer once', () => {
    const buffer = new ArrayBuffer(8);
    assert.equal(transferables({ a: new Uint8Array(buffer), b: new Float64Array(buffer) }).length, 1);
  });
});
