/**
 * Asks again and again for something that changes, and hands on only answers that still fit: a new question makes
 * answers to older ones worthless, and while a question is under way it isn't asked a second time but once more after it.
 */
export class Latest<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #settle: (result: Settled<Answer>, question: Question) => void;
  #sequence = 0;
  #key: string | undefined;
  #busy = false;
  #again: Question | undefined;

  constructor(
    ask: (question: Question) => Promise<Answer>,
    settle: (result: Settled<Answer>, question: Question) => void,
  ) {
    this.#ask = ask;
    this.#settle = settle;
  }

  /** @param key equal for questions whose answers may stand for each other */
  ask(question: Question, key: string): void {
    if (this.#busy && key === this.#key) {
      this.#again = question;
      return;
    }
    this.#key = key;
    this.#again = undefined;
    void this.#run(question, ++this.#sequence);
  }

  /** Answers that are under way are dropped. */
  cancel(): void {
    this.#sequence++;
    this.#busy = false;
    this.#again = undefined;
    this.#key = undefined;
  }

  async #run(question: Question, sequence: number): Promise<void> {
    this.#busy = true;
    const result = await this.#ask(question).then(
      (answer): Settled<Answer> => ({ ok: true, answer }),
      (error: unknown): Settled<Answer> => ({ ok: false, message: messageOf(error) }),
    );
    if (sequence !== this.#sequence) return;
    this.#busy = false;
    const again = this.#again;
    this.#again = undefined;
    this.#settle(result, question);
    if (again !== undefined && sequence === this.#sequence) void this.#run(again, sequence);
  }
}

export type Settled<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly message: string };

/** Errors lose their class on the way from the host; what is left of them is a `message`, or nothing. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return typeof error === 'string' ? error : '';
}
