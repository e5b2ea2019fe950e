import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ShownNodes } from '../../../../src/features/experiments/tree/shownNodes.ts';

const node = (id: string) => ({ id });
const [a, b, c] = [node('a'), node('b'), node('c')];

/** a > b > c, all open. */
function opened() {
  const nodes = new ShownNodes<{ readonly id: string }>();
  const log: string[] = [];
  nodes.onDidChange(({ shown, hidden }) => {
    log.push([...shown.map(({ id }) => `+${id}`), ...hidden.map(({ id }) => `-${id}`)].join(' '));
  });
  nodes.setVisible(true);
  nodes.placed(undefined, [a]);
  nodes.opened(a);
  nodes.placed(a, [b]);
  nodes.opened(b);
  nodes.placed(b, [c]);
  nodes.opened(c);
  return { nodes, log };
}

describe('nodes on the screen', () => {
  it('are those that are open, in the order in which they were opened', () => {
    assert.deepEqual(opened().log, ['+a', '+b', '+c']);
  });

  it('are none below one that is closed, and all again when it is opened', () => {
    const { nodes, log } = opened();
    log.length = 0;
    nodes.closed(a);
    nodes.opened(a);
    assert.deepEqual(log, ['-a -b -c', '+a +b +c']);
  });

  it('are none in a view that is hidden', () => {
    const { nodes, log } = opened();
    log.length = 0;
    nodes.setVisible(false);
    assert.equal(nodes.isShown(a), false);
    nodes.setVisible(true);
    assert.deepEqual(log, ['-a -b -c', '+a +b +c']);
  });

  it('are gone with all below them when their parent has them no more', () => {
    const { nodes, log } = opened();
    log.length = 0;
    assert.deepEqual(nodes.placed(a, []), ['b', 'c']);
    assert.deepEqual(log, ['-b -c']);
  });

  it('stay on the screen when they move below another parent', () => {
    const { nodes, log } = opened();
    nodes.placed(undefined, [a, node('d')]);
    nodes.opened(node('d'));
    log.length = 0;
    nodes.placed(node('d'), [b]);
    assert.deepEqual(nodes.placed(a, []), [], 'it is elsewhere, not gone');
    assert.equal(nodes.isShown(b), true);
    assert.equal(nodes.isShown(c), true);
  });

  it('keep their state when their siblings change', () => {
    const { nodes, log } = opened();
    log.length = 0;
    nodes.placed(a, [node('new'), b]);
    assert.deepEqual(log, []);
    assert.equal(nodes.isShown(c), true);
  });
});
