import assert from 'node:assert/strict';
import test from 'node:test';

import {
  behind,
  currentPart,
  nextPart,
  partTimes
} from '../src/templates/plan';
import { IPlan, IPlanClock } from '../src/templates/types';

const START = Date.parse('2026-05-01T12:00:00Z');
const MINUTE = 60_000;

function plan(clock: Partial<IPlanClock>): IPlan {
  const part = (key: string, minutes: number) => ({
    key,
    title: key,
    minutes,
    notes: '',
    task_id: null
  });
  return {
    title: 'Backend',
    locked: false,
    parts: [part('hello', 5), part('words', 30), part('bye', 5)],
    clock: { part: null, since: null, spent: {}, stopped: null, ...clock },
    now: new Date(START).toISOString()
  };
}

void test('a plan that has not begun goes on with its first part', () => {
  const times = partTimes(plan({}), START);
  assert.equal(currentPart(times), null);
  assert.equal(nextPart(times)?.part.key, 'hello');
  assert.equal(behind(times), 0);
});

void test('the clock counts what was spent before and since', () => {
  const since = new Date(START).toISOString();
  const times = partTimes(
    plan({ part: 'words', since, spent: { hello: 420, words: 60 } }),
    START + 10 * MINUTE
  );
  assert.deepEqual(
    times.map(({ state }) => state),
    ['done', 'now', 'ahead']
  );
  assert.equal(currentPart(times)?.left, 19 * MINUTE);
  assert.equal(nextPart(times)?.part.key, 'bye');
  // Two minutes more were spent on the first part; the second has time yet.
  assert.equal(behind(times), 2 * MINUTE);
});

void test('a part that takes longer is over its time, and so is the plan', () => {
  const since = new Date(START).toISOString();
  const times = partTimes(plan({ part: 'hello', since }), START + 8 * MINUTE);
  assert.equal(currentPart(times)?.left, -3 * MINUTE);
  assert.equal(behind(times), 3 * MINUTE);
});

void test('a clock that was stopped stands where it was', () => {
  const times = partTimes(
    plan({ spent: { hello: 60 }, stopped: 'hello' }),
    START + 600 * MINUTE
  );
  assert.equal(currentPart(times)?.state, 'stopped');
  assert.equal(currentPart(times)?.left, 4 * MINUTE);
});

void test('after the last part there is none', () => {
  const since = new Date(START).toISOString();
  const times = partTimes(plan({ part: 'bye', since }), START - MINUTE);
  assert.equal(nextPart(times), null);
  // A clock that is behind the server's counts nothing backwards.
  assert.equal(currentPart(times)?.spent, 0);
});
