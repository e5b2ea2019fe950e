import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { collectEntries, type EntryContext, type StoreSources } from '../../../../src/features/connections/entries.ts';

const work = { name: 'work', path: '/home/me/work' };
const other = { name: 'other', path: '/home/me/other' };
const context: EntryContext = { folders: [work], home: '/home/me', trusted: true, resolve: posix.resolve };
const nothing: StoreSources = { settings: [], dotenv: [], found: [] };
const found = (relativePath: string, folder = work) => ({
  folder,
  store: { location: `${folder.path}/${relativePath}`, kind: 'filestore' as const, relativePath },
});

describe('collectEntries', () => {
  it('puts settings first, then the environment, then the folders', () => {
    const entries = collectEntries(
      {
        settings: [{ name: 'team', location: '/data/mlruns' }],
        environment: 'sqlite:////data/mlflow.db',
        dotenv: [{ uri: 'sqlite:///local.db', folder: work }],
        found: [found('mlruns')],
      },
      context,
    );
    assert.deepEqual(
      entries.map(({ id, location }) => [id, location]),
      [
        ['team', '/data/mlruns'],
        ['MLFLOW_TRACKING_URI', '/data/mlflow.db'],
        ['work/.env', '/home/me/work/local.db'],
        ['work/mlruns', '/home/me/work/mlruns'],
      ],
    );
  });

  it('shows a place once, under the name that comes first', () => {
    const entries = collectEntries(
      {
        ...nothing,
        settings: [{ name: 'mine', location: './mlruns/' }],
        environment: '/home/me/work',
        found: [found('mlruns')],
      },
      context,
    );
    assert.deepEqual(
      entries.map(({ id }) => id),
      ['mine'],
    );
  });

  it('finds the home folder behind ~', () => {
    const entries = collectEntries({ ...nothing, settings: [{ name: 'a', location: '~/runs' }] }, context);
    assert.equal(entries[0]?.location, '/home/me/runs');
  });

  it('keeps ids apart that would be the same', () => {
    const settings = ['/a', '/b'].map((location) => ({ name: 'same', location }));
    assert.deepEqual(
      collectEntries({ ...nothing, settings }, context).map(({ id }) => id),
      ['same', 'same (2)'],
    );
  });

  it('gives stores of the folders ids without an absolute path, and longer names with several folders', () => {
    const entries = collectEntries(
      { ...nothing, found: [found('mlruns'), found('mlruns', other)] },
      { ...context, folders: [work, other] },
    );
    assert.deepEqual(
      entries.map(({ id, name }) => [id, name]),
      [
        ['work/mlruns', 'work/mlruns'],
        ['other/mlruns', 'other/mlruns'],
      ],
    );
  });

  it('does not open what the .env of an untrusted workspace names, and says why', () => {
    const dotenv = [{ uri: 'sqlite:////etc/secret.db', folder: work }];
    const [entry] = collectEntries({ ...nothing, dotenv }, { ...context, trusted: false });
    assert.equal(entry?.refused?.code, 'untrusted');
  });

  for (const uri of ['http://tracker.example', 'https://me:pw@tracker.example/mlflow']) {
    it(`refuses the server ${uri} with a reason, whoever names it`, () => {
      const sources = {
        settings: [{ name: 's', location: uri }],
        environment: uri,
        dotenv: [{ uri, folder: work }],
        found: [],
      };
      const entries = collectEntries(sources, context);
      assert.ok(entries.every((entry) => entry.refused?.code === 'unsupported'));
    });
  }

  it('shows no password of what it does not open', () => {
    const uris = ['https://me:hunter2@tracker.example', 'oracle://me:hunter2@db/x', 'postgresql://me:hunter2@db/x'];
    for (const trusted of [true, false]) {
      const entries = uris.map((uri) =>
        collectEntries({ ...nothing, dotenv: [{ uri, folder: work }] }, { ...context, trusted }),
      );
      assert.equal(entries.length, 3);
      assert.doesNotMatch(JSON.stringify(entries), /hunter2/);
    }
  });

  it('shows a location that can not be read in its place, and goes on with the others', () => {
    const entries = collectEntries(
      {
        ...nothing,
        settings: [
          { name: 'bad', location: 'databricks' },
          { name: 'good', location: '/a' },
        ],
      },
      context,
    );
    assert.deepEqual(
      entries.map(({ refused }) => refused?.code),
      ['unsupported', undefined],
    );
  });
});
