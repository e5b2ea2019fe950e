import type { Workbench } from '../pages/workbench.ts';
import type { Profile } from './workspace.ts';

export interface HostOptions {
  readonly profile: Profile;
  /** The packed extension to install; none where the profile has it already. */
  readonly vsix?: string | undefined;
  /** Ask whether a workspace is trusted, as VS Code does unless told otherwise. Off by default. */
  readonly workspaceTrust?: boolean | undefined;
  /** Added to the environment of the editor and of its extension host. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A real VS Code with a profile of its own, in the browser or on the desktop. */
export interface EditorHost {
  readonly kind: 'code-server' | 'electron';
  readonly profile: Profile;
  /** Opens a window on a folder (or on none), and waits until it can be used. */
  open(folder?: string, size?: Size): Promise<EditorWindow>;
  /** What the editor has printed, for the report of a failure. */
  output(): string;
  stop(): Promise<void>;
}

export interface EditorWindow {
  readonly workbench: Workbench;
  reload(): Promise<void>;
  close(): Promise<void>;
}
