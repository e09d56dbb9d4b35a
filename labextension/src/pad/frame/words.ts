import { TranslationBundle } from '@jupyterlab/translation';

const MINUTE = 60_000;

/**
 * What is worth saying about the time that is left, in words that stay true until the next
 * ones; empty as long as there is plenty.
 *
 * @param left - In milliseconds.
 */
export function warning(left: number, trans: TranslationBundle): string {
  if (left <= 0) {
    return trans.__('Time’s up. Your work is being handed in…');
  }
  if (left <= MINUTE) {
    return trans.__('Less than a minute left. Handed in by itself at the end');
  }
  return left <= 10 * MINUTE ? trans.__('Less than 10 minutes left') : '';
}

/**
 * How much time is left, in words.
 *
 * @param left - In milliseconds.
 */
export function inWords(left: number, trans: TranslationBundle): string {
  const minutes = Math.floor(left / MINUTE);
  if (minutes < 1) {
    return trans.__('You have less than a minute left.');
  }
  if (minutes < 120) {
    return trans._n(
      'You have %1 minute left.',
      'You have %1 minutes left.',
      minutes
    );
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? trans.__('You have more than %1 hours left.', hours)
    : trans.__('You have more than %1 days left.', Math.floor(hours / 24));
}
