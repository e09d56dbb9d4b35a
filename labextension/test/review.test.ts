import assert from 'node:assert/strict';
import test from 'node:test';

import { ITask, ITestRun, Outcome } from '../src/pad/tasks/types';
import {
  beginning,
  commentsNear,
  lastBefore
} from '../src/playback/comments/marks';
import { IComment, IReviewedPad } from '../src/playback/review/api';
import { handedIn, stateWords, tally } from '../src/playback/review/words';

const trans = {
  __: (text: string, ...values: unknown[]) =>
    text.replace(/%(\d)/g, (_, at) => String(values[Number(at) - 1]))
} as never;

function comment(moment: number, text = ''): IComment {
  return {
    id: String(moment),
    author: 'Ada',
    actions: [],
    moment,
    document: null,
    text,
    written: '',
    edited: null
  };
}

const COMMENTS = [comment(1000), comment(5000), comment(5200), comment(9000)];

test('comments near a moment, the nearest first', () => {
  const near = (time: number, distance: number) =>
    commentsNear(COMMENTS, time, distance).map(({ moment }) => moment);
  assert.deepEqual(near(5150, 300), [5200, 5000]);
  assert.deepEqual(near(3000, 100), []);
  assert.deepEqual(near(1000, 0), [1000]);
});

test('the last comment about what had happened', () => {
  assert.equal(lastBefore(COMMENTS, 0), -1);
  assert.equal(lastBefore(COMMENTS, 1000), 0);
  assert.equal(lastBefore(COMMENTS, 8999), 2);
  assert.equal(lastBefore(COMMENTS, 1e9), 3);
  assert.equal(lastBefore([], 5), -1);
});

test('a comment begins in one line without the signs of its Markdown', () => {
  assert.equal(
    beginning('# Look\n\nat **this**, [here](https://example.org)'),
    'Look at this, here'
  );
  assert.equal(beginning('![plot](x.png)'), 'plot');
  const long = beginning('word '.repeat(100));
  assert.ok(long.length <= 120 && long.endsWith('…'));
});

const PAD: IReviewedPad = {
  kind: 'take_home',
  state: 'ready_for_review',
  candidate_name: 'Grace',
  started: '2026-05-01T10:00:00.000Z',
  ended: '2026-05-01T11:05:00.000Z',
  submitted: '2026-05-01T11:02:03.000Z',
  submitted_by: 'candidate',
  reviewed_by: null,
  actions: ['review']
};

test('where a review stands', () => {
  assert.match(stateWords(null, trans), /^This interview has ended/);
  assert.match(
    stateWords({ ...PAD, kind: 'live', state: 'ended' }, trans),
    /^This interview has ended/
  );
  assert.equal(stateWords(PAD, trans), 'Ready for review');
  const reviewed = { ...PAD, state: 'reviewed' };
  assert.equal(stateWords(reviewed, trans), 'Reviewed');
  assert.equal(
    stateWords({ ...reviewed, reviewed_by: 'Ada' }, trans),
    'Reviewed by Ada'
  );
});

test('how it came to be handed in, and after what time', () => {
  assert.match(handedIn(PAD, trans), /^Handed in .*, after 1:02:03$/);
  assert.match(
    handedIn({ ...PAD, submitted_by: 'deadline' }, trans),
    /^Handed in by itself at the deadline/
  );
  assert.match(
    handedIn({ ...PAD, submitted_by: 'member' }, trans),
    /^Ended by a colleague/
  );
  assert.match(handedIn({ ...PAD, started: null }, trans), /^Handed in [^,]/);
  assert.equal(handedIn({ ...PAD, submitted: null, ended: null }, trans), '');
});

function task(id: string, visible: number, hidden: number): ITask {
  return { id, opened: true, tests: { visible, hidden } } as ITask;
}

function run(state: ITestRun['state'], outcomes: Outcome[]): ITestRun {
  const tests = outcomes.map(outcome => ({ outcome }));
  return {
    state,
    report: state === 'done' ? { tests } : null
  } as unknown as ITestRun;
}

test('tests are added up, the hidden ones where a task has them', () => {
  const runs: { [key: string]: ITestRun } = {
    'a hidden': run('done', ['passed', 'failed']),
    'a visible': run('done', ['passed', 'passed']),
    'b visible': run('done', ['passed', 'error'])
  };
  const of = (id: string, tests: string) => runs[`${id} ${tests}`] ?? null;
  const tasks = [task('a', 1, 1), task('b', 1, 0), task('c', 0, 0)];
  assert.deepEqual(tally(tasks, of), {
    passed: 2,
    total: 4,
    running: false,
    failed: false
  });
  runs['b visible'] = run('running', []);
  assert.equal(tally(tasks, of).running, true);
  delete runs['b visible'];
  assert.equal(tally(tasks, of).running, true, 'about to begin');
  runs['b visible'] = run('failed', []);
  assert.deepEqual(tally(tasks, of), {
    passed: 1,
    total: 2,
    running: false,
    failed: true
  });
});
