import { TranslationBundle } from '@jupyterlab/translation';

import { clockTime } from '../playback/engine/clock';
import {
  ICompetency,
  IEvidence,
  Outcome,
  Recommendation,
  SeeOthers
} from './types';

export function recommendationWords(
  recommendation: Recommendation,
  trans: TranslationBundle
): string {
  switch (recommendation) {
    case 'strong_no':
      return trans.__('Strong no');
    case 'no':
      return trans.__('No');
    case 'yes':
      return trans.__('Yes');
    case 'strong_yes':
      return trans.__('Strong yes');
  }
}

export function outcomeWords(
  outcome: Outcome,
  trans: TranslationBundle
): string {
  switch (outcome) {
    case 'hire':
      return trans.__('Hire');
    case 'no_hire':
      return trans.__('Do not hire');
    case 'further':
      return trans.__('Talk once more');
  }
}

/**
 * Why somebody sees nothing of what is written.
 */
export function subjectWords(trans: TranslationBundle): string {
  return trans.__(
    'You are the candidate of this interview by its e-mail address, so what is written about it is not for you to see. If that is a mistake, ask an administrator.'
  );
}

/**
 * When the others' scorecards are seen.
 */
export function seeOthersWords(
  rule: SeeOthers,
  trans: TranslationBundle
): string {
  switch (rule) {
    case 'never':
      return trans.__('never');
    case 'after_submitting':
      return trans.__('after submitting one’s own');
    case 'always':
      return trans.__('always');
  }
}

/**
 * The levels of a competency, the lowest first.
 */
export function levelsOf(
  competency: ICompetency
): ReadonlyArray<readonly [level: number, words: string]> {
  return Object.entries(competency.levels)
    .map(([level, words]) => [Number(level), words] as const)
    .sort(([a], [b]) => a - b);
}

/**
 * Where something was seen: "12:34 · main.py"; empty if that is not known.
 */
export function placeWords({ document, moment }: IEvidence): string {
  return [moment === null ? '' : clockTime(moment), document]
    .filter(Boolean)
    .join(' · ');
}

// The longest quote that is taken, in UTF-16 units: what is longer is no quote.
const LONGEST = 4000;

/**
 * Text as it is quoted: without empty lines around it, and its beginning where it is very long.
 */
export function quoted(text: string): string {
  const trimmed = text.replace(/^(\s*\n)+/, '').trimEnd();
  return trimmed.length > LONGEST
    ? `${trimmed.slice(0, LONGEST - 1)}…`
    : trimmed;
}
