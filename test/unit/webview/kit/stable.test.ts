import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effect, signal } from '@preact/signals';
import { sameEntries, sameFields, sameItems, stable } from '../../../../webview/kit/stable.ts';

test('what depends on a stable value runs only when it says something else', () => {
  const source = signal([1, 2, 3]);
  const even = stable(() => source.value.filter((value) => value % 2 === 0), sameItems);
  const seen: (readonly number[])[] = [];
  effect(() => {
    seen.push(even.value);
  });
  source.value = [2, 5];
  source.value = [4];
  assert.deepEqual(seen, [[2], [4]]);
});

test('objects and maps are compared by what they hold', () => {
  assert.ok(sameFields({ a: 1, b: 'x' }, { a: 1, b: 'x' }));
  assert.ok(!sameFields<object>({ a: 1 }, { a: 1, b: 2 }));
  assert.ok(!sameFields({ a: 1 }, { a: 2 }));
  const map = (colour: number) => new Map([['r', { colour }]]);
  assert.ok(sameEntries(map(1), map(1), sameFields));
  assert.ok(!sameEntries(map(1), map(2), sameFields));
  assert.ok(!sameEntries(map(1), new Map(), sameFields));
});
