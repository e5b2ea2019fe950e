// Bundles the extension host (split: features load by import() at first use), the worker, and one page per webview.
// node esbuild.js [--watch] [--production] [--out FOLDER]: into dist/ unless told

import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, context } from 'esbuild';
import { iconPng } from './scripts/lib/icon.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const { values: options } = parseArgs({
  options: { production: { type: 'boolean' }, watch: { type: 'boolean' }, out: { type: 'string' } },
});
const { production = false, watch = false } = options;
const dist = resolve(root, options.out ?? 'dist');

/** What all bundles share. Minified builds carry no source maps: the vsix holds only what is needed. */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

const host = {
  ...common,
  platform: 'node',
  target: 'node24',
  external: ['vscode'],
  // Its build for Node is CommonJS, whose require() of Node's modules has no place in an ES module.
  alias: { yaml: join(root, 'node_modules', 'yaml', 'browser', 'index.js') },
};

/** @returns {Promise<{ what: string, entry: string, options: import('esbuild').BuildOptions }[]>} */
async function bundles() {
  return [
    {
      what: 'extension',
      entry: 'src/extension.ts',
      options: { ...host, splitting: true, outdir: dist, chunkNames: 'chunks/[name]-[hash]' },
    },
    { what: 'worker', entry: 'src/adapters/worker/main.ts', options: { ...host, outfile: join(dist, 'worker.js') } },
    ...(await webviewNames()).map((name) => ({
      what: `webview ${name}`,
      entry: `webview/${name}/main.tsx`,
      options: webviewOptions(name),
    })),
  ];
}

/** Every folder of webview/ with a main.tsx is a view; the gallery is for developers and has a bundle of its own. */
async function webviewNames() {
  const folders = existsSync(join(root, 'webview'))
    ? await readdir(join(root, 'webview'), { withFileTypes: true })
    : [];
  return folders
    .filter(
      (folder) =>
        folder.isDirectory() && folder.name !== 'gallery' && existsSync(join(root, 'webview', folder.name, 'main.tsx')),
    )
    .map((folder) => folder.name);
}

/** One file per view and no chunks: a page loads its script by one nonce, and its first-load size is the file's. */
function webviewOptions(name) {
  return {
    ...common,
    entryPoints: [{ in: `webview/${name}/main.tsx`, out: name }],
    outdir: join(dist, 'webview'),
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
    loader: { '.ttf': 'file', '.svg': 'text' },
  };
}

/** The icon font of the webviews, beside them. */
async function copyCodicons() {
  const from = join(root, 'node_modules', '@vscode', 'codicons', 'dist');
  await mkdir(join(dist, 'webview'), { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) await cp(join(from, file), join(dist, 'webview', file));
}

async function main() {
  if (watch) console.log('building');
  await rm(dist, { recursive: true, force: true });
  await copyCodicons();
  await writeFile(join(dist, 'icon.png'), iconPng());
  const metafiles = {};
  for (const { what, entry, options } of await bundles()) {
    if (!existsSync(join(root, entry))) {
      if (production) throw new Error(`${what}: ${entry} is missing`);
      console.warn(`${what}: ${entry} is not there, left out`);
      continue;
    }
    const whole = options.entryPoints === undefined ? { entryPoints: [entry], ...options } : options;
    if (watch) await (await context(whole)).watch();
    else metafiles[what] = (await build(whole)).metafile;
  }
  if (!watch) await writeFile(join(dist, 'meta.json'), JSON.stringify(metafiles));
  if (watch) console.log('watching for changes; Ctrl+C ends');
}

try {
  await main();
} catch (error) {
  // esbuild has printed its own errors; a trace through it says nothing more.
  if (error.errors === undefined) console.error(error.message);
  process.exitCode = 1;
}
