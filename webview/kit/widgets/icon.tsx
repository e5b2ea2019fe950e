/** A codicon. Decoration unless it has a label. @see https://microsoft.github.io/vscode-codicons/ */
export function Icon({ name, label, spin }: { name: string; label?: string | undefined; spin?: boolean }) {
  const className = `codicon codicon-${name}${spin === true ? ' codicon-modifier-spin' : ''}`;
  if (label === undefined) return <span class={className} aria-hidden="true" />;
  return <span class={className} role="img" aria-label={label} title={label} />;
}
