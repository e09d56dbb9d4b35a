import { HostApi } from '../services/hostapi';
import { PagedSearch } from '../services/pagedsearch';
import {
  IPad,
  IPadQuery,
  PAD_DATES,
  PAD_KINDS,
  PAD_SORTS,
  PAD_STATES,
  PadSort
} from '../services/types';

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
 * A query as the page's address has it, without whose pads are looked at; empty where nothing is
 * narrowed and the order is the usual one. Pure.
 */
export function addressOfQuery(query: IPadQuery): string {
  const said = new URLSearchParams();
  const put = (name: string, value: string, usual: string) => {
    if (value !== usual) {
      said.append(name, value);
    }
  };
  put('q', query.words.trim(), '');
  for (const key of FILTERS) {
    for (const value of query[key]) {
      // Whether they are one's own is the tab that one looks at.
      put(key, value, key === 'interviewer' ? 'me' : '');
    }
  }
  if (query.from || query.to) {
    put('date', query.date, ALL_PADS.date);
    put('from', query.from, '');
    put('to', query.to, '');
  }
  put('sort', query.sort, ALL_PADS.sort);
  put('order', query.descending ? 'down' : 'up', 'down');
  return said.toString();
}

/**
 * What `addressOfQuery` said; whatever means nothing is left out. Pure.
 *
 * @returns The whole query, but for whose pads are looked at.
 */
export function queryOfAddress(text: string): IPadQuery {
  const said = new URLSearchParams(text);
  const some = <T extends string>(name: string, known: ReadonlyArray<T>) =>
    known.filter(one => said.getAll(name).includes(one));
  const one = <T extends string>(
    name: string,
    known: ReadonlyArray<T>,
    usual: T
  ) => some(name, known)[0] ?? usual;
  const moment = (name: string) => {
    const value = said.get(name) ?? '';
    return isNaN(Date.parse(value)) ? '' : value;
  };
  return {
    words: said.get('q') ?? '',
    status: some('status', PAD_STATES),
    kind: some('kind', PAD_KINDS),
    interviewer: said.getAll('interviewer').filter(id => id !== 'me'),
    question: said.getAll('question'),
    language: said.getAll('language'),
    team: said.getAll('team'),
    date: one('date', PAD_DATES, ALL_PADS.date),
    from: moment('from'),
    to: moment('to'),
    sort: one('sort', PAD_SORTS, ALL_PADS.sort),
    descending: said.get('order') !== 'up'
  };
}

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
