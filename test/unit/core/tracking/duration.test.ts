import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { durationOf } from '../../../../src/core/tracking/liveness.ts';

describe('durationOf', () => {
  it('is what an ended run took', () => assert.equal(durationOf({ startTime: 10, endTime: 30 }, false, 99), 20));
  it('is what a running one takes so far', () => assert.equal(durationOf({ startTime: 10 }, true, 99), 89));
  it('is unknown for one without a sign of life, or whose clock went back', () => {
    assert.equal(durationOf({ startTime: 10 }, false, 99), undefined);
    assert.equal(durationOf({ startTime: 10, endTime: 5 }, false, 99), undefined);
    assert.equal(durationOf({}, true, 99), undefined);
  });
});
