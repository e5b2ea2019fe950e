import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redact } from '../../../src/base/logger.ts';

describe('redact', () => {
  const secrets: readonly string[] = [
    'https://me:hunter2@host/x',
    'postgresql://u:hunter2@db:5432/mlflow',
    'Authorization: Bearer hunter2hunter2',
    'authorization=Basic aHVudGVyMg==hunter2',
    'MLFLOW_TRACKING_PASSWORD=hunter2',
    '"token": "hunter2"',
    "api_key='hunter2'",
    'aws_secret_access_key = hunter2',
    'https://h/x?sig=hunter2&a=1',
    'used bearer hunter2hunter2 to sign in',
    'https://me:p@hunter2@host/x',
  ];
  for (const text of secrets) it(`takes the secret out of ${text}`, () => assert.doesNotMatch(redact(text), /hunter2/));

  it('takes no word for a secret that only holds the letters of one', () => {
    const text = '"noSignOfLifeAfterMinutes": 30, design=2, sigma=0.5';
    assert.equal(redact(text), text);
  });

  it('leaves the rest as it is', () => {
    const text = '/home/me/mlruns/0/meta.yaml: metrics.loss = 0.5, run token_count metric';
    assert.equal(redact(text), text);
    assert.equal(redact('https://u:p@host/x?a=1'), 'https://[redacted]@host/x?a=1');
  });

  for (const unit of ['a', 'token', 'sig.', 'token ', 'http://', 'bearer ', `"token": '`]) {
    it(`reads 100,000 characters of ${JSON.stringify(unit)} at once`, () => {
      const start = performance.now();
      redact(unit.repeat(100_000 / unit.length));
      const took = performance.now() - start;
      assert.ok(took < 1000, `${took} ms`);
    });
  }
});
