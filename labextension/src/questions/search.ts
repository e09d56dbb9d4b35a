import { PagedSearch } from '../services/pagedsearch';
import type { QuestionApi } from './api';
import { FilterKey, IQuery, IQuestion, Sort } from './types';

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
 */
export class QuestionSearch extends PagedSearch<IQuery, IQuestion> {
  /**
   * @param begin - What differs from everything by title.
   */
  constructor(
    api: Pick<QuestionApi, 'search'>,
    begin: Partial<IQuery> = {},
    options: PagedSearch.IOptions = {}
  ) {
    super(
      async (query, cursor, limit) => {
        const { questions, ...part } = await api.search(query, cursor, limit);
        return { items: questions, ...part };
      },
      { ...EVERYTHING, ...begin },
      options
    );
  }

  /**
   * What was found so far; null before the first answer.
   */
  get questions(): ReadonlyArray<IQuestion> | null {
    return this.found;
  }

  /**
   * How many there are; questions are always counted.
   */
  override get total(): number {
    return super.total ?? 0;
  }

  /**
   * Whether anything narrows the list.
   */
  get narrowed(): boolean {
    return (
      this.query.words.trim() !== '' ||
      (this.query.favourite && this.query.tab !== 'favourites') ||
      FILTERS.some(key => this.query[key].length > 0)
    );
  }

  /**
   * Add a choice to a filter, or take it away.
   */
  toggle(key: FilterKey, value: string): void {
    const chosen = this.query[key];
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
    const { tab, sort, archived } = this.query;
    this.set({ ...EVERYTHING, tab, sort, archived });
  }
}
