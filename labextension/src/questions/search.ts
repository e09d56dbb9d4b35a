import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { QuestionApi } from './api';
import { FilterKey, IQuery, IQuestion, Sort } from './types';

// Milliseconds without a key after which the words are looked for.
const DELAY = 150;

// Questions asked for at once.
const SIZE = 50;

export const EVERYTHING: IQuery = {
  tab: null,
  words: '',
  type: [],
  language: [],
  difficulty: [],
  label: [],
  author: [],
  favourite: false,
  archived: false,
  sort: null
};

const FILTERS: ReadonlyArray<FilterKey> = [
  'type',
  'language',
  'difficulty',
  'label',
  'author'
];

/**
 * What somebody looks for in the bank, and as much of the answer as they have scrolled to.
 *
 * The last answer stays while the next is waited for, and an answer that was overtaken by
 * another question is left aside.
 */
export class QuestionSearch implements IDisposable {
  /**
   * @param begin - What differs from everything by title.
   */
  constructor(
    private _api: Pick<QuestionApi, 'search'>,
    begin: Partial<IQuery> = {},
    options: { readonly delay?: number; readonly size?: number } = {}
  ) {
    this._query = { ...EVERYTHING, ...begin };
    this._delay = options.delay ?? DELAY;
    this._size = options.size ?? SIZE;
  }

  get query(): IQuery {
    return this._query;
  }

  /**
   * What was found so far; null before the first answer.
   */
  get questions(): ReadonlyArray<IQuestion> | null {
    return this._questions;
  }

  /**
   * How many there are, whether they are here or not.
   */
  get total(): number {
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

  /**
   * Whether anything narrows the list.
   */
  get narrowed(): boolean {
    return (
      this._query.words.trim() !== '' ||
      this._query.favourite ||
      FILTERS.some(key => this._query[key].length > 0)
    );
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
  set(change: Partial<IQuery>): void {
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
   * Add a choice to a filter, or take it away.
   */
  toggle(key: FilterKey, value: string): void {
    const chosen = this._query[key];
    this.set({
      [key]: chosen.includes(value)
        ? chosen.filter(one => one !== value)
        : [...chosen, value]
    });
  }

  sortBy(sort: Sort | null): void {
    this.set({ sort });
  }

  /**
   * Show everything of the tab again.
   */
  widen(): void {
    const { tab, sort, archived } = this._query;
    this.set({ ...EVERYTHING, tab, sort, archived });
  }

  /**
   * Ask anew, for as many as are shown when nothing else is sought.
   */
  async refresh(): Promise<void> {
    clearTimeout(this._timer);
    const same = this._query === this._answered;
    const limit = same
      ? Math.max(this._size, this._questions?.length ?? 0)
      : this._size;
    await this._ask('', Math.min(limit, MOST), () => []);
  }

  /**
   * Ask for the next part, unless everything is here or on its way.
   */
  async more(): Promise<void> {
    if (this._next && !this._busy && this._query === this._answered) {
      await this._ask(this._next, this._size, () => this._questions ?? []);
    }
  }

  /**
   * Show a question as it is now, without asking for the list anew.
   */
  put(question: IQuestion): void {
    this._questions =
      this._questions?.map(known =>
        known.id === question.id ? question : known
      ) ?? null;
    this._changed.emit();
  }

  private async _ask(
    cursor: string,
    limit: number,
    before: () => ReadonlyArray<IQuestion>
  ): Promise<void> {
    const turn = ++this._turn;
    const query = this._query;
    this._busy = true;
    this._changed.emit();
    try {
      const { questions, next, total } = await this._api.search(
        query,
        cursor,
        limit
      );
      if (turn !== this._turn || this._isDisposed) {
        return;
      }
      const known = before();
      const ids = new Set(known.map(({ id }) => id));
      // Something that moved down meanwhile comes twice.
      this._questions = [
        ...known,
        ...questions.filter(({ id }) => !ids.has(id))
      ];
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

  private _query: IQuery;
  private _delay: number;
  private _size: number;
  private _answered: IQuery | null = null;
  private _questions: ReadonlyArray<IQuestion> | null = null;
  private _next: string | null = null;
  private _total = 0;
  private _busy = false;
  private _failure: unknown = null;
  private _turn = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
}

// The most that the server gives at once.
const MOST = 200;
