import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_LIVENESS, lastValueTime, liveness, livenessLimits } from '../../../../src/core/tracking/liveness.ts';

const limits = { quietAfter: 100, noSignAfter: 1000 };
const now = 10_000;
const running = (startTime: number) => ({ status: 'RUNNING' as const, startTime });

describe('liveness', () => {
  it('of a run that ended is that it ended, however fresh', () => {
    assert.deepEqual(liveness({ status: 'FINISHED', startTime: now }, now, now, limits), { state: 'ended' });
  });
  it('counts the start as a sign of life', () => {
    assert.deepEqual(liveness(running(now - 50), undefined, now, limits), { state: 'live' });
  });
  it('counts from the newest value once there is one', () => {
    assert.deepEqual(liveness(running(1), now - 99, now, limits), { state: 'live' });
    assert.deepEqual(liveness(running(1), now - 100, now, limits), { state: 'quiet', since: now - 100 });
  });
  it('says since when there is no sign of a killed run', () => {
    assert.deepEqual(liveness(running(5), 20, now, limits), { state: 'noSign', since: 20 });
  });
  it('takes the newest of all metrics', () => {
    const metrics = new Map([
      ['a', { value: 1, step: 9, timestamp: 5 }],
      ['b', { value: 1, step: 1, timestamp: 7 }],
    ]);
    assert.equal(lastValueTime({ metrics }), 7);
    assert.equal(lastValueTime({ metrics: new Map() }), undefined);
  });
  it('has limits in order, however short the user waits for a sign', () => {
    assert.deepEqual(livenessLimits(60_000), { quietAfter: 60_000, noSignAfter: 60_000 });
    assert.deepEqual(livenessLimits(DEFAULT_LIVENESS.noSignAfter), DEFAULT_LIVENESS);
  });
});
