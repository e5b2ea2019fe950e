import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openTrackingStore } from '../../../src/adapters/tracking.ts';

const META = "artifact_location: x\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n";

/** A folder of this name in a new place, with a file store of one experiment at `inner` below it. */
function fileStore(t: TestContext, name: string, inner = ''): string {
  const place = mkdtempSync(join(tmpdir(), 'tandem-local-'));
  t.after(() => rmSync(place, { recursive: true, force: true }));
  const folder = join(place, name);
  mkdirSync(join(folder, inner, '0'), { recursive: true });
  writeFileSync(join(folder, inner, '0', 'meta.yaml'), META);
  return folder;
}

async function experiments(location: string): Promise<string[]> {
  const store = await openTrackingStore(location);
  try {
    return (await store.searchExperiments({})).items.map(({ name }) => name);
  } finally {
    store.dispose();
  }
}

test('a project folder stands for the mlruns in it', async (t) => {
  assert.deepEqual(await experiments(fileStore(t, 'project', 'mlruns')), ['Default']);
});

test('a folder is a file store, whatever it is called and however it is written', async (t) => {
  const folder = fileStore(t, 'runs.db');
  assert.deepEqual(await experiments(folder), ['Default']);
  assert.deepEqual(await experiments(pathToFileURL(folder).href), ['Default']);
});

test('a folder that a sqlite: URI names is refused in words', async (t) => {
  await assert.rejects(experiments(`sqlite:///${fileStore(t, 'runs.db')}`), { code: 'unreadable' });
});

test('a server is not contacted', async () => {
  await assert.rejects(experiments('http://127.0.0.1:9'), { code: 'unsupported' });
});
