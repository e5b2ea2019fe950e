import { SCENARIOS } from './scenarios.ts';
import { THEMES } from './themes.ts';
import './gallery.css';

/** The gallery's own page: a list of states, a choice of theme and width, and the view in a frame. */
const WIDTHS = ['100%', '900px', '400px'];

const choice = { scenario: SCENARIOS[0]?.name ?? '', theme: THEMES[0]?.name ?? '', width: WIDTHS[0] ?? '' };
for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
  if (key in choice) choice[key as keyof typeof choice] = value;
}

const frame = document.createElement('iframe');
frame.title = 'View';
const list = document.createElement('nav');
document.body.replaceChildren(list, frame);

function show(): void {
  const { scenario, theme, width } = choice;
  location.hash = new URLSearchParams(choice).toString();
  frame.src = `view.html?${new URLSearchParams({ scenario, theme })}&fresh`;
  frame.style.width = width;
  list.replaceChildren(
    ...THEMES.map(({ name }) => button('theme', name)),
    document.createElement('hr'),
    ...WIDTHS.map((name) => button('width', name)),
    document.createElement('hr'),
    ...SCENARIOS.map(({ name, about }) => button('scenario', name, about)),
  );
}

function button(kind: keyof typeof choice, value: string, about = ''): HTMLElement {
  const made = document.createElement('button');
  made.append(value);
  if (about !== '') {
    const note = document.createElement('small');
    note.append(about);
    made.append(note);
  }
  made.ariaPressed = String(choice[kind] === value);
  made.addEventListener('click', () => {
    choice[kind] = value;
    show();
  });
  return made;
}

show();
