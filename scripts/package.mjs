// npm run package: builds for users and packs out/tandem.vsix.
import { statSync } from 'node:fs';
import { packVsix } from './lib/bundle.mjs';
import { say, step } from './lib/log.mjs';

const vsix = await step('Building and packing the extension', packVsix);
say(`${vsix}: ${Math.round(statSync(vsix).size / 1024)} KB`);
