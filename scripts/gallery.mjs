// npm run gallery: every view in a plain browser page on test data, rebuilt when a file changes.
// --build: into out/gallery/ once, and no server.
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { context } from 'esbuild';
import { say } from './lib/log.mjs';
import { outFolder, root } from './lib/paths.mjs';

const folder = outFolder('gallery');
await mkdir(folder, { recursive: true });
await cp(join(root, 'webview', 'gallery', 'index.html'), join(folder, 'index.html'));
for (const file of ['codicon.css', 'codicon.ttf']) {
  await cp(join(root, 'node_modules', '@vscode', 'codicons', 'dist', file), join(folder, file));
}
const bundle = await context({
  absWorkingDir: root,
  entryPoints: [{ in: 'webview/gallery/main.tsx', out: 'gallery' }],
  outdir: folder,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'linked',
  loader: { '.ttf': 'file', '.svg': 'text' },
  define: { 'process.env.NODE_ENV': '"development"' },
});
if (process.argv.includes('--build')) {
  await bundle.rebuild();
  await bundle.dispose();
  say(folder);
} else {
  await bundle.watch();
  const { port } = await bundle.serve({ servedir: folder, host: '127.0.0.1' });
  say(`Open  http://127.0.0.1:${port}/\nCtrl+C ends.`);
}
