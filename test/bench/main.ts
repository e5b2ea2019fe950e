import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Bench, type BenchRow, failedRow } from './kit/rows.ts';
import { table } from './kit/table.ts';

/**
 * `npm run bench [pattern] [--json FILE] [--quick]`: runs every function that a `*.bench.ts` of this folder exports, or those
 * whose `file:function` contains the pattern. Exits with 1 when a row failed or a bar isn't reached. With --quick a peer
 * that takes minutes is measured on less, and its row says so.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' }, quick: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.quick === true) process.env['TANDEM_BENCH_QUICK'] = '1';
  const rows: BenchRow[] = [];
  for (const { name, bench } of await discover(positionals[0] ?? '')) {
    console.error(`… ${name}`);
    await collect(name, bench, rows);
  }
  console.log(table(rows));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, undefined, 2)}\n`);
  process.exitCode = rows.some((row) => row.holds === false) ? 1 : 0;
}

async function discover(pattern: string): Promise<{ name: string; bench: Bench }[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.bench.ts')).sort();
  const found: { name: string; bench: Bench }[] = [];
  for (const file of files) {
    const exported = (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as Record<string, unknown>;
    for (const [key, value] of Object.entries(exported)) {
      const name = `${file.slice(0, -'.bench.ts'.length)}:${key}`;
      if (typeof value === 'function' && name.includes(pattern)) found.push({ name, bench: value as Bench });
    }
  }
  return found;
}

async function collect(name: string, bench: Bench, rows: BenchRow[]): Promise<void> {
  try {
    const result = bench();
    for await (const row of Symbol.asyncIterator in result ? result : await result) {
      rows.push(row);
      console.error(table([row]).split('\n').slice(2).join('\n'));
    }
  } catch (error) {
    rows.push(failedRow(name, error));
  }
}

await main();
