import { cp, mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { outFolder, root } from './paths.mjs';

const out = outFolder('gallery');
const nonce = 'gallery';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};

// As strict as in VS Code: what breaks here would break there.
const CSP = [
  "default-src 'none'",
  `script-src 'nonce-${nonce}'`,
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
].join('; ');

const PAGES = {
  '/': page(['main']),
  '/view.html': page(['frame', 'compare'], ['codicon', 'compare']),
};

function page(scripts, styles = scripts) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CSP}">
<title>Tandem gallery</title>
${styles.map((name) => `<link rel="stylesheet" href="${name}.css">`).join('\n')}
</head>
<body>
<div id="root"></div>
${scripts.map((name) => `<script type="module" nonce="${nonce}" src="${name}.js"></script>`).join('\n')}
</body>
</html>
`;
}

/** Bundles the views, the gallery's own page and the fake host. */
async function buildGallery() {
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'webview/gallery/main.ts',
      frame: 'webview/gallery/frame.ts',
      compare: 'webview/compare/main.tsx',
    },
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  await mkdir(out, { recursive: true });
  const codicons = join(root, 'node_modules', '@vscode', 'codicons', 'dist');
  for (const file of ['codicon.css', 'codicon.ttf']) await cp(join(codicons, file), join(out, file));
}

async function answer(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const html = PAGES[pathname];
  if (html !== undefined) {
    response.writeHead(200, { 'content-type': TYPES['.html'] }).end(html);
    return;
  }
  const type = TYPES[extname(pathname)];
  const file = normalize(join(out, pathname));
  const body = type !== undefined && file.startsWith(out) ? await readFile(file).catch(() => undefined) : undefined;
  if (body === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

function serve(port) {
  const server = createServer((request, response) => void answer(request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve({ server, address: `http://127.0.0.1:${server.address().port}/` }));
  });
}

/**
 * Builds the gallery and serves it on 127.0.0.1.
 * @param {number} port 0 for any
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export async function openGallery(port) {
  await buildGallery();
  const { server, address } = await serve(port);
  return { address, close: () => server.close() };
}
