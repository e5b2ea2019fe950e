// node scripts/gallery.mjs [--port N] [--shots DIR] [--only TEXT]
// Builds every view for a plain browser page with a fake host, and serves it on 127.0.0.1. With --shots it takes a picture
// of each state in each theme, wide and narrow, and ends.

import { parseArgs } from 'node:util';
import { openGallery } from './lib/gallery.mjs';
import { takeShots } from './lib/galleryShots.mjs';
import { say, warn } from './lib/log.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string' }, shots: { type: 'string' }, only: { type: 'string' } },
});
const { address, close } = await openGallery(Number(values.port ?? (values.shots === undefined ? 4510 : 0)));
if (values.shots === undefined) {
  say(`The gallery is at ${address}`);
} else {
  const problems = await takeShots(address, values.shots, values.only ?? '');
  for (const problem of problems) warn(problem);
  close();
  process.exitCode = problems.length > 0 ? 1 : 0;
}
