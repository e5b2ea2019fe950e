/**
 * One variable of a `.env` file as python-dotenv reads the common forms: `KEY=value`, `export KEY="value"`, comments.
 * Later lines win. Nothing is expanded: a value with `$` in it is somebody's template, not an address.
 */
export function readDotenv(text: string, name: string): string | undefined {
  let found: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (assignment?.[1] === name) found = unquote(assignment[2] ?? '');
  }
  return found === '' ? undefined : found;
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(value);
  if (quoted !== null) return quoted[2] ?? '';
  return value.replace(/(?:^|\s)#.*$/, '').trim();
}
