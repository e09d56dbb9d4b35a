import assert from 'node:assert/strict';
import test from 'node:test';
import * as Y from 'yjs';

import { ShownTasks } from '../src/pad/tasks/shown';
import { ITestReport, Outcome } from '../src/pad/tasks/types';
import { isGood, summary } from '../src/pad/tasks/words';

const TASK = {
  title: 'Two sum',
  folder: 'two-sum',
  type: 'code',
  language: 'python',
  documents: ['two-sum/main.py'],
  introduction: '',
  steps: [],
  total: 2,
  position: 0,
  testable: true
};

test('a task is current once both it and its name have arrived, told once', () => {
  const doc = new Y.Doc();
  const tasks = new ShownTasks(doc);
  let told = 0;
  tasks.changed.connect(() => {
    told += 1;
  });
  doc.getMap('current').set('task', 'a');
  assert.equal(tasks.current, null);
  doc.transact(() => {
    doc.getMap('tasks').set('a', TASK);
    doc.getMap('tests').set('a', { state: 'running' });
  });
  assert.deepEqual(tasks.current, { ...TASK, id: 'a' });
  assert.equal(tasks.tests('a')?.state, 'running');
  assert.equal(tasks.tests('b'), null);
  assert.equal(told, 2);
  doc.getMap('runs').set('main.py', {});
  assert.equal(told, 2, 'nothing of tasks changed');
});

const trans = {
  __: (text: string, ...values: unknown[]) =>
    text.replace(/%(\d)/g, (_, at) => String(values[Number(at) - 1])),
  _n: (one: string, many: string, count: number) =>
    (count === 1 ? one : many).replace('%1', String(count))
} as never;

function report(outcomes: Outcome[], failure = ''): ITestReport {
  const tests = outcomes.map(outcome => ({
    name: outcome,
    outcome,
    expected: null,
    actual: null,
    message: '',
    seconds: 0
  }));
  return { tests, seconds: 0, failure, output: '' };
}

test('a report is told in a few words', () => {
  assert.equal(
    summary(report(['passed', 'passed']), trans),
    'All 2 tests passed'
  );
  assert.equal(summary(report(['passed']), trans), 'The test passed');
  assert.equal(
    summary(report(['passed', 'error']), trans),
    '1 of 2 tests passed'
  );
  assert.equal(summary(report([]), trans), 'No test was run');
  assert.equal(
    summary(report(['passed'], 'It ended too early.'), trans),
    '1 of 1 tests passed'
  );
});

test('only what ran to its end without a failure is good', () => {
  assert.ok(isGood(report(['passed', 'skipped'])));
  assert.ok(!isGood(report(['passed', 'failed'])));
  assert.ok(!isGood(report(['passed'], 'It ended too early.')));
  assert.ok(!isGood(report([])));
});
