import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { copyDemo, type DemoWorkspace } from './lib/demoWorkspace.ts';
import { editorSuite } from './lib/suite.ts';

/** Long enough for anything that would be sent at once, or after a first try. */
const PATIENCE = 3000;

describe('a workspace that nobody trusts', () => {
  const suite = editorSuite({ workspaceTrust: true, settings: { 'security.workspace.trust.enabled': true } });
  let listener: Server;
  let calls = 0;
  let demo: DemoWorkspace;

  before(async () => {
    listener = createServer((socket) => {
      calls++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const uri = `http://someone:secret@127.0.0.1:${port}`;
    demo = await copyDemo();
    await demo.write({
      '.env': `MLFLOW_TRACKING_URI=${uri}\nMLFLOW_TRACKING_TOKEN=secret\n`,
      '.vscode/settings.json': JSON.stringify({ 'tandem.stores': [{ name: 'gift', location: `${uri}/gift` }] }),
    });
  });
  after(async () => {
    listener.close();
    await demo?.dispose();
  });

  test('shows its runs, and has nothing sent to the servers that it names', async () => {
    const { workbench } = await suite.open(demo.folder);
    await workbench.statusBarItem('Restricted Mode').waitFor();
    await workbench.openContainer('Tandem');
    const tree = workbench.tree('Experiments');
    await tree.expand('mlruns');
    await tree.row('digits-classifier');
    await workbench.runCommand('Tandem: Refresh');
    await delay(PATIENCE);
    assert.equal(calls, 0, 'a server that only the workspace names was called');
    assert.ok(!(await tree.labels()).includes('gift'), 'a store of the workspace’s settings is not even listed');
  });
});
