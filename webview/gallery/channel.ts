import { createBirpc } from 'birpc';

/**
 * The way between a view and a host in one page, with what VS Code does to messages on it: to the view they cross as JSON
 * in which only buffers and their views survive, so undefined, NaN, Maps and Errors arrive as they would there.
 */
export function connectFakeHost<Notes extends object>(
  functions: object,
): {
  readonly notes: Notes;
  readonly fromView: (message: unknown) => void;
} {
  let receive: (message: unknown) => void = () => undefined;
  const notes = createBirpc<Notes, object>(functions, {
    post: (message) => {
      const crossed = throughJson(plainError(message));
      setTimeout(() => window.postMessage(crossed), 0);
    },
    on: (fn) => {
      receive = fn;
    },
    bind: 'functions',
  });
  return { notes: notes as unknown as Notes, fromView: (message) => receive(structuredClone(message)) };
}

function throughJson(message: unknown): unknown {
  const buffers: ArrayBufferView[] = [];
  const text = JSON.stringify(message, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    buffers.push(value);
    return { $buffer: buffers.length - 1 };
  });
  return JSON.parse(text, (_, value: unknown) => {
    const isBuffer = typeof value === 'object' && value !== null && '$buffer' in value;
    return isBuffer ? structuredClone(buffers[Number(value.$buffer)]) : value;
  });
}

/** An Error would arrive as `{}`; the host sends its message. */
function plainError(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('e' in message)) return message;
  return { ...message, e: message.e instanceof Error ? { message: message.e.message } : message.e };
}
