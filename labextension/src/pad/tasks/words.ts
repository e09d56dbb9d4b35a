import { TranslationBundle } from '@jupyterlab/translation';

import { ITestReport, Outcome } from './types';

/**
 * What came of a test, as a word.
 */
export function outcomeWord(
  outcome: Outcome,
  trans: TranslationBundle
): string {
  switch (outcome) {
    case 'passed':
      return trans.__('Passed');
    case 'failed':
      return trans.__('Failed');
    case 'error':
      return trans.__('Error');
    case 'skipped':
      return trans.__('Skipped');
  }
}

/**
 * How a run of tests went, in a few words.
 */
export function summary(report: ITestReport, trans: TranslationBundle): string {
  const total = report.tests.length;
  const passed = report.tests.filter(
    ({ outcome }) => outcome === 'passed'
  ).length;
  if (total === 0) {
    return trans.__('No test was run');
  }
  return passed === total && !report.failure
    ? trans._n('The test passed', 'All %1 tests passed', total)
    : trans.__('%1 of %2 tests passed', passed, total);
}

/**
 * Whether nothing went wrong.
 */
export function isGood(report: ITestReport): boolean {
  return (
    !report.failure &&
    report.tests.length > 0 &&
    report.tests.every(
      ({ outcome }) => outcome === 'passed' || outcome === 'skipped'
    )
  );
}

/**
 * A length of time in a few characters.
 *
 * @param seconds - In seconds.
 */
export function inSeconds(seconds: number, trans: TranslationBundle): string {
  return seconds < 1
    ? trans.__('%1 ms', Math.max(1, Math.round(seconds * 1000)))
    : trans.__('%1 s', seconds.toFixed(1));
}
