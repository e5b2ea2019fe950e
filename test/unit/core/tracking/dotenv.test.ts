import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readDotenv } from '../../../../src/core/tracking/dotenv.ts';

const cases: readonly [string, string, string | undefined][] = [
  ['a plain value', 'A=1\nURI=sqlite:///x.db\n', 'sqlite:///x.db'],
  ['quotes, export, spaces and Windows line ends', 'export URI = "my runs"  # here\r\n', 'my runs'],
  ['a comment after a value', 'URI=./mlruns # local', './mlruns'],
  ['a # inside quotes', "URI='a#b'", 'a#b'],
  ['the last of several', 'URI=a\nURI=b', 'b'],
  ['no value at all', 'URI=\n', undefined],
  ['another variable of a longer name', 'MY_URI=x\nURIX=y', undefined],
  ['a line that is commented out', '#URI=x', undefined],
];
for (const [what, text, expected] of cases) {
  it(`a .env with ${what}`, () => assert.equal(readDotenv(text, 'URI'), expected));
}
