import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Attention } from '../src/pad/signals/attention';
import { Copied, isNearlyAll } from '../src/pad/signals/copied';

test('what was copied here is known when it is pasted, in whole or in part', () => {
  const copied = new Copied();
  copied.add('def mean(values):\n    return sum(values)');
  assert.ok(copied.knows('return sum(values)', []));
  assert.ok(copied.knows('def mean(values):\r\n\treturn sum(values)', []));
  assert.ok(!copied.knows('import antigravity', []));
});

test('what stands in a document is from inside, however it was copied', () => {
  assert.ok(new Copied().knows('x = 1', ['y = 2', 'a\nx = 1\nb']));
  assert.ok(!new Copied().knows('x = 12', ['y = 2', 'a\nx = 1\nb']));
});

test('only the newest copies are remembered', () => {
  const copied = new Copied();
  copied.add('the first');
  for (let i = 0; i < 20; i++) {
    copied.add(`copy ${i} of something`);
  }
  assert.ok(!copied.knows('the first', []));
  assert.ok(copied.knows('copy 19', []));
});

test('a whole document is copied when it is long and little is missing', () => {
  const document = 'x'.repeat(300);
  assert.ok(isNearlyAll(document, document));
  assert.ok(isNearlyAll('x'.repeat(240), document));
  assert.ok(!isNearlyAll('x'.repeat(239), document));
  assert.ok(!isNearlyAll('short', 'short'));
});

test('leaving counts after a while only, and returning at once', () => {
  let here = true;
  const told: boolean[] = [];
  const waiting: (() => void)[] = [];
  const attention = new Attention(
    () => here,
    value => told.push(value),
    call => waiting.push(call)
  );
  here = false;
  attention.check();
  attention.check();
  assert.equal(waiting.length, 1);
  here = true;
  waiting.pop()!();
  attention.check();
  assert.deepEqual(told, [], 'a moment is no absence');

  here = false;
  attention.check();
  waiting.pop()!();
  assert.deepEqual(told, [false]);
  attention.check();
  here = true;
  attention.check();
  attention.check();
  assert.deepEqual(told, [false, true]);
});
