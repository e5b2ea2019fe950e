import type { LineChart } from './lineChart.ts';
import { type Range, shift, zoomAround } from './range.ts';

/** What the user's hands lead to. */
export interface GestureEvents {
  /** A zoom or pan came to rest; undefined shows everything. */
  onView(view: Range | undefined): void;
  /** The pointer (or the keys) rest at a place of the chart, in CSS pixels; undefined when they left. */
  onHover(pointer: { readonly x: number; readonly y?: number | undefined } | undefined): void;
  /** The wheel was turned over a chart that doesn't take it. */
  onIdleWheel(): void;
}

const KEY_ZOOM = 0.7;
const KEY_PAN = 0.2;
const WHEEL_REST_MS = 160;
/** Less than this is a click, not a drag. */
const DRAG_PX = 3;

type Drag = { readonly kind: 'pan' | 'box'; readonly startX: number; readonly view: Range; moved: boolean };

/**
 * Pointer, wheel and keys on a chart. The wheel zooms when the chart has the focus or Ctrl is held (a pinch on a touchpad
 * arrives so); otherwise it scrolls the page, or nobody could scroll past a chart.
 */
export class Gestures {
  readonly #element: HTMLElement;
  readonly #chart: LineChart;
  readonly #events: GestureEvents;
  readonly #listeners = new AbortController();
  #drag: Drag | undefined;
  #wheelRest: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  #next: (() => void) | undefined;
  /** Where the keys have put the crosshair, as a share of the plot's width. */
  #keyPlace = 0.5;
  readonly #touches = new Map<number, number>();

  constructor(element: HTMLElement, chart: LineChart, events: GestureEvents) {
    this.#element = element;
    this.#chart = chart;
    this.#events = events;
    const { signal } = this.#listeners;
    element.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    element.addEventListener('pointermove', (event) => this.#move(event), { signal });
    element.addEventListener('pointerup', (event) => this.#up(event), { signal });
    element.addEventListener('pointercancel', (event) => this.#up(event), { signal });
    element.addEventListener('pointerleave', () => this.#leave(), { signal });
    element.addEventListener('dblclick', () => this.#reset(), { signal });
    element.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    element.addEventListener('keydown', (event) => this.#key(event), { signal });
    element.addEventListener('blur', () => events.onHover(undefined), { signal });
  }

  dispose(): void {
    this.#listeners.abort();
    clearTimeout(this.#wheelRest);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (event.pointerType === 'touch') this.#touches.set(event.pointerId, event.clientX);
    this.#element.setPointerCapture(event.pointerId);
    const kind = event.shiftKey ? 'box' : 'pan';
    this.#drag = { kind, startX: this.#x(event), view: this.#chart.view, moved: false };
  }

  #move(event: PointerEvent): void {
    if (this.#touches.size === 2 && this.#touches.has(event.pointerId)) {
      this.#pinch(event);
      return;
    }
    const drag = this.#drag;
    if (drag === undefined) {
      const { x, y } = this.#place(event);
      this.#later(() => this.#events.onHover(this.#inside(x) ? { x, y } : undefined));
      return;
    }
    const x = this.#x(event);
    if (!drag.moved && Math.abs(x - drag.startX) < DRAG_PX) return;
    if (!drag.moved) this.#events.onHover(undefined);
    drag.moved = true;
    if (drag.kind === 'box') this.#later(() => this.#chart.showBox(this.#boxBetween(drag.startX, x)));
    else this.#later(() => this.#chart.move(shift(drag.view, (drag.startX - x) / this.#chart.x.factor)));
  }

  #up(event: PointerEvent): void {
    this.#touches.delete(event.pointerId);
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag === undefined || !drag.moved) return;
    this.#flush();
    if (drag.kind === 'pan') {
      this.#rest(this.#chart.view);
      return;
    }
    this.#chart.showBox(undefined);
    if (event.type === 'pointerup') this.#rest(this.#chart.move(this.#boxBetween(drag.startX, this.#x(event))));
  }

  /** Two fingers: the stretch between them follows them. */
  #pinch(event: PointerEvent): void {
    const before = [...this.#touches.values()];
    this.#touches.set(event.pointerId, event.clientX);
    const after = [...this.#touches.values()];
    const apart = (places: number[]) => Math.max(Math.abs((places[0] ?? 0) - (places[1] ?? 0)), 8);
    const centre = ((after[0] ?? 0) + (after[1] ?? 0)) / 2 - this.#element.getBoundingClientRect().left;
    this.#zoomBy(apart(before) / apart(after), centre);
    this.#drag = undefined;
  }

  #leave(): void {
    if (this.#drag === undefined) this.#later(() => this.#events.onHover(undefined));
  }

  #wheel(event: WheelEvent): void {
    const zooms = event.ctrlKey || event.metaKey || this.#element.contains(document.activeElement);
    if (!zooms) {
      if (Math.abs(event.deltaY) > Math.abs(event.deltaX)) this.#events.onIdleWheel();
      return;
    }
    event.preventDefault();
    const { x } = this.#place(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.#goTo(shift(this.#chart.view, (event.deltaX * unit) / this.#chart.x.factor));
      return;
    }
    // A pinch sends small steps, a wheel's notch about 100.
    const speed = event.ctrlKey && Math.abs(event.deltaY) < 40 ? 0.01 : 0.002;
    this.#zoomBy(Math.exp(Math.max(-2, Math.min(2, event.deltaY * unit * speed))), x);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = this.#keyAction(event);
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  #keyAction(event: KeyboardEvent): (() => void) | undefined {
    const { view, area } = this.#chart;
    const width = view.to - view.from;
    const centre = (area.left + area.right) / 2;
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step !== 0 && event.shiftKey) return () => this.#moveCrosshair(step);
    if (step !== 0) return () => this.#goTo(shift(view, step * KEY_PAN * width));
    if (event.key === '+' || event.key === '=') return () => this.#zoomBy(KEY_ZOOM, centre);
    if (event.key === '-' || event.key === '_') return () => this.#zoomBy(1 / KEY_ZOOM, centre);
    if (event.key === 'Home' || event.key === 'Escape' || event.key === '0') return () => this.#reset();
    return undefined;
  }

  #moveCrosshair(step: number): void {
    const { left, right } = this.#chart.area;
    this.#keyPlace = Math.min(1, Math.max(0, this.#keyPlace + step * 0.02));
    this.#events.onHover({ x: left + this.#keyPlace * (right - left) });
  }

  #reset(): void {
    this.#drag = undefined;
    this.#chart.showBox(undefined);
    this.#events.onHover(undefined);
    this.#rest(undefined);
  }

  #zoomBy(factor: number, centre: number): void {
    this.#goTo(zoomAround(this.#chart.view, this.#chart.valueAtX(centre), factor));
  }

  /** One of many small steps: the view is told when no more come. */
  #goTo(view: Range): void {
    this.#events.onHover(undefined);
    this.#chart.move(view);
    clearTimeout(this.#wheelRest);
    this.#wheelRest = setTimeout(() => this.#rest(this.#chart.view), WHEEL_REST_MS);
  }

  #rest(view: Range | undefined): void {
    clearTimeout(this.#wheelRest);
    const settled = view === undefined ? undefined : this.#chart.move(view);
    this.#events.onView(settled);
    this.#chart.settle();
  }

  #boxBetween(a: number, b: number): Range {
    const { left, right } = this.#chart.area;
    const clamp = (x: number) => Math.min(Math.max(x, left), right);
    return {
      from: this.#chart.valueAtX(clamp(Math.min(a, b))),
      to: this.#chart.valueAtX(clamp(Math.max(a, b))),
    };
  }

  #place(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.#element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #x(event: MouseEvent): number {
    return this.#place(event).x;
  }

  #inside(x: number): boolean {
    const { left, right } = this.#chart.area;
    return x >= left - 8 && x <= right + 8;
  }

  /** At most one picture a frame, of the newest state. */
  #later(action: () => void): void {
    this.#next = action;
    this.#frame ??= requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    const action = this.#next;
    this.#next = undefined;
    action?.();
  }
}
