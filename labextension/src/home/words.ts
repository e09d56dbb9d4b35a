import { TranslationBundle } from '@jupyterlab/translation';

import { IPad, PadDate } from '../services/types';
import { daysAway } from './times';

/**
 * What somebody is offered as a time limit, in minutes.
 */
export const TIME_LIMITS = [30, 60, 90, 120, 180] as const;

/**
 * What somebody is offered as an interview's length, in minutes.
 */
export const DURATIONS = [15, 30, 45, 60, 90, 120, 180] as const;

/**
 * A length of time: "45 min", "1 h 30 min".
 *
 * @param minutes - Rounded up to whole ones.
 */
export function lengthLabel(minutes: number, trans: TranslationBundle): string {
  const whole = Math.ceil(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (hours === 0) {
    return trans.__('%1 min', rest);
  }
  return rest === 0
    ? trans.__('%1 h', hours)
    : trans.__('%1 h %2 min', hours, rest);
}

/**
 * A moment as a calendar says it: "Today, 15:00".
 *
 * @param iso - ISO-8601.
 * @param zone - Where it is today: an IANA name.
 */
export function momentLabel(
  iso: string,
  zone: string,
  trans: TranslationBundle,
  now = Date.now()
): string {
  const at = new Date(iso);
  const time = format(at, { timeZone: zone, timeStyle: 'short' });
  switch (daysAway(iso, zone, now)) {
    case 0:
      return trans.__('Today, %1', time);
    case 1:
      return trans.__('Tomorrow, %1', time);
    case -1:
      return trans.__('Yesterday, %1', time);
    default:
      return format(at, {
        timeZone: zone,
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: 'numeric',
        minute: '2-digit',
        ...(at.getFullYear() !== new Date(now).getFullYear() && {
          year: 'numeric'
        })
      });
  }
}

/**
 * A moment in full, with its zone, for whoever wants to be sure.
 */
export function exactMoment(iso: string, zone: string): string {
  return format(new Date(iso), {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short'
  });
}

function format(at: Date, options: Intl.DateTimeFormatOptions): string {
  // JupyterLab sets the page's language.
  const language = globalThis.document?.documentElement.lang || undefined;
  return new Intl.DateTimeFormat(language, options).format(at);
}

/**
 * What is said below a take-home's state about its time; empty if there is nothing to say.
 */
export function timeLeft(
  pad: IPad,
  trans: TranslationBundle,
  now = Date.now()
): string {
  if (pad.state !== 'in_progress' || !pad.deadline) {
    return '';
  }
  const minutes = (Date.parse(pad.deadline) - now) / 60_000;
  return minutes > 0
    ? trans.__('%1 left', lengthLabel(minutes, trans))
    : trans.__('Being handed in');
}

export function dateLabel(date: PadDate, trans: TranslationBundle): string {
  switch (date) {
    case 'created':
      return trans.__('Created');
    case 'scheduled':
      return trans.__('Scheduled');
    case 'ended':
      return trans.__('Ended');
  }
}

/**
 * What became of the last invitation; empty where none was mailed.
 */
export function mailLabel(pad: IPad, trans: TranslationBundle): string {
  switch (pad.mailed?.state) {
    case 'waiting':
      return trans.__('Invitation on its way');
    case 'sent':
      return trans.__('Invitation sent');
    case 'failed':
      return trans.__('Invitation not delivered');
    case 'uncertain':
      return trans.__('Invitation perhaps not delivered');
    default:
      return '';
  }
}
