/**
 * Times on the wall of a time zone, and the instants that they are. Pure.
 */

// In milliseconds.
const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * What a clock and a calendar show in some zone.
 */
export interface IWallTime {
  /**
   * YYYY-MM-DD, as a date field has it.
   */
  readonly date: string;
  /**
   * HH:MM, as a time field has it.
   */
  readonly time: string;
}

/**
 * The zone of this browser: an IANA name.
 */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/**
 * All zones that this browser knows, by their names.
 */
export function allZones(): ReadonlyArray<string> {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.includes('UTC') ? zones : [...zones, 'UTC'];
}

/**
 * @param iso - An instant, ISO-8601.
 * @param zone - An IANA name.
 */
export function wallTime(iso: string, zone: string): IWallTime {
  const shown = new Date(offset(Date.parse(iso), zone) + Date.parse(iso));
  const [date, time] = shown.toISOString().split('T');
  return { date, time: time.slice(0, 5) };
}

/**
 * The instant at which the clocks of a zone show something, ISO-8601 in UTC. Of a time that
 * comes twice the first, for one that is left out the one an hour later; null for what is no
 * time.
 */
export function instant(wall: IWallTime, zone: string): string | null {
  const shown = Date.parse(`${wall.date}T${wall.time}Z`);
  if (Number.isNaN(shown)) {
    return null;
  }
  // The zone's offset is one of those of the days around.
  const offsets = [offset(shown - DAY, zone), offset(shown + DAY, zone)];
  const found = offsets
    .map(one => shown - one)
    .filter(at => at + offset(at, zone) === shown);
  const at = found.length > 0 ? Math.min(...found) : shown - offsets[0];
  return new Date(at).toISOString();
}

/**
 * How far a zone's clocks are ahead of UTC, in milliseconds.
 */
function offset(at: number, zone: string): number {
  const parts = new Map(
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric'
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)])
  );
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
  const shown = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second')
  );
  return shown - Math.floor(at / 1000) * 1000;
}

/**
 * The begin of a day some days from today, ISO-8601.
 *
 * @param days - 0: today.
 */
export function dayBegins(days: number, zone: string, now: number): string {
  const { date } = wallTime(new Date(now).toISOString(), zone);
  const day = new Date(Date.parse(`${date}T00:00Z`) + days * DAY);
  return instant(
    { date: day.toISOString().slice(0, 10), time: '00:00' },
    zone
  )!;
}

/**
 * How many days lie between an instant and today: 0 today, 1 tomorrow, -1 yesterday.
 */
export function daysAway(iso: string, zone: string, now: number): number {
  const day = (at: string) => Date.parse(`${wallTime(at, zone).date}T00:00Z`);
  return (day(iso) - day(new Date(now).toISOString())) / DAY;
}

/**
 * The next full or half hour at least a little away, for what is scheduled.
 */
export function nextHalfHour(now: number): string {
  const half = 30 * MINUTE;
  return new Date(Math.ceil((now + MINUTE) / half) * half).toISOString();
}
