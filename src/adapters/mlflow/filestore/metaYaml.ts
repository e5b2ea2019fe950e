import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { AppError } from '../../../base/errors.ts';

/**
 * The `meta.yaml` files of a file store. MLflow writes them with PyYAML: block style, keys sorted, nearly always flat.
 * That form is read here line by line; everything else (folded, quoted with escapes, nested, edited by hand) by the `yaml`
 * package. Both keep a scalar as it is written: YAML 1.1 as PyYAML reads it and YAML 1.2 differ in what a plain `1e5`
 * is, and a run id may look like that.
 */
export interface MetaScalar {
  readonly text: string;
  /** Written without quotes: may stand for a number or null. */
  readonly plain: boolean;
}
export type MetaNode = MetaScalar | MetaMap | readonly MetaNode[];
export type MetaMap = ReadonlyMap<string, MetaNode>;

/** @throws AppError `corrupt` for what isn't YAML, or isn't a mapping (an empty text is an empty mapping). */
export function parseMeta(text: string): MetaMap {
  return parseFlat(text) ?? parseAny(text);
}

/** The value as text; undefined where it is missing, null or not a scalar. */
export function metaText(meta: MetaMap, key: string): string | undefined {
  const node = meta.get(key);
  if (node === undefined || !isMetaScalar(node) || (node.plain && NULL.test(node.text))) return undefined;
  return node.text;
}

/** The value as a whole number; undefined where it isn't one. */
export function metaInteger(meta: MetaMap, key: string): number | undefined {
  const text = metaText(meta, key);
  return text !== undefined && INTEGER.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

/** A mapping of texts, such as the tags of an input. Empty where it is missing. */
export function metaTexts(meta: MetaMap, key: string): ReadonlyMap<string, string> {
  const node = meta.get(key);
  const texts = new Map<string, string>();
  if (!(node instanceof Map)) return texts;
  for (const name of (node as MetaMap).keys()) {
    const text = metaText(node as MetaMap, name);
    if (text !== undefined) texts.set(name, text);
  }
  return texts;
}

function isMetaScalar(node: MetaNode): node is MetaScalar {
  return !(node instanceof Map) && !Array.isArray(node);
}

const NULL = /^(?:~|null|Null|NULL)?$/;
/** Quoted ones count, too: ids of experiments were whole numbers once and are quoted now. */
const INTEGER = /^[-+]?\d[\d_]*$/;

const KEY = /^[A-Za-z_][\w.-]*$/;
/** What can't start a plain scalar, or needs a look at what follows. */
const INDICATOR = /^[-?:,[\]{}#&*!|>'"%@`\s]/;
const NEGATIVE_NUMBER = /^-[\d.]/;
/** Control characters and line ends that YAML 1.1 and 1.2 see differently. */
const UNUSUAL = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufeff]/u;

/** PyYAML's flat block style; undefined for anything that isn't surely that. */
function parseFlat(text: string): MetaMap | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const meta = new Map<string, MetaNode>();
  let from = 0;
  while (from < text.length) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const colon = text.indexOf(':', from);
    if (colon < 0 || colon >= end) return undefined;
    const key = text.slice(from, colon);
    if (!KEY.test(key)) return undefined;
    const value = flatValue(text.slice(colon + 1, end));
    if (value === undefined) return undefined;
    meta.set(key, value);
    from = end + 1;
  }
  return meta;
}

function flatValue(rest: string): MetaNode | undefined {
  // Nothing after the colon: null, or the first line of something nested or folded.
  if (rest.charCodeAt(0) !== 0x20) return undefined;
  const value = rest.slice(1);
  if (value.charCodeAt(0) === 0x27) return singleQuoted(value);
  if (value === '[]') return [];
  if (value === '{}') return new Map();
  if (value === '' || value.endsWith(' ') || value.endsWith(':')) return undefined;
  if (INDICATOR.test(value) && !NEGATIVE_NUMBER.test(value)) return undefined;
  if (value.includes(': ') || value.includes(' #')) return undefined;
  return { text: value, plain: true };
}

/** `'it''s'` on one line; undefined where the closing quote isn't the last character. */
function singleQuoted(value: string): MetaScalar | undefined {
  if (value.length < 2 || !value.endsWith("'")) return undefined;
  const inner = value.slice(1, -1);
  if (!inner.includes("'")) return { text: inner, plain: false };
  if (inner.replaceAll("''", '').includes("'")) return undefined;
  return { text: inner.replaceAll("''", "'"), plain: false };
}

/** Nothing genuine is nested deeper than the tags of an input. */
const MAX_DEPTH = 8;
const MAX_LENGTH = 4 * 1024 * 1024;

function parseAny(text: string): MetaMap {
  if (text.length > MAX_LENGTH) throw new AppError({ code: 'corrupt', message: 'It is too large for meta data.' });
  let contents: unknown;
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    contents = document.contents;
  } catch (cause) {
    // The package's own errors, and a stack that a hostile nesting exhausted.
    throw new AppError({ code: 'corrupt', message: 'It is not valid YAML.', cause });
  }
  if (contents === null) return new Map();
  const node = convert(contents, 0);
  if (node instanceof Map) return node as MetaMap;
  if (isMetaScalar(node) && node.plain && NULL.test(node.text)) return new Map();
  throw new AppError({ code: 'corrupt', message: 'It is YAML, but no mapping of keys to values.' });
}

function convert(node: unknown, depth: number): MetaNode {
  if (depth > MAX_DEPTH || isAlias(node)) {
    throw new AppError({ code: 'corrupt', message: 'It holds YAML that MLflow never writes (aliases, deep nesting).' });
  }
  if (isMap(node)) {
    const meta = new Map<string, MetaNode>();
    for (const { key, value } of node.items) {
      if (isScalar(key)) meta.set(String(key.value ?? ''), convert(value, depth + 1));
    }
    return meta;
  }
  if (isSeq(node)) return node.items.map((item) => convert(item, depth + 1));
  if (isScalar(node))
    return { text: String(node.value ?? ''), plain: node.type === undefined || node.type === 'PLAIN' };
  return { text: '', plain: true };
}
