import type { CompareCalls, CompareSource } from '../../contracts/compare.ts';
import type { Guards } from '../../platform/webviews/rpc.ts';

const KINDS = new Set<unknown>(['attribute', 'param', 'metric', 'tag']);
const AXES = new Set<unknown>(['step', 'time', 'relative']);
const MOST_RUNS = 10_000;
const MOST_POINTS = 100_000;
const LONGEST_TEXT = 1_000_000;

/** Which arguments the host takes of a view. */
export const compareGuards: Guards<CompareCalls> = {
  overview: (args) => args.length === 0,
  table: ([request, ...rest]) =>
    rest.length === 0 &&
    isObject(request) &&
    typeof request['onlyDifferences'] === 'boolean' &&
    (request['search'] == null || isText(request['search'])),
  series: ([request, ...rest]) =>
    rest.length === 0 &&
    isObject(request) &&
    isText(request['key']) &&
    isTexts(request['runKeys']) &&
    AXES.has(request['axis']) &&
    (request['range'] == null || isRange(request['range'])) &&
    isCount(request['maxPoints']),
  removeRun: ([runKey, ...rest]) => rest.length === 0 && isText(runKey),
  revealRun: ([runKey, ...rest]) => rest.length === 0 && isText(runKey),
  copy: ([text, ...rest]) => rest.length === 0 && isText(text),
  copyCell: ([cell, ...rest]) =>
    rest.length === 0 && isObject(cell) && KINDS.has(cell['kind']) && isText(cell['key']) && isText(cell['runKey']),
};

/** The source out of the state that a view kept; whatever can't be read follows the selection. */
export function decodeSource(state: unknown): CompareSource {
  const source = isObject(state) ? state['source'] : undefined;
  if (!isObject(source) || source['type'] !== 'fixed' || !isTexts(source['runKeys'])) return { type: 'selection' };
  return { type: 'fixed', runKeys: source['runKeys'] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= MOST_RUNS && value.every(isText);
}

function isRange(value: unknown): boolean {
  return isObject(value) && Number.isFinite(value['from']) && Number.isFinite(value['to']);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 1 && value <= MOST_POINTS;
}
