/** VS Code's four kinds of theme, each by the one that comes with it. */
export const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'hc-black': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
} as const;
export type ThemeName = keyof typeof THEMES;

/** The setting that chooses a theme; TANDEM_THEME names the one to test in, dark unless told. */
export function themeSettings(name: string | undefined = process.env['TANDEM_THEME']): Record<string, string> {
  const known = Object.hasOwn(THEMES, name ?? '') ? (name as ThemeName) : 'dark';
  return { 'workbench.colorTheme': THEMES[known] };
}
