// The arrows between the rooms (the table is in src/README.md): a room may import itself and what is listed, nothing else.
// test/unit/arrows.test.ts proves that a forbidden import is caught.

const { builtinModules } = require('node:module');

const NODE_BUILTIN = `^node:|^(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`;

/** room (a folder of src) → what it may import of our own, and of packages */
const ROOMS = {
  base: { rooms: [], packages: [] },
  core: { rooms: ['base'], packages: ['yaml'] },
  app: { rooms: ['base', 'core'], packages: [] },
  contracts: { rooms: ['base', 'core'], packages: [] },
  adapters: { rooms: ['base', 'core', 'contracts/worker\\.ts$'], packages: ['yaml'], builtins: true },
  platform: { rooms: ['base', 'contracts', 'manifest\\.ts$'], packages: ['vscode', 'birpc'], builtins: true },
  features: {
    rooms: ['base', 'core', 'app', 'contracts', 'platform', 'manifest\\.ts$'],
    packages: ['vscode'],
    builtins: true,
  },
  server: {
    rooms: ['base', 'core', 'contracts'],
    packages: ['vscode-languageserver[^/]*', 'web-tree-sitter'],
    builtins: true,
  },
};

function roomRules([room, { rooms, packages, builtins = false }]) {
  const own = [room, ...rooms].map((name) => (name.includes('$') ? name : `${name}/`));
  const allowed = [`^src/(${own.join('|')})`];
  if (packages.length > 0) allowed.push(`^(node_modules/)?(@types/)?(${packages.join('|')})(/|$)`);
  if (builtins) allowed.push(NODE_BUILTIN);
  return {
    name: `room-${room}`,
    comment: `src/${room} may import ${[...rooms, ...packages].join(', ') || 'nothing'}${builtins ? ' and Node' : ''}.`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { pathNot: allowed },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(ROOMS).map(roomRules),
    {
      name: 'no-cycle',
      comment: 'No import cycle, ever. (The tool takes the package that esbuild.js imports for the file itself.)',
      severity: 'error',
      from: { pathNot: '^esbuild\\.js$' },
      to: { circular: true },
    },
    {
      name: 'unresolved',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: { path: '^(src|webview|test|scripts)/' },
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'feature-to-feature',
      comment: 'Features meet in app/, or by a typed command of manifest.ts.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'extension-is-the-root',
      comment: 'extension.ts constructs everything; nobody imports it.',
      severity: 'error',
      from: {},
      to: { path: '^src/extension\\.ts$' },
    },
    {
      name: 'manifest-is-data',
      comment: 'manifest.ts holds ids and types of arguments; it imports types of core alone.',
      severity: 'error',
      from: { path: '^src/manifest\\.ts$' },
      to: { pathNot: '^src/(base|core)/' },
    },
    {
      name: 'contracts-hold-no-code-of-others',
      comment: 'What crosses a process is types and names.',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { path: '^src/', pathNot: '^src/contracts/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'vscode-only-at-the-edge',
      comment: 'vscode is for platform/, features/ and extension.ts.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(platform/|features/|extension\\.ts$)' },
      to: { path: '^(node_modules/@types/)?vscode(/|$)' },
    },
    {
      name: 'webview-rooms',
      comment: 'A view knows base, core, contracts and the kit, never the host or another view.',
      severity: 'error',
      from: { path: '^webview/(?!gallery/)([^/]+)/' },
      to: { path: '^(src|webview)/', pathNot: '^src/(base|core|contracts)/|^webview/(kit|$1)/' },
    },
    {
      name: 'webview-has-no-node',
      comment: 'A view runs in a browser.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: NODE_BUILTIN },
    },
    {
      name: 'kit-is-the-only-importer',
      comment: 'The UI toolkit and Chart.js are named by webview/kit alone, so that one folder changes when they go.',
      severity: 'error',
      from: { path: '^(src|webview|test)/', pathNot: '^webview/kit/' },
      to: { path: '^node_modules/(@vscode/webview-ui-toolkit|@microsoft/fast-[^/]+|chart\\.js)/' },
    },
    {
      name: 'production-knows-no-test',
      comment: 'What is shipped imports nothing of test/ or scripts/.',
      severity: 'error',
      from: { path: '^(src|webview/(?!gallery/))' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|out)/' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default', 'node'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
