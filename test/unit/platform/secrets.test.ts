import assert from 'node:assert/strict';
import { it } from 'node:test';
import type * as vscode from 'vscode';
import { Secrets } from '../../../src/platform/secrets.ts';

it('secrets are kept by origin, and only their origins are listed', async () => {
  const kept = new Map([['something else', 'x']]);
  const storage: vscode.SecretStorage = {
    keys: async () => [...kept.keys()],
    get: async (key) => kept.get(key),
    store: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
    onDidChange: () => ({ dispose() {} }),
  };
  const secrets = new Secrets(storage);
  await secrets.store('https://b.example', 'hunter2');
  await secrets.store('https://a.example:8080', 'hunter3');
  assert.deepEqual(await secrets.origins(), ['https://a.example:8080', 'https://b.example']);
  assert.equal(await secrets.get('https://b.example'), 'hunter2');
  await secrets.delete('https://b.example');
  assert.equal(await secrets.get('https://b.example'), undefined);
  assert.equal(kept.get('something else'), 'x');
});
