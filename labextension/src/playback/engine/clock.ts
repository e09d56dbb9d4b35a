/**
 * Where the clock is after some time has passed on the wall.
 *
 * @param from - Where it was, in milliseconds since the start.
 * @param passed - Milliseconds of the wall's clock.
 * @param speed - Milliseconds of the recording for each of the wall's.
 * @param idle - Stretches to leap over; empty to leap over none.
 * @param end - Where it stops.
 */
export function advance(
  from: number,
  passed: number,
  speed: number,
  idle: ReadonlyArray<readonly [from: number, to: number]>,
  end: number
): number {
  let at = from;
  let left = passed * speed;
  for (const [start, stop] of idle) {
    if (stop - MARGIN <= at) {
      continue;
    }
    const leap = start + MARGIN;
    if (leap >= stop - MARGIN) {
      continue;
    }
    const before = Math.max(0, leap - at);
    if (before > left) {
      break;
    }
    left -= before;
    at = stop - MARGIN;
  }
  return Math.min(at + left, end);
}

// Milliseconds of quiet that are left on either side of a leap, so that it is felt.
const MARGIN = 500;

/**
 * A moment as h:mm:ss, or m:ss in a recording that is shorter than an hour.
 */
export function clockTime(milliseconds: number, whole = milliseconds): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return whole < 3_600_000
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/**
 * A moment as it stands in an address: "#t=00:12:34", with milliseconds where there are any.
 */
export function toFragment(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds));
  const seconds = Math.floor(whole / 1000);
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  const clock = parts.map(part => two(Math.floor(part))).join(':');
  const rest = whole % 1000;
  return `#t=${clock}${rest ? `.${String(rest).padStart(3, '0')}` : ''}`;
}

/**
 * The moment that an address names, in milliseconds; null if it names none.
 */
export function fromFragment(fragment: string): number | null {
  const found = /^#?(?:.*&)?t=(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)$/.exec(
    fragment
  );
  if (!found) {
    return null;
  }
  const [hours, minutes, seconds] = found
    .slice(1)
    .map(part => Number(part ?? 0));
  return Math.round((hours * 3600 + minutes * 60 + seconds) * 1000);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
