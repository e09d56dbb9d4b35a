import { HostApi } from '../services/hostapi';
import { PagedSearch } from '../services/pagedsearch';
import { IPad, IPadQuery, PadSort } from '../services/types';

export const ALL_PADS: IPadQuery = {
  words: '',
  status: [],
  kind: [],
  interviewer: [],
  question: [],
  language: [],
  team: [],
  date: 'created',
  from: '',
  to: '',
  sort: 'created',
  descending: true
};

/**
 * What one sees first: one's own pads, the newest on top.
 */
export const MY_PADS: IPadQuery = { ...ALL_PADS, interviewer: ['me'] };

/**
 * The filters of which several values can be chosen.
 */
export type PadFilterKey =
  | 'status'
  | 'kind'
  | 'interviewer'
  | 'question'
  | 'language'
  | 'team';

const FILTERS: ReadonlyArray<PadFilterKey> = [
  'status',
  'kind',
  'interviewer',
  'question',
  'language',
  'team'
];

/**
 * Sorted this way first, a column shows times newest first and words from A.
 */
const NEWEST_FIRST: ReadonlyArray<PadSort> = ['created', 'activity'];

/**
 * The pads that somebody looks for, and as many of them as they have scrolled to.
 */
export class PadSearch extends PagedSearch<IPadQuery, IPad> {
  constructor(
    api: Pick<HostApi, 'pads'>,
    begin: IPadQuery = MY_PADS,
    options: PagedSearch.IOptions = {}
  ) {
    super(
      (query, cursor, limit) => api.pads(query, cursor, limit),
      begin,
      options
    );
  }

  /**
   * Whether anything but whose they are narrows the list.
   */
  get narrowed(): boolean {
    const { query } = this;
    return (
      query.words.trim() !== '' ||
      query.from !== '' ||
      query.to !== '' ||
      FILTERS.some(key => key !== 'interviewer' && query[key].length > 0) ||
      query.interviewer.some(one => one !== 'me')
    );
  }

  /**
   * Add a choice to a filter, or take it away.
   */
  toggle(key: PadFilterKey, value: string): void {
    const chosen: ReadonlyArray<string> = this.query[key];
    this.set({
      [key]: chosen.includes(value)
        ? chosen.filter(one => one !== value)
        : [...chosen, value]
    });
  }

  /**
   * What it is to click a column's head: the other way round, or that column's own first way.
   */
  sortBy(sort: PadSort): void {
    const { query } = this;
    this.set({
      sort,
      descending:
        sort === query.sort ? !query.descending : NEWEST_FIRST.includes(sort)
    });
  }

  /**
   * Take all filters away but the one for one's own pads.
   */
  widen(): void {
    const { sort, descending, interviewer } = this.query;
    this.set({
      ...ALL_PADS,
      sort,
      descending,
      interviewer: interviewer.filter(one => one === 'me')
    });
  }
}
