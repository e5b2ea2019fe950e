// Loaded into the extension host by NODE_OPTIONS: notes each file below TANDEM_SPY_ROOT that Tandem's own code reads or
// lists, one path a line, in the file that TANDEM_SPY_LOG names.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { resolve } = require('node:path');
const { fileURLToPath } = require('node:url');

const { TANDEM_SPY_ROOT: root, TANDEM_SPY_LOG: log } = process.env;
const { appendFileSync } = fs;
const OURS = /tandem-ml\.tandem/;
const READERS = [
  'open',
  'readFile',
  'readdir',
  'opendir',
  'stat',
  'lstat',
  'access',
  'realpath',
  'watch',
  'createReadStream',
];

function note(what, path) {
  const text = path instanceof URL ? fileURLToPath(path) : String(path);
  if (!resolve(text).startsWith(root)) return;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  if (OURS.test(stack)) appendFileSync(log, `${what} ${text}\n`);
}

function spy(owner, name) {
  const original = owner[name];
  if (typeof original !== 'function') return;
  const wrapped = function (path, ...rest) {
    note(name, path);
    return original.call(this, path, ...rest);
  };
  owner[name] = Object.assign(wrapped, original);
}

if (root && log) {
  for (const name of READERS) {
    spy(fs, name);
    spy(fs, `${name}Sync`);
    spy(fs.promises, name);
  }
  syncBuiltinESMExports();
}
