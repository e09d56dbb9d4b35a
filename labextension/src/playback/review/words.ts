import { TranslationBundle } from '@jupyterlab/translation';

import { ITask, ITestRun } from '../../pad/tasks/types';
import { clockTime } from '../engine/clock';
import { IReviewedPad } from './api';

/**
 * Where a pad stands that is looked back on.
 */
export function stateWords(
  pad: IReviewedPad | null,
  trans: TranslationBundle
): string {
  switch (pad?.state) {
    case 'ready_for_review':
      return trans.__('Ready for review');
    case 'reviewed':
      return pad.reviewed_by
        ? trans.__('Reviewed by %1', pad.reviewed_by)
        : trans.__('Reviewed');
    default:
      return trans.__('This interview has ended. Read-only.');
  }
}

/**
 * How work came to be handed in, and what time it took.
 */
export function handedIn(pad: IReviewedPad, trans: TranslationBundle): string {
  const when = pad.submitted ?? pad.ended;
  if (!when) {
    return '';
  }
  const taken = pad.started
    ? clockTime(Date.parse(when) - Date.parse(pad.started), 3_600_000)
    : '';
  const date = new Date(when).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short'
  });
  const how =
    pad.submitted_by === 'deadline'
      ? trans.__('Handed in by itself at the deadline, %1', date)
      : pad.submitted_by === 'member'
        ? trans.__('Ended by a colleague, %1', date)
        : trans.__('Handed in %1', date);
  return taken ? trans.__('%1, after %2', how, taken) : how;
}

/**
 * How the tests of several tasks went together.
 */
export interface ITally {
  readonly passed: number;
  readonly total: number;
  /**
   * Whether some still run, or wait for others.
   */
  readonly running: boolean;
  /**
   * Whether some could not be run.
   */
  readonly failed: boolean;
}

/**
 * Add up how tests went: of each task the hidden ones, where it has some.
 *
 * @param run - Gives the newest run of a task's tests of what was handed in.
 */
export function tally(
  tasks: ReadonlyArray<ITask>,
  run: (id: string, tests: 'visible' | 'hidden') => ITestRun | null
): ITally {
  const runs = tasks
    .filter(({ opened, tests }) => opened && tests.hidden + tests.visible > 0)
    .map(({ id, tests }) => run(id, tests.hidden ? 'hidden' : 'visible'));
  const results = runs.flatMap(each => each?.report?.tests ?? []);
  return {
    passed: results.filter(({ outcome }) => outcome === 'passed').length,
    total: results.length,
    running: runs.some(each => each === null || each.state === 'running'),
    failed: runs.some(each => each?.state === 'failed')
  };
}
