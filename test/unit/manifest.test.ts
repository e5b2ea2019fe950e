import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { COLOUR_COUNT, themeColourId } from '../../src/core/compare/colours.ts';
import { COMMANDS, CONTAINER_ID, CONTEXT_KEYS, SETTINGS, VIEWS } from '../../src/manifest.ts';

type Menu = { command?: string; when?: string };
const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const manifest = read('package.json');
const texts: Record<string, string> = read('package.nls.json');
const { contributes } = manifest;
const sorted = (items: Iterable<string>) => [...items].sort();

describe('package.json', () => {
  it('declares the commands of manifest.ts, each with a title', () => {
    const declared: { command: string; title: string }[] = contributes.commands;
    assert.deepEqual(sorted(declared.map(({ command }) => command)), sorted(Object.keys(COMMANDS)));
  });

  it('declares the views, settings and run colours that the code names', () => {
    assert.deepEqual(
      sorted(contributes.views[CONTAINER_ID].map(({ id }: { id: string }) => id)),
      sorted(Object.values(VIEWS)),
    );
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(Object.values(SETTINGS)));
    const colours = Array.from({ length: COLOUR_COUNT }, (_, i) => themeColourId(i));
    assert.deepEqual(sorted(contributes.colors.map(({ id }: { id: string }) => id)), sorted(colours));
  });

  it('uses no command and no context key that does not exist', () => {
    const menus = Object.values(contributes.menus).flat() as Menu[];
    const welcome = contributes.viewsWelcome as Menu[];
    for (const { command } of menus) assert.ok(command === undefined || command in COMMANDS, command);
    const clauses = [
      ...menus,
      ...welcome,
      ...contributes.commands.map((c: { enablement?: string }) => ({ when: c.enablement })),
    ];
    const known = new Set<string>([...Object.values(CONTEXT_KEYS), ...Object.values(VIEWS)]);
    for (const { when = '' } of clauses) {
      for (const word of when.match(/\btandem\.\w+/g) ?? []) assert.ok(known.has(word), `${word} in “${when}”`);
    }
  });

  it('says every text in package.nls.json, and nothing there is unused', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map((match) => match[1] ?? ''));
    assert.deepEqual(sorted(used), sorted(Object.keys(texts)));
  });

  it('has a description for every setting, and a default that its own schema takes', () => {
    for (const [id, setting] of Object.entries<{ markdownDescription?: string; default?: unknown; type: string }>(
      contributes.configuration.properties,
    )) {
      assert.ok(setting.markdownDescription, id);
      const type = Array.isArray(setting.default) ? 'array' : typeof setting.default;
      assert.ok(type === setting.type || (type === 'number' && setting.type === 'integer'), id);
    }
  });

  it('restricts the settings that name places', () => {
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [SETTINGS.stores]);
  });

  it('pins the types to the engine', () => {
    assert.equal(`^${manifest.devDependencies['@types/vscode']}`, manifest.engines.vscode);
  });
});
