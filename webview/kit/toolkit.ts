import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/**
 * The only place that names @vscode/webview-ui-toolkit. It is no longer maintained: when it has to go, this file and
 * widgets/ change and nothing else.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

interface ElementProps {
  readonly key?: string | undefined;
  readonly id?: string | undefined;
  readonly class?: string | undefined;
  readonly title?: string | undefined;
  readonly slot?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-pressed'?: boolean | undefined;
  readonly children?: preact.ComponentChildren;
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ElementProps & {
        appearance?: 'primary' | 'secondary' | 'icon';
        onClick?: (event: MouseEvent) => void;
      };
      'vscode-checkbox': ElementProps & { checked?: boolean; onChange?: (event: Event) => void };
      'vscode-dropdown': ElementProps & { value?: string; onChange?: (event: Event) => void };
      'vscode-option': ElementProps & { value?: string };
      'vscode-progress-ring': ElementProps;
      'vscode-text-field': ElementProps & {
        value?: string;
        placeholder?: string;
        onInput?: (event: Event) => void;
        onKeyDown?: (event: KeyboardEvent) => void;
      };
    }
  }
}
