import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompareSeriesReply, CompareSeriesRequest } from '../../../../src/contracts/compare.ts';
import { ChartFeed, type FeedQuery } from '../../../../webview/compare/chartFeed.ts';

const QUERY: FeedQuery = { key: 'loss', axis: 'step', runKeys: ['a', 'b'], maxPoints: 250 };

function reply(xs: readonly number[], total = xs.length, runKeys = ['a', 'b']): CompareSeriesReply {
  const x = Float64Array.from(xs);
  return { series: runKeys.map((runKey) => ({ runKey, x, y: x, nans: new Float64Array(), total })), failed: [] };
}

function harness() {
  const asked: {
    request: CompareSeriesRequest;
    resolve: (reply: CompareSeriesReply) => void;
    reject: (error: unknown) => void;
  }[] = [];
  const feed = new ChartFeed((request) => new Promise((resolve, reject) => asked.push({ request, resolve, reject })));
  const answer = async (i: number, answered: CompareSeriesReply) => {
    asked[i]?.resolve(answered);
    await settle();
  };
  return { feed, asked, answer };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test('hiding runs asks nothing, showing new ones or another axis does', async () => {
  const { feed, asked, answer } = harness();
  feed.setQuery(QUERY);
  await answer(0, reply([0, 1]));
  feed.setQuery({ ...QUERY, runKeys: ['a'] });
  assert.equal(asked.length, 1);
  feed.setQuery({ ...QUERY, runKeys: ['a', 'c'] });
  assert.equal(asked.length, 2);
  assert.equal(feed.lines.value.length, 2);
  feed.setQuery({ ...QUERY, axis: 'time' });
  assert.equal(asked.length, 3);
  assert.equal(feed.lines.value.length, 0);
});

test('a zoomed stretch is asked for by itself and laid into the whole', async () => {
  const { feed, asked, answer } = harness();
  feed.setQuery(QUERY);
  await answer(0, reply([0, 10, 20, 30], 3_000));
  feed.setRange({ from: 10, to: 20 });
  assert.deepEqual(asked[1]?.request.range, { from: 10, to: 20 });
  await answer(1, reply([10, 15, 20], 300));
  assert.deepEqual([...(feed.lines.value[0]?.x ?? [])], [0, 10, 15, 20, 30]);
  assert.deepEqual(feed.count(feed.lines.value, { from: 10, to: 20 }), { shown: 6, total: 600 });
  assert.deepEqual(feed.count(feed.lines.value, undefined), { shown: 8, total: 6_000 });
  feed.setRange(undefined);
  assert.deepEqual([...(feed.lines.value[0]?.x ?? [])], [0, 10, 20, 30]);
});

test('the answer to a stretch that was left is dropped', async () => {
  const { feed, answer } = harness();
  feed.setQuery(QUERY);
  await answer(0, reply([0, 10, 20, 30]));
  feed.setRange({ from: 0, to: 10 });
  feed.setRange({ from: 20, to: 30 });
  await answer(2, reply([20, 25, 30]));
  await answer(1, reply([0, 5, 10]));
  assert.deepEqual([...(feed.lines.value[0]?.x ?? [])], [0, 10, 20, 25, 30]);
});

test('new values are asked for in both, and the curves stay meanwhile', async () => {
  const { feed, asked, answer } = harness();
  feed.setQuery(QUERY);
  await answer(0, reply([0, 10]));
  feed.setRange({ from: 0, to: 5 });
  await answer(1, reply([0, 5]));
  feed.refresh();
  assert.equal(asked.length, 4);
  assert.equal(feed.lines.value.length, 2);
});

test('a failure keeps the curves and says why', async () => {
  const { feed, asked, answer } = harness();
  feed.setQuery(QUERY);
  await answer(0, reply([0, 10]));
  feed.refresh();
  asked[1]?.reject({ message: 'locked' });
  await settle();
  assert.equal(feed.error.value, 'locked');
  assert.equal(feed.lines.value.length, 2);
});

test('curves that came whole are not called thinned, whatever NaN stretches they have', async () => {
  const { feed, answer } = harness();
  feed.setQuery(QUERY);
  await answer(0, reply([0, 1, 2], 200));
  assert.deepEqual(feed.count(feed.lines.value, undefined), { shown: 400, total: 400 });
});
