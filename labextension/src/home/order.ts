import { IPad, PadState } from '../services/types';

/**
 * The columns that the pads can be sorted by.
 */
export type SortKey =
  | 'title'
  | 'candidate_name'
  | 'state'
  | 'created'
  | 'last_activity';

export interface ISort {
  readonly key: SortKey;
  readonly descending: boolean;
}

/**
 * What it is to click a column's head: the other way round, or that column's own first
 * way (times newest first, words from A).
 */
export function sortBy(key: SortKey, sort: ISort): ISort {
  return key === sort.key
    ? { key, descending: !sort.descending }
    : { key, descending: key === 'created' || key === 'last_activity' };
}

const STATES: PadState[] = ['in_progress', 'not_started', 'ended'];

/**
 * The pads that match what was typed, in the order asked for.
 *
 * @param words - Looked for in title, people and state, whatever the case.
 * @param stateLabel - The word that a state is shown as.
 */
export function arrange(
  pads: ReadonlyArray<IPad>,
  words: string,
  sort: ISort,
  stateLabel: (state: PadState) => string
): IPad[] {
  const sought = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = pads.filter(pad => {
    const text = [
      pad.title,
      pad.candidate_name,
      stateLabel(pad.state),
      ...pad.interviewers
    ]
      .join('\n')
      .toLocaleLowerCase();
    return sought.every(word => text.includes(word));
  });
  const way = sort.descending ? -1 : 1;
  return found.sort(
    (a, b) =>
      way * compare(a, b, sort.key) ||
      b.created.localeCompare(a.created) ||
      a.id.localeCompare(b.id)
  );
}

function compare(a: IPad, b: IPad, key: SortKey): number {
  switch (key) {
    case 'state':
      return STATES.indexOf(a.state) - STATES.indexOf(b.state);
    case 'created':
    case 'last_activity':
      return (a[key] ?? '').localeCompare(b[key] ?? '');
    default:
      return a[key].localeCompare(b[key], undefined, {
        numeric: true,
        sensitivity: 'base'
      });
  }
}
