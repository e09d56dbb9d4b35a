import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

// Milliseconds without a key after which the words are looked for.
const DELAY = 150;

// How many are asked for at once, and the most that the server gives at once.
const SIZE = 50;
const MOST = 200;

/**
 * A part of an answer, and where the next begins; null if there is none.
 *
 * The total is null where there are too many to be counted for it.
 */
export interface IPart<T> {
  readonly items: ReadonlyArray<T>;
  readonly next: string | null;
  readonly total: number | null;
}

/**
 * Gives a part of what a query finds; throws `RequestError`.
 *
 * @param cursor - Where the part begins; empty for the beginning.
 * @param limit - How many at most.
 */
export type Ask<Q, T> = (
  query: Q,
  cursor: string,
  limit: number
) => Promise<IPart<T>>;

/**
 * What somebody looks for among more than a browser should hold, and as much of the answer as
 * they have scrolled to.
 *
 * The last answer stays while the next is waited for, and an answer that was overtaken by
 * another question is left aside.
 */
export class PagedSearch<
  Q extends { readonly words: string },
  T extends { readonly id: string }
> implements IDisposable
{
  constructor(
    private _askFor: Ask<Q, T>,
    private _query: Q,
    options: PagedSearch.IOptions = {}
  ) {
    this._delay = options.delay ?? DELAY;
    this._size = options.size ?? SIZE;
  }

  get query(): Q {
    return this._query;
  }

  /**
   * What was found so far; null before the first answer.
   */
  get found(): ReadonlyArray<T> | null {
    return this._found;
  }

  /**
   * How many there are, whether they are here or not; null where there are too many to be counted
   * for an answer.
   */
  get total(): number | null {
    return this._total;
  }

  /**
   * Whether an answer is waited for.
   */
  get busy(): boolean {
    return this._busy;
  }

  /**
   * Why the last question was not answered; null if it was.
   */
  get failure(): unknown {
    return this._failure;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      Signal.clearData(this);
    }
  }

  /**
   * Look for something else. Words are waited for until the next ones stay away.
   */
  set(change: Partial<Q>): void {
    this._query = { ...this._query, ...change };
    clearTimeout(this._timer);
    if (Object.keys(change).join() === 'words') {
      this._timer = setTimeout(() => void this.refresh(), this._delay);
      this._changed.emit();
    } else {
      void this.refresh();
    }
  }

  /**
   * Ask anew, for as many as are shown when nothing else is sought.
   */
  async refresh(): Promise<void> {
    clearTimeout(this._timer);
    const same = this._query === this._answered;
    const limit = same
      ? Math.max(this._size, this._found?.length ?? 0)
      : this._size;
    await this._ask('', Math.min(limit, MOST), () => []);
  }

  /**
   * Ask for the next part, unless everything is here or on its way.
   */
  async more(): Promise<void> {
    if (this._next && !this._busy && this._query === this._answered) {
      await this._ask(this._next, this._size, () => this._found ?? []);
    }
  }

  /**
   * Show something as it is now, without asking for the list anew.
   */
  put(item: T): void {
    this._found =
      this._found?.map(known => (known.id === item.id ? item : known)) ?? null;
    this._changed.emit();
  }

  private async _ask(
    cursor: string,
    limit: number,
    before: () => ReadonlyArray<T>
  ): Promise<void> {
    const turn = ++this._turn;
    const query = this._query;
    this._busy = true;
    this._changed.emit();
    try {
      const { items, next, total } = await this._askFor(query, cursor, limit);
      if (turn !== this._turn || this._isDisposed) {
        return;
      }
      const known = before();
      const ids = new Set(known.map(({ id }) => id));
      // Something that moved down meanwhile comes twice.
      this._found = [...known, ...items.filter(({ id }) => !ids.has(id))];
      this._next = next;
      this._total = total;
      this._answered = query;
      this._failure = null;
    } catch (reason) {
      if (turn !== this._turn || this._isDisposed) {
        return;
      }
      this._failure = reason;
    }
    this._busy = false;
    this._changed.emit();
  }

  private _delay: number;
  private _size: number;
  private _answered: Q | null = null;
  private _found: ReadonlyArray<T> | null = null;
  private _next: string | null = null;
  private _total: number | null = 0;
  private _busy = false;
  private _failure: unknown = null;
  private _turn = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
}

export namespace PagedSearch {
  export interface IOptions {
    /**
     * Milliseconds without a key after which the words are looked for.
     */
    readonly delay?: number;
    /**
     * How many are asked for at once.
     */
    readonly size?: number;
  }
}
