import { AppError } from '../../base/errors.ts';
import { truncate } from '../../core/format/text.ts';
import type { ArtifactEntry } from '../../core/tracking/store.ts';
import {
  type ArtifactPlace,
  artifactsElsewhere,
  listLocalArtifacts,
  readLocalArtifact,
  resolveArtifactRoot,
} from './localArtifacts.ts';

/** Whose artifacts: what the run says of them, and where its store is. */
export interface RunArtifacts extends ArtifactPlace {
  readonly artifactUri: string;
}

/** The artifacts of a run as a local store answers about them. @throws AppError `unsupported` for those kept elsewhere. */
export async function listRunArtifacts(
  run: RunArtifacts,
  path?: string,
  signal?: AbortSignal,
): Promise<ArtifactEntry[]> {
  const root = await resolveArtifactRoot(run.artifactUri, run);
  if (root !== undefined) return listLocalArtifacts(root, path, signal);
  const elsewhere = artifactsElsewhere(run.artifactUri);
  if (elsewhere !== undefined) throw elsewhere;
  return [];
}

export async function readRunArtifact(
  run: RunArtifacts,
  path: string,
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const root = await resolveArtifactRoot(run.artifactUri, run);
  if (root !== undefined) return readLocalArtifact(root, path, signal);
  throw (
    artifactsElsewhere(run.artifactUri) ??
    new AppError({ code: 'notFound', message: `The run has no artifact “${truncate(path, 200)}”.` })
  );
}
