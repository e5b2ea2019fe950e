/**
 * Parts a text as a shell does (Python's shlex.split): at white space, quotes taken off, a backslash keeps the next
 * character, within double quotes only before `"` and itself. Undefined where a quote or a backslash has no end.
 */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (' \t\r\n'.includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '\\') {
      if (++i >= text.length) return undefined;
      word = (word ?? '') + text[i];
    } else if (char === "'") {
      const close = text.indexOf("'", i + 1);
      if (close < 0) return undefined;
      word = (word ?? '') + text.slice(i + 1, close);
      i = close;
    } else if (char === '"') {
      const inside = doubleQuoted(text, i + 1);
      if (inside === undefined) return undefined;
      word = (word ?? '') + inside.value;
      i = inside.close;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function doubleQuoted(text: string, start: number): { value: string; close: number } | undefined {
  let value = '';
  for (let i = start; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === '"') return { value, close: i };
    const next = text[i + 1];
    if (char === '\\' && (next === '"' || next === '\\')) {
      value += next;
      i++;
    } else value += char;
  }
  return undefined;
}
