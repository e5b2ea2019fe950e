/** A store that lies in a folder of the workspace. */
export interface FoundStore {
  /** As `openTrackingStore` takes it: an absolute path. */
  readonly location: string;
  readonly kind: 'filestore' | 'sqlite';
  /** From the folder that was searched, `/` between parts. */
  readonly relativePath: string;
}
