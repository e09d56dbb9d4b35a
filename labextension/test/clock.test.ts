import assert from 'node:assert/strict';
import { test } from 'node:test';

import { duration } from '../src/pad/clock';

test('a duration is minutes and seconds, and hours once there are any', () => {
  assert.equal(duration(0), '0:00');
  assert.equal(duration(59_999), '0:59');
  assert.equal(duration(61_000), '1:01');
  assert.equal(duration(3_599_000), '59:59');
  assert.equal(duration(3_600_000), '1:00:00');
  assert.equal(duration(36_061_000), '10:01:01');
});

test('a clock that is behind shows no time below zero', () => {
  assert.equal(duration(-5000), '0:00');
});
