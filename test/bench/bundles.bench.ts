import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectNode } from '../../scripts/lib/modules.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { mustRun } from '../../scripts/lib/run.mjs';
import { type BenchRow, row } from './kit/rows.ts';

/** The part of esbuild's metafile that is read here. */
interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly entryPoint?: string;
        readonly imports: readonly { readonly path: string; readonly kind: string }[];
        readonly inputs: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

/** What a user waits for: the production build, measured as it is shipped. */
export async function bundleSizes(): Promise<readonly BenchRow[]> {
  const out = await mkdtemp(join(tmpdir(), 'tandem-bundles-'));
  try {
    await mustRun(projectNode(), [join(root, 'esbuild.js'), '--production', '--out', out]);
    const metafiles = JSON.parse(await readFile(join(out, 'meta.json'), 'utf8')) as Record<string, Metafile>;
    const rows: BenchRow[] = [];
    for (const [what, metafile] of Object.entries(metafiles)) {
      if (what === 'extension') rows.push(activationRow(metafile));
      else if (what.startsWith('webview ')) rows.push(await webviewRow(what, metafile, out));
    }
    return rows;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** The entry and all that it imports at once; what comes by import() is loaded at first use. */
function activationRow({ outputs }: Metafile): BenchRow {
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === 'src/extension.ts');
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path) || outputs[path] === undefined) return;
    loaded.add(path);
    for (const { path: next, kind } of outputs[path].imports) if (kind === 'import-statement') load(next);
  };
  if (entry !== undefined) load(entry);
  const bytes = [...loaded].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
  return row({
    id: 'bundle-activation',
    what: 'JavaScript loaded at activation, minified',
    value: kilobytes(bytes),
    unit: 'KB',
    bar: { kind: 'atMost', value: 150 },
    note: `${loaded.size} files of ${Object.keys(outputs).length}`,
  });
}

/** Script and styles of a view, the icons' styles among them; a font loads after the first paint. */
async function webviewRow(what: string, { outputs }: Metafile, out: string): Promise<BenchRow> {
  const files = Object.keys(outputs).filter((path) => /\.(js|css)$/.test(path));
  const charts = files.some((path) =>
    Object.keys(outputs[path]?.inputs ?? {}).some((input) => input.includes('/chart.js/')),
  );
  const paths = [...files.map((path) => resolve(root, path)), join(out, 'webview', 'codicon.css')];
  const sizes = await Promise.all(paths.map(async (path) => gzipSync(await readFile(path), { level: 9 }).length));
  return row({
    id: `bundle-${what.replace(' ', '-')}`,
    what: `${what}${charts ? ' (with charts)' : ''}, first load, gzip`,
    value: kilobytes(sizes.reduce((sum, size) => sum + size, 0)),
    unit: 'KB',
    bar: { kind: 'atMost', value: charts ? 150 : 100 },
    note: paths.map((path, index) => `${basename(relative(root, path))} ${kilobytes(sizes[index] ?? 0)}`).join(', '),
  });
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 102.4) / 10;
}
