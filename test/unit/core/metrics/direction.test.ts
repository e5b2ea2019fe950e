import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBetter, metricDirection } from '../../../../src/core/metrics/direction.ts';

describe('metricDirection', () => {
  for (const key of [
    'loss',
    'val_loss',
    'train/loss',
    'logLoss',
    'RMSE',
    'mean_squared_error',
    'eval.perplexity',
    'test-mae',
    'fid',
  ]) {
    it(`wants ${key} low`, () => assert.equal(metricDirection(key), 'lower'));
  }
  for (const key of [
    'accuracy',
    'val_acc',
    'roc_auc',
    'f1',
    'f1_score',
    'top5-acc',
    'R2',
    'mAP',
    'rougeL',
    'valAccuracy',
    'mean_iou',
  ]) {
    it(`wants ${key} high`, () => assert.equal(metricDirection(key), 'higher'));
  }
  for (const key of [
    'epoch',
    'lr',
    'learning_rate',
    'lossy',
    'system/cpu_utilization_percentage',
    'accelerator_count',
    '',
  ]) {
    it(`doesn't guess about “${key}”`, () => assert.equal(metricDirection(key), undefined));
  }
});

describe('isBetter', () => {
  it('never prefers NaN', () => {
    assert.equal(isBetter(Number.NaN, 1, 'higher'), false);
    assert.equal(isBetter(1, Number.NaN, 'lower'), true);
  });
  it('follows the direction', () => {
    assert.equal(isBetter(2, 1, 'higher'), true);
    assert.equal(isBetter(2, 1, 'lower'), false);
    assert.equal(isBetter(1, 1, 'higher'), false);
  });
});
