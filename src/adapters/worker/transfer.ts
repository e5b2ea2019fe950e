/**
 * Buffers of a value that may be moved instead of copied. Only whole ones: a view into a larger buffer (Node's pool, a
 * subarray) must be copied, or its neighbours would be lost.
 */
export function transferables(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  collect(value, found, 3);
  return [...found];
}

function collect(value: unknown, found: Set<ArrayBuffer>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth === 0) return;
  if (ArrayBuffer.isView(value)) {
    const whole = value.byteOffset === 0 && value.byteLength === value.buffer.byteLength;
    if (whole && value.buffer instanceof ArrayBuffer && value.byteLength > 0) found.add(value.buffer);
    return;
  }
  // Rows of text are long and hold no buffer.
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return;
  for (const part of Object.values(value)) collect(part, found, depth - 1);
}
