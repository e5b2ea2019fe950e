// A reporter for `node --test`: one line a file, everything about what failed, and the counts for the command that asked.
const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');
const { inspect, stripVTControlCharacters } = require('node:util');

module.exports = async function* reporter(events) {
  const noise = new Map();
  const titles = [];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      noise.set(data.file, (noise.get(data.file) ?? '') + data.message);
    } else if (type === 'test:start') {
      titles[data.nesting] = data.name;
      titles.length = data.nesting + 1;
    } else if (type === 'test:pass' && data.skip !== undefined) {
      yield `  - ${data.name}: ${data.skip === true ? 'skipped' : `skipped: ${data.skip}`}\n`;
    } else if (type === 'test:fail' && !isOnlyAParent(data)) {
      yield `\n  ✖ ${[...titles.slice(0, data.nesting), data.name].join(' › ')}\n${indent(describe(data.details.error))}\n\n`;
    } else if (type === 'test:summary' && data.file !== undefined) {
      yield summaryLine(data);
      if (!data.success && noise.has(data.file)) yield `${indent(stripVTControlCharacters(noise.get(data.file)))}\n`;
    } else if (type === 'test:summary') {
      counts.passed = data.counts.passed;
      counts.failed = data.counts.failed + data.counts.cancelled;
      counts.skipped = data.counts.skipped + data.counts.todo;
    }
  }
  const file = process.env.TANDEM_COUNTS;
  if (file) writeFileSync(file, JSON.stringify(counts));
};

/** A suite fails with its tests; the tests say why. */
function isOnlyAParent(data) {
  return data.details?.error?.failureType === 'subtestsFailed';
}

function summaryLine({ file, counts, duration_ms: ms, success }) {
  const failed = counts.failed + counts.cancelled;
  const parts = [`${counts.passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`);
  return `  ${success ? '✔' : '✖'} ${relative(process.cwd(), file)}: ${parts.join(', ')} (${(ms / 1000).toFixed(1)} s)\n`;
}

function describe(error) {
  const cause = error?.cause ?? error;
  return cause instanceof Error ? inspect(cause, { depth: 4 }) : String(cause);
}

function indent(text) {
  return text.trimEnd().replace(/^/gm, '      ');
}
