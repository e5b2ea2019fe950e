import type { StoreEntry } from '../../app/connections.ts';
import { AppError, toAppError } from '../../base/errors.ts';
import { redact } from '../../base/logger.ts';
import type { FoundStore } from '../../core/tracking/discovery.ts';
import { parseLocation, type StoreLocation } from '../../core/tracking/location.ts';

/** Everything that names stores, as it was read. */
export interface StoreSources {
  readonly settings: readonly { readonly name: string; readonly location: string }[];
  /** `MLFLOW_TRACKING_URI` of the process that runs the extension host. */
  readonly environment?: string | undefined;
  /** `MLFLOW_TRACKING_URI` of `.env` files, each with the folder that it lies in. */
  readonly dotenv: readonly { readonly uri: string; readonly folder: WorkspaceFolder }[];
  readonly found: readonly { readonly store: FoundStore; readonly folder: WorkspaceFolder }[];
}

export interface WorkspaceFolder {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export interface EntryContext {
  /** Folders of the workspace; a relative location of the user's own starts at the first. */
  readonly folders: readonly WorkspaceFolder[];
  readonly home: string;
  readonly trusted: boolean;
  /** Joins and normalises; absolute paths stay. Node's `path.resolve`, of the machine the stores are on. */
  readonly resolve: (...parts: string[]) => string;
}

/** The stores to show, settings first, then the environment, then what lies in the folders; each place once. */
export function collectEntries(sources: StoreSources, context: EntryContext): StoreEntry[] {
  const candidates = [
    ...sources.settings.map((setting) => fromSetting(setting, context)),
    ...(sources.environment === undefined ? [] : [fromEnvironment(sources.environment, context)]),
    ...sources.dotenv.map((dotenv) => fromDotenv(dotenv, context)),
    ...sources.found.map(({ store, folder }) => fromFound(store, folder, context)),
  ];
  const places = new Set<string>();
  const ids = new Set<string>();
  return candidates.flatMap((candidate) => {
    const place = placeOf(candidate.location);
    if (places.has(place)) return [];
    places.add(place);
    const id = unused(candidate.id, ids);
    ids.add(id);
    return [{ ...candidate, id }];
  });
}

function fromSetting({ name, location }: { name: string; location: string }, context: EntryContext): StoreEntry {
  return {
    id: name,
    name,
    origin: 'settings',
    namedBy: 'tandem.stores',
    ...located(location, context, context.folders[0]),
  };
}

function fromEnvironment(uri: string, context: EntryContext): StoreEntry {
  const namedBy = 'MLFLOW_TRACKING_URI';
  return { id: namedBy, name: namedBy, origin: 'environment', namedBy, ...located(uri, context, context.folders[0]) };
}

function fromDotenv({ uri, folder }: StoreSources['dotenv'][number], context: EntryContext): StoreEntry {
  const namedBy = `${folder.name}/.env`;
  const base = { id: namedBy, name: 'MLFLOW_TRACKING_URI', origin: 'workspace', namedBy } as const;
  if (!context.trusted) return { ...base, location: redact(uri), refused: untrusted(namedBy) };
  return { ...base, ...located(uri, context, folder) };
}

function fromFound(store: FoundStore, folder: WorkspaceFolder, context: EntryContext): StoreEntry {
  const place = `${folder.name}/${store.relativePath}`;
  // With several folders a bare `mlruns` says too little.
  const name = context.folders.length > 1 ? place : store.relativePath;
  return { id: place, name, location: store.location, origin: 'workspace', namedBy: place };
}

/** An absolute location, or why there is none. What can't be opened is only shown, so its secrets are taken out. */
function located(
  text: string,
  context: EntryContext,
  folder: WorkspaceFolder | undefined,
): Pick<StoreEntry, 'location' | 'refused'> {
  try {
    const parsed = parseLocation(text);
    if (parsed.kind === 'http') return { location: redact(parsed.url), refused: noServers() };
    return { location: absolute(parsed, context, folder) };
  } catch (cause) {
    return { location: redact(text), refused: toAppError(cause) };
  }
}

function absolute(
  location: Exclude<StoreLocation, { kind: 'http' }>,
  context: EntryContext,
  folder: WorkspaceFolder | undefined,
): string {
  const path = /^~(?=$|[/\\])/.test(location.path) ? context.home + location.path.slice(1) : location.path;
  return context.resolve(folder?.path ?? context.home, path);
}

function untrusted(namedBy: string): AppError {
  return new AppError({
    code: 'untrusted',
    message: `${namedBy} names a store, and this workspace is not trusted.`,
    hint: 'Trust the workspace to open it.',
  });
}

function noServers(): AppError {
  return new AppError({
    code: 'unsupported',
    message: 'This version of Tandem does not open MLflow servers yet; nothing was sent to it.',
    hint: 'Folders with mlruns/ data and mlflow.db files work.',
  });
}

/** Two ways to write one place. `mlruns` stands for its project folder, as `openTrackingStore` takes either. */
function placeOf(location: string): string {
  return location.replace(/[/\\]+$/, '').replace(/[/\\]mlruns$/, '');
}

function unused(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let n = 2; taken.has(free); n++) free = `${id} (${n})`;
  return free;
}
