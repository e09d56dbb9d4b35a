import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isShutOut, leave } from '../src/pad/frame/leave';
import { IPadInfo } from '../src/services/types';

const refusal = (status: number) => Object.assign(new Error('no'), { status });

/**
 * A pad's server that answers one thing after the other, and a log of where a browser goes.
 */
function scene(...answers: (Error | { read_only: boolean })[]) {
  const log: string[] = [];
  return {
    log,
    api: {
      pad: async () => {
        const answer = answers.length > 1 ? answers.shift()! : answers[0];
        log.push('ask');
        if (answer instanceof Error) {
          throw answer;
        }
        return answer as IPadInfo;
      }
    },
    ways: {
      toAddress: () => void log.push('address'),
      reload: () => void log.push('reload')
    },
    wait: async () => void log.push('wait')
  };
}

test('a candidate goes to the address at once', async () => {
  const { api, ways, wait, log } = scene({ read_only: true });
  await leave('candidate', api, ways, wait);
  await leave(null, api, ways, wait);
  assert.deepEqual(log, ['address', 'address']);
});

test('a member stays and looks, as soon as the pad is read-only', async () => {
  const { api, ways, wait, log } = scene(
    new Error('connection refused'),
    { read_only: false },
    { read_only: true }
  );
  await leave('interviewer', api, ways, wait);
  assert.deepEqual(log, ['ask', 'wait', 'ask', 'wait', 'ask', 'reload']);
});

test('a member who may not stay goes to the address', async () => {
  for (const status of [401, 403, 404]) {
    const { api, ways, wait, log } = scene(refusal(status));
    await leave('observer', api, ways, wait);
    assert.deepEqual(log, ['ask', 'address']);
  }
});

test('a pad that never comes back read-only is not waited for without end', async () => {
  const { api, ways, wait, log } = scene(refusal(503));
  await leave('interviewer', api, ways, wait);
  assert.equal(log.at(-1), 'address');
});

test('only a plain no means that one is shut out', () => {
  assert.ok(isShutOut(refusal(404)));
  assert.ok(!isShutOut(refusal(0)));
  assert.ok(!isShutOut(refusal(500)));
  assert.ok(!isShutOut(new Error('offline')));
  assert.ok(!isShutOut(undefined));
});
