import darkModern from './themes/dark-modern.json';
import hcBlack from './themes/hc-black.json';
import hcLight from './themes/hc-light.json';
import lightModern from './themes/light-modern.json';

/** The variables that VS Code gives a webview in one of its themes, as far as our views use them. */
export interface GalleryTheme {
  readonly name: string;
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

export const THEMES: readonly GalleryTheme[] = [darkModern, lightModern, hcBlack, hcLight];

/** Sets them as VS Code does: variables on the root element, the kind of theme as a class of the body. */
export function applyTheme({ name, bodyClass, variables }: GalleryTheme): void {
  const { style } = document.documentElement;
  for (const property of [...style]) style.removeProperty(property);
  for (const [key, value] of Object.entries(variables)) style.setProperty(`--vscode-${key}`, value);
  document.body.className = bodyClass;
  document.body.dataset['vscodeThemeId'] = name;
}
