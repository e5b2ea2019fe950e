import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Latest, messageOf } from '../../../../webview/kit/latest.ts';
import { setTranslations, t } from '../../../../webview/kit/messages.ts';

function harness() {
  const asked: { question: number; resolve: (answer: string) => void; reject: (error: unknown) => void }[] = [];
  const settled: [number, string][] = [];
  const latest = new Latest<number, string>(
    (question) => new Promise((resolve, reject) => asked.push({ question, resolve, reject })),
    (result, question) => settled.push([question, result.ok ? result.answer : `failed: ${result.message}`]),
  );
  return { asked, settled, latest };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test('an answer to an older question is dropped, in whatever order answers come', async () => {
  const { asked, settled, latest } = harness();
  latest.ask(1, 'a');
  latest.ask(2, 'b');
  asked[1]?.resolve('new');
  asked[0]?.resolve('old');
  await settle();
  assert.deepEqual(settled, [[2, 'new']]);
});

test('a question under way is asked once more afterwards, however often it came', async () => {
  const { asked, settled, latest } = harness();
  latest.ask(1, 'a');
  latest.ask(2, 'a');
  latest.ask(3, 'a');
  assert.equal(asked.length, 1);
  asked[0]?.resolve('first');
  await settle();
  assert.deepEqual(
    asked.map((call) => call.question),
    [1, 3],
  );
  asked[1]?.resolve('second');
  await settle();
  assert.deepEqual(settled, [
    [1, 'first'],
    [3, 'second'],
  ]);
  assert.equal(asked.length, 2);
});

test('a failure is told with its message, and the next question is asked', async () => {
  const { asked, settled, latest } = harness();
  latest.ask(1, 'a');
  asked[0]?.reject({ message: 'locked' });
  await settle();
  latest.ask(2, 'a');
  assert.deepEqual(settled, [[1, 'failed: locked']]);
  assert.equal(asked.length, 2);
});

test('a cancelled question is not answered, and can be asked again', async () => {
  const { asked, settled, latest } = harness();
  latest.ask(1, 'a');
  latest.cancel();
  asked[0]?.resolve('late');
  await settle();
  assert.deepEqual(settled, []);
  latest.ask(1, 'a');
  assert.equal(asked.length, 2);
});

test('whatever is thrown has a message or none', () => {
  assert.equal(messageOf(new Error('x')), 'x');
  assert.equal(messageOf('y'), 'y');
  assert.equal(messageOf({}), '');
  assert.equal(messageOf(null), '');
});

test('texts are translated and their places filled', () => {
  assert.equal(t('{0} of {1}', 1, 'two'), '1 of two');
  setTranslations({ 'Runs ({0})': 'Läufe ({0})' });
  assert.equal(t('Runs ({0})', 3), 'Läufe (3)');
  setTranslations({});
  assert.equal(t('{0} and {7}', '{1}'), '{1} and {7}');
});
