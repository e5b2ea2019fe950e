let translations: Readonly<Record<string, string>> = {};

/** The host's table of translations, by the English text; set before anything is drawn. */
export function setTranslations(table: Readonly<Record<string, string>>): void {
  translations = table;
}

/** A text for the user in their language; `{0}`, `{1}` … stand for the arguments. */
export function t(text: string, ...args: readonly (string | number)[]): string {
  const translated = translations[text] ?? text;
  return translated.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}

/** The text for one or for many; `{0}` stands for the count. */
export function tCount(count: number, one: string, many: string): string {
  return t(count === 1 ? one : many, count);
}
