import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** Thin wrappers of the toolkit's form elements: values in, values out. */

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly appearance?: 'primary' | 'secondary';
  readonly icon?: string;
  readonly title?: string;
  readonly disabled?: boolean;
}

export function Button({ children, onClick, appearance, icon, title, disabled }: ButtonProps) {
  return (
    <vscode-button appearance={appearance ?? 'secondary'} onClick={onClick} title={title} disabled={disabled ?? false}>
      {icon !== undefined && (
        <span slot="start" class="button-icon">
          <Icon name={icon} />
        </span>
      )}
      {children}
    </vscode-button>
  );
}

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly title?: string;
}

export function Checkbox({ label, checked, onChange, title }: CheckboxProps) {
  // The element reports changes made by the view, too; only a difference is the user's.
  const changed = (event: Event) => {
    const now = (event.target as HTMLInputElement).checked;
    if (now !== checked) onChange(now);
  };
  return (
    <vscode-checkbox checked={checked} onChange={changed} title={title}>
      {label}
    </vscode-checkbox>
  );
}

interface DropdownProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

export function Dropdown<T extends string>({ label, value, options, onChange }: DropdownProps<T>) {
  const changed = (event: Event) => {
    const now = (event.target as HTMLSelectElement).value;
    const option = options.find((candidate) => candidate.value === now);
    if (option !== undefined && option.value !== value) onChange(option.value);
  };
  return (
    <vscode-dropdown aria-label={label} title={label} value={value} onChange={changed}>
      {options.map((option) => (
        <vscode-option key={option.value} value={option.value}>
          {option.label}
        </vscode-option>
      ))}
    </vscode-dropdown>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <vscode-text-field
      class="search-field"
      aria-label={label}
      placeholder={label}
      value={value}
      onInput={(event) => onChange((event.target as HTMLInputElement).value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') {
          event.stopPropagation();
          onChange('');
        }
      }}
    >
      <span slot="start" class="button-icon">
        <Icon name="search" />
      </span>
    </vscode-text-field>
  );
}

export function ProgressRing({ label }: { label: string }) {
  return <vscode-progress-ring aria-label={label} />;
}
