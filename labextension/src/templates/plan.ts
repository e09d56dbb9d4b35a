import { IPlan, IPlanPart } from './types';

const MINUTE = 60_000;

/**
 * A part of the plan at some moment. Times are in milliseconds.
 */
export interface IPartTime {
  readonly part: IPlanPart;
  /**
   * "now": it goes on; "stopped": the clock was stopped in it; "done": time was spent on it.
   */
  readonly state: 'ahead' | 'now' | 'stopped' | 'done';
  readonly spent: number;
  /**
   * What is left of its time; below nothing once it takes longer.
   */
  readonly left: number;
}

/**
 * The parts of a plan as they stand at a moment.
 *
 * @param now - By the server's clock, in milliseconds since 1970.
 */
export function partTimes(plan: IPlan, now: number): IPartTime[] {
  const { clock } = plan;
  return plan.parts.map(part => {
    const before = (clock.spent[part.key] ?? 0) * 1000;
    const goes = clock.part === part.key && clock.since !== null;
    const since = goes ? Math.max(0, now - Date.parse(clock.since!)) : 0;
    const spent = before + since;
    return {
      part,
      state: goes
        ? 'now'
        : clock.stopped === part.key
          ? 'stopped'
          : part.key in clock.spent
            ? 'done'
            : 'ahead',
      spent,
      left: part.minutes * MINUTE - spent
    };
  });
}

/**
 * The part that one is in, whether the clock goes or stands; null before the first.
 */
export function currentPart(times: ReadonlyArray<IPartTime>): IPartTime | null {
  return (
    times.find(({ state }) => state === 'now' || state === 'stopped') ?? null
  );
}

/**
 * The part after the current one; the first where none has begun, null after the last.
 */
export function nextPart(times: ReadonlyArray<IPartTime>): IPartTime | null {
  const current = currentPart(times);
  return times[current ? times.indexOf(current) + 1 : 0] ?? null;
}

/**
 * How much longer the parts up to the current one take than planned, in milliseconds; what is
 * left of the current one counts as planned. Below nothing: there is time in hand.
 */
export function behind(times: ReadonlyArray<IPartTime>): number {
  const current = currentPart(times);
  if (!current) {
    return 0;
  }
  return times
    .slice(0, times.indexOf(current) + 1)
    .reduce(
      (sum, one) => sum - (one === current ? Math.min(0, one.left) : one.left),
      0
    );
}
