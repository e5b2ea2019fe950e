import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { codeSpan, escapeMarkdown } from '../../../../src/features/experiments/collect/markdown.ts';
import {
  experimentTooltip,
  metricTooltip,
  runTooltip,
  valueTooltip,
} from '../../../../src/features/experiments/collect/tooltips.ts';
import { makeRun } from '../../../fakes/memoryStore.ts';
import { anything } from './anything.ts';
import { words } from './words.ts';

const HOSTILE = [
  '[click](command:workbench.action.terminal.new)',
  '![](https://example.com/pixel.png)',
  '<img src=x onerror=alert(1)>',
  '$(sync~spin) https://example.com www.example.com a@example.com',
  '`` ` ``` code',
  '| a | b |\n|---|---|\n# heading\n- item\n1. item\n> quote\n---\n~~x~~ **b** _i_ &amp; &#60;',
];

/** What is left when every escaped character is taken away: only that can act. */
const acting = (markdown: string) => markdown.replace(/\\[!-/:-@[-`{-~]/g, '');

describe('a text of a user in Markdown', () => {
  it('has no character that acts', () => {
    for (const text of HOSTILE) assert.doesNotMatch(acting(escapeMarkdown(text, 1000)), /[!-/:-@[-`{-~]/);
    fc.assert(
      fc.property(fc.string({ unit: anything }), (text) => !/[!-/:-@[-`{-~\n\r]/.test(acting(escapeMarkdown(text)))),
    );
  });

  it('can not leave a code span', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\n', '<') }), (text) => {
        const span = codeSpan(text);
        if (!span.startsWith('`')) return !/[`<]/.test(acting(span));
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(fence.length, -fence.length);
        return span.endsWith(fence) && ![...inside.matchAll(/`+/g)].some(([ticks]) => ticks.length >= fence.length);
      }),
    );
  });

  it('is cut where it is long', () => {
    assert.ok(codeSpan('x'.repeat(100_000), 120).length < 130);
    assert.ok(escapeMarkdown('*'.repeat(100_000), 120).length <= 240);
  });
});

describe('tooltips', () => {
  const hostile = HOSTILE.join(' ');
  const limits = { quietAfter: 1, noSignAfter: 2 };
  const tooltips = [
    runTooltip(
      makeRun({
        runId: 'x',
        runName: hostile,
        metrics: { [hostile]: 1 },
        params: { [hostile]: hostile },
        tags: { 'mlflow.note.content': hostile, 'mlflow.source.name': hostile, 'mlflow.source.git.commit': hostile },
      }),
      5,
      limits,
      words,
    ),
    experimentTooltip(
      {
        experimentId: '1',
        name: hostile,
        artifactLocation: hostile,
        lifecycleStage: 'active',
        tags: new Map([
          ['mlflow.note.content', hostile],
          [hostile, hostile],
        ]),
      },
      words,
    ),
    metricTooltip(hostile, { value: 1, step: 1, timestamp: 1 }, undefined, words),
    valueTooltip(hostile, hostile),
  ];

  it('hold no link, picture or element of what a store says', () => {
    for (const tooltip of tooltips) {
      const outside = acting(tooltip).replace(/(`+) .*? \1(?!`)/g, '');
      assert.doesNotMatch(outside, /[[\]<>!]|:\/\/|www\./, tooltip);
    }
  });

  it('of a run name what one wants to know first', () => {
    const tooltip = runTooltip(
      makeRun({
        runId: 'abc',
        runName: 'night',
        startTime: 0,
        endTime: 65_000,
        metrics: { 'system/cpu': 3, acc: 0.5 },
        params: { lr: '0.1' },
      }),
      100_000,
      limits,
      words,
    );
    for (const part of ['**night**', '**Status** finished', '**Duration** 1m 05s', '` abc `', 'lr: ` 0.1 `'])
      assert.ok(tooltip.includes(part), part);
    assert.ok(tooltip.indexOf('acc') < tooltip.indexOf('system'), 'the training before the machine');
  });
});
