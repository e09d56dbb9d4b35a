import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';

import { inWords, warning } from '../src/pad/frame/words';
import { ShownTasks } from '../src/pad/tasks/shown';

const trans = {
  __: (text: string, ...values: unknown[]) =>
    text.replace(/%(\d)/g, (_, at) => String(values[Number(at) - 1])),
  _n: (one: string, many: string, count: number) =>
    (count === 1 ? one : many).replace('%1', String(count))
} as never;

const MINUTE = 60_000;

test('the end draws near in three words, each true until the next', () => {
  assert.equal(warning(10 * MINUTE + 1, trans), '');
  assert.equal(warning(10 * MINUTE, trans), 'Less than 10 minutes left');
  assert.equal(warning(MINUTE + 1, trans), 'Less than 10 minutes left');
  assert.match(warning(MINUTE, trans), /^Less than a minute left/);
  assert.match(warning(1, trans), /^Less than a minute left/);
  assert.match(warning(0, trans), /^Time’s up/);
  assert.match(warning(-5000, trans), /^Time’s up/);
});

test('what is left is told in the unit that fits', () => {
  assert.equal(inWords(59_999, trans), 'You have less than a minute left.');
  assert.equal(inWords(-1, trans), 'You have less than a minute left.');
  assert.equal(inWords(MINUTE, trans), 'You have 1 minute left.');
  assert.equal(inWords(119 * MINUTE, trans), 'You have 119 minutes left.');
  assert.equal(
    inWords(120 * MINUTE, trans),
    'You have more than 2 hours left.'
  );
  assert.equal(
    inWords(72 * 60 * MINUTE, trans),
    'You have more than 3 days left.'
  );
});

test('a page goes to a task of its own choice and stays there', () => {
  const doc = new Y.Doc();
  const tasks = new ShownTasks(doc);
  const task = (position: number) => ({ title: `Task ${position}`, position });
  doc.transact(() => {
    doc.getMap('tasks').set('b', task(1));
    doc.getMap('tasks').set('a', task(0));
    doc.getMap('current').set('task', 'a');
  });
  assert.deepEqual(
    tasks.all.map(({ id }) => id),
    ['a', 'b']
  );
  let told = 0;
  tasks.changed.connect(() => {
    told += 1;
  });
  tasks.choose('b');
  tasks.choose('b');
  tasks.choose('nothing like it');
  assert.equal(tasks.current?.id, 'b');
  assert.equal(told, 1);
  doc.getMap('tests').set('a', { state: 'running' });
  assert.equal(tasks.current?.id, 'b', 'the others move nobody');
});
