import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../../../src/base/errors.ts';
import { parseLocation } from '../../../../src/core/tracking/location.ts';

describe('parseLocation', () => {
  const cases: readonly [string, ReturnType<typeof parseLocation>][] = [
    ['/data/mlruns', { kind: 'path', path: '/data/mlruns' }],
    ['./mlruns', { kind: 'path', path: './mlruns' }],
    ['C:\\data\\mlruns', { kind: 'path', path: 'C:\\data\\mlruns' }],
    ['file:///data/my%20runs', { kind: 'path', path: '/data/my runs' }],
    ['file:/data/mlruns', { kind: 'path', path: '/data/mlruns' }],
    ['file://localhost/data', { kind: 'path', path: '/data' }],
    ['file:///C:/data/mlruns', { kind: 'path', path: 'C:/data/mlruns' }],
    ['file:mlruns', { kind: 'path', path: 'mlruns' }],
    ['/data/mlflow.db', { kind: 'sqlite', path: '/data/mlflow.db' }],
    ['sqlite:///mlflow.db', { kind: 'sqlite', path: 'mlflow.db' }],
    ['sqlite:////abs/mlflow.db', { kind: 'sqlite', path: '/abs/mlflow.db' }],
    ['sqlite:///C:/x.db?timeout=5', { kind: 'sqlite', path: 'C:/x.db' }],
    ['https://mlflow.example', { kind: 'http', url: 'https://mlflow.example' }],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${text}`, () => assert.deepEqual(parseLocation(text), expected));
  }

  for (const text of [
    'file://evil.example/share',
    '\\\\evil\\share',
    '//evil/share',
    'sqlite://///evil/share.db',
    'file:////evil/share',
    '/\\evil\\share',
    '\\/evil/share',
    '\\\\?\\UNC\\evil\\share',
    'sqlite:////\\evil\\share.db',
    'file:/%5Cevil/share',
  ]) {
    it(`refuses ${text}, which would send a login to a host`, () => {
      assert.throws(() => parseLocation(text), refusal(/Network shares/));
    });
  }

  it('says how to reach a database', () => {
    assert.throws(
      () => parseLocation('postgresql://me:hunter2@db/mlflow'),
      (error: AppError) => error.code === 'unsupported' && /mlflow server/.test(error.hint ?? ''),
    );
  });

  for (const text of [
    'postgresql://me:hunter2@db/mlflow',
    'oracle://me:hunter2@db/mlflow',
    's3://hunter2@bucket',
    'xy:hunter2',
    'sqlite://me:hunter2@db',
  ]) {
    it(`repeats no password of ${text}`, () => {
      assert.throws(
        () => parseLocation(text),
        (error: AppError) => error.code === 'unsupported' && !/hunter2/.test(`${error.message} ${error.hint}`),
      );
    });
  }

  for (const text of [
    'databricks',
    'databricks://profile',
    'uc:x',
    'azureml://x',
    's3://bucket',
    'sqlite://',
    'sqlite:///:memory:',
  ]) {
    it(`says that it doesn't open ${text}`, () => assert.throws(() => parseLocation(text), refusal(/./)));
  }

  it('throws nothing but an AppError, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseLocation(text);
        } catch (error) {
          assert.ok(error instanceof AppError);
        }
      }),
    );
  });
});

function refusal(message: RegExp) {
  return (error: unknown) => error instanceof AppError && error.code === 'unsupported' && message.test(error.message);
}
