/** Looks at files until their average counts. */
const ENOUGH = 32;
/** ms a look at one file may take on average: a local disk takes some thousandths of one, a network drive one and more. */
const LIMIT = 0.3;

/**
 * Whether a drive is fast enough to look at every file before answering. Where it isn't, an answer comes from the index
 * at once and is compared with the files afterwards.
 */
export class Patience {
  readonly #enough: number;
  readonly #limit: number;
  #looks = 0;
  #took = 0;

  constructor(enough: number = ENOUGH, limit: number = LIMIT) {
    this.#enough = enough;
    this.#limit = limit;
  }

  /** Runs `look` and remembers how long it took. */
  measure<T>(look: () => T): T {
    const start = performance.now();
    try {
      return look();
    } finally {
      this.#took += performance.now() - start;
      this.#looks++;
    }
  }

  get isSpent(): boolean {
    return this.#looks >= this.#enough && this.#took >= this.#limit * this.#looks;
  }
}
