import { IPad, IPadChange } from '../services/types';

/**
 * What differs from a pad as it is. Pure.
 */
export function changeOf(pad: IPad, wanted: IPadChange): IPadChange {
  const now: IPadChange = {
    ...pad,
    interviewers: pad.assigned.map(({ id }) => id),
    team_id: pad.team?.id ?? null
  };
  const key = (value: unknown) =>
    JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  const instantOf = (value: unknown) =>
    typeof value === 'string' ? Date.parse(value) : value;
  const changed = Object.entries(wanted).filter(([name, value]) => {
    const before = now[name as keyof IPadChange];
    return name === 'starts_at' || name === 'due'
      ? instantOf(before) !== instantOf(value)
      : key(before) !== key(value);
  });
  return Object.fromEntries(changed);
}
