import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { before, describe, test } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { vsixToTest } from './lib/vsix.ts';
import { unzip } from './lib/zip.ts';

/** Everything that may be in the package; `extension/` is what VS Code unpacks. */
const ALLOWED = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package(\.nls(\.[a-z-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(extension|worker)\.js$/,
  /^extension\/dist\/chunks\/[\w-]+\.js$/,
  /^extension\/dist\/icon\.png$/,
  /^extension\/dist\/webview\/[\w-]+\.(js|css|ttf)$/,
  /^extension\/media\/[\w/-]+\.(svg|md)$/,
  /^extension\/(syntaxes|l10n)\/[\w./-]+\.json$/,
];

const NEEDED = [
  'extension/package.json',
  'extension/package.nls.json',
  'extension/LICENSE.txt',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/dist/extension.js',
  'extension/dist/worker.js',
  'extension/dist/icon.png',
  'extension/dist/webview/compare.js',
  'extension/dist/webview/codicon.css',
  'extension/dist/webview/codicon.ttf',
  'extension/media/tandem.svg',
];

describe('the packed extension', () => {
  let files: Map<string, Buffer>;

  before(async () => {
    files = unzip(await readFile(await vsixToTest()));
  });

  test('holds everything that a user needs', () => {
    assert.deepEqual(
      NEEDED.filter((path) => !files.has(path)),
      [],
    );
  });

  test('holds nothing else', () => {
    assert.deepEqual(
      [...files.keys()].filter((path) => !ALLOWED.some((pattern) => pattern.test(path))),
      [],
    );
  });

  test('is below 2 MB', () => {
    const bytes = [...files.values()].reduce((sum, data) => sum + data.length, 0);
    assert.ok(bytes < 2 * 1024 * 1024, `${Math.round(bytes / 1024)} KB unpacked`);
  });

  test('says nothing of the machine that built it, and carries no source maps', () => {
    for (const [path, data] of files) {
      if (!/\.(js|css|json)$/.test(path)) continue;
      const text = data.toString('utf8');
      assert.ok(!text.includes(root), `${path} names the folder of the sources`);
      assert.ok(homedir() === '/' || !text.includes(`${homedir()}/`), `${path} names a home folder`);
      assert.doesNotMatch(text, /[#@] sourceMappingURL=/, path);
    }
  });

  test('has every file that its manifest names', () => {
    const manifest = JSON.parse(files.get('extension/package.json')?.toString('utf8') ?? '{}') as Record<
      string,
      unknown
    >;
    const named = [...JSON.stringify(manifest).matchAll(/"(?:\.\/)?((?:dist|media|syntaxes|l10n)\/[^"]+)"/g)].map(
      ([, path]) => `extension/${path}`,
    );
    assert.ok(named.length >= 3, 'the manifest names its main file and its icons');
    assert.deepEqual(
      named.filter((path) => !files.has(path)),
      [],
    );
  });
});
