import fc from 'fast-check';

/** Any character of the basic plane, those that mean something in Markdown or MLflow's grammar more often than by chance. */
export const anything = fc.oneof(
  fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
);
