/**
 * Walks the lines of a metric file byte by byte: `<timestamp> <value>` (MLflow before 1.0), `<timestamp> <value> <step>`,
 * or with the dataset's name and digest behind. MLflow's own reader takes the step of the last form for 0, though it is
 * written there; we read it. Lines that are none of these are counted and passed over.
 */
export class MetricCursor {
  timestamp = 0;
  step = 0;
  /** Lines that could not be read. */
  malformed = 0;
  readonly #bytes: Buffer;
  readonly #to: number;
  #at: number;
  #valueFrom = 0;
  #valueTo = 0;

  constructor(bytes: Buffer, from: number, to: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#to = to;
  }

  /** Where the last line begins that isn't ended by a newline (yet); the end where there is none. */
  get rest(): number {
    return this.#at;
  }

  /** Goes on to the next whole line that can be read. */
  next(): boolean {
    for (;;) {
      const from = this.#at;
      const end = this.#scan(from);
      if (end >= 0) {
        this.#at = end + 1;
        return true;
      }
      const newline = this.#bytes.indexOf(NEWLINE, from);
      if (newline < 0 || newline >= this.#to) return false;
      this.#at = newline + 1;
      if (this.#readSlowly(from, newline)) return true;
    }
  }

  /** Takes what is left without a newline for a whole line: what a file ends with when nobody writes it any more. */
  takeRest(): boolean {
    const from = this.#at;
    this.#at = this.#to;
    return from < this.#to && this.#readSlowly(from, this.#to);
  }

  /** The value of the line. Read only when asked: finding the latest needs few of them. */
  value(): number {
    return readDecimal(this.#bytes, this.#valueFrom, this.#valueTo);
  }

  /** The usual form in one pass. Answers where its newline is, or -1 when it is no usual line, or not a whole one. */
  #scan(from: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    let i = from;
    let timestamp = 0;
    let byte = 0;
    for (; i < to; i++) {
      byte = bytes[i] as number;
      if (byte < ZERO || byte > NINE) break;
      timestamp = timestamp * 10 + (byte - ZERO);
    }
    if (byte !== SPACE || i === from || i - from > SAFE_DIGITS) return -1;
    const valueFrom = ++i;
    for (; i < to; i++) {
      byte = bytes[i] as number;
      if (byte <= SPACE) break;
    }
    const valueTo = i;
    if (valueTo === valueFrom || i >= to || byte !== SPACE) return -1;
    const negative = bytes[++i] === MINUS;
    if (negative) i++;
    const stepFrom = i;
    let step = 0;
    for (; i < to; i++) {
      byte = bytes[i] as number;
      if (byte < ZERO || byte > NINE) break;
      step = step * 10 + (byte - ZERO);
    }
    if (i >= to || i === stepFrom || i - stepFrom > SAFE_DIGITS || byte !== NEWLINE) return -1;
    this.timestamp = timestamp;
    this.step = negative && step !== 0 ? -step : step;
    this.#valueFrom = valueFrom;
    this.#valueTo = valueTo;
    // A value that isn't one makes the whole line no line: found out here for all but plain decimals.
    return isPlainDecimal(bytes, valueFrom, valueTo) || this.#checkValue() ? i : -1;
  }

  #checkValue(): boolean {
    return PYTHON_FLOAT.test(this.#bytes.toString('latin1', this.#valueFrom, this.#valueTo));
  }

  /** Any form, as Python reads it: two fields, signs, `1_000`, spaces around, a carriage return, a dataset behind. */
  #readSlowly(from: number, to: number): boolean {
    const line = this.#bytes.toString('latin1', from, Math.min(to, from + MAX_LINE));
    const match = LINE.exec(line);
    if (match === null) {
      if (line.trim() !== '') this.malformed++;
      return false;
    }
    this.timestamp = integer(match[2] as string);
    this.step = match[4] === undefined ? 0 : integer(match[4]);
    this.#valueFrom = from + (match[1] as string).length + (match[2] as string).length + 1;
    this.#valueTo = this.#valueFrom + (match[3] as string).length;
    return true;
  }
}

const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const MINUS = 0x2d;
const DOT = 0x2e;
/** Digits of a whole number that a double surely holds. */
const SAFE_DIGITS = 15;
/** Far beyond any line with a dataset's name and digest. */
const MAX_LINE = 4096;

const FLOAT = String.raw`[-+]?(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])`;
const INTEGER = String.raw`[-+]?\d+(?:_\d+)*`;
const PYTHON_FLOAT = new RegExp(`^${FLOAT}$`);
const LINE = new RegExp(`^(\\s*)(${INTEGER}) (${FLOAT})(?: (${INTEGER})(?: .*)?)?\\s*$`);

function integer(text: string): number {
  // No minus zero: a step is a whole number.
  return Number(text.replaceAll('_', '')) + 0;
}

/** Digits with at most one point among them, and a minus before. */
function isPlainDecimal(bytes: Buffer, from: number, to: number): boolean {
  let i = bytes[from] === MINUS ? from + 1 : from;
  let digits = 0;
  let points = 0;
  for (; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= ZERO && byte <= NINE) digits++;
    else if (byte === DOT && digits > 0) points++;
    else return false;
  }
  return digits > 0 && points <= 1;
}

const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * A decimal in Python's notation. Up to 2^53 over a power of ten up to 10^22 both are exact, and their quotient is the
 * correctly rounded value; anything longer goes through the platform's own reader.
 */
function readDecimal(bytes: Buffer, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  let mantissa = 0;
  let point = -1;
  for (let i = negative ? from + 1 : from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO);
      if (mantissa > Number.MAX_SAFE_INTEGER) return readFloat(bytes.toString('latin1', from, to));
    } else if (byte === DOT && point < 0) point = i;
    else return readFloat(bytes.toString('latin1', from, to));
  }
  const decimals = point < 0 ? 0 : to - point - 1;
  if (decimals > 22) return readFloat(bytes.toString('latin1', from, to));
  const value = mantissa / (POWERS[decimals] as number);
  return negative ? -value : value;
}

/** Python's `float()` of a text that PYTHON_FLOAT matches. */
function readFloat(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^[-+]/, '');
  if (/^inf/i.test(bare)) return sign * Number.POSITIVE_INFINITY;
  if (/^nan/i.test(bare)) return Number.NaN;
  return sign * Number(bare.replaceAll('_', ''));
}
