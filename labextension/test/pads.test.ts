import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PadsModel } from '../src/home/model';
import { arrange, ISort, sortBy } from '../src/home/order';
import { EventSocket } from '../src/services/eventsocket';
import { HostApi } from '../src/services/hostapi';
import { RequestError } from '../src/services/request';
import { HostEvent, IPad } from '../src/services/types';

function pad(id: string, more: Partial<IPad> = {}): IPad {
  return {
    id,
    title: id,
    kind: 'live',
    language: 'python',
    state: 'not_started',
    candidate_name: '',
    interviewers: [],
    created: '2026-01-01T10:00:00Z',
    started: null,
    ended: null,
    last_activity: null,
    url: `/interview/pads/${id}`,
    knocking: 0,
    present: [],
    ...more
  };
}

/**
 * A control plane that the test plays.
 */
class FakeHost {
  answers: Array<(answer: IPad[] | Error) => void> = [];
  socket: EventSocket.ISocket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    close: () => undefined
  };

  me = async () => ({ id: 'g', name: 'Grace', role: 'interviewer' });

  pads = () =>
    new Promise<IPad[]>((resolve, reject) =>
      this.answers.push(answer =>
        answer instanceof Error ? reject(answer) : resolve(answer)
      )
    );

  events = () =>
    new EventSocket<HostEvent>(() => 'ws://here', { open: () => this.socket });

  tell(event: HostEvent): void {
    this.socket.onmessage?.({ data: JSON.stringify(event) } as MessageEvent);
  }
}

function start(): { host: FakeHost; model: PadsModel } {
  const host = new FakeHost();
  const model = new PadsModel(host as unknown as HostApi);
  model.start();
  host.socket.onopen?.({} as Event);
  return { host, model };
}

/**
 * Until the model is what it should be.
 */
async function until(model: PadsModel, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise<void>(resolve => {
      const onChanged = () => {
        model.changed.disconnect(onChanged);
        resolve();
      };
      model.changed.connect(onChanged);
    });
  }
}

const ids = (pads: ReadonlyArray<IPad> | null) => pads?.map(({ id }) => id);

test('the newest pad comes first, and news change the list', async () => {
  const { host, model } = start();
  assert.equal(model.status, 'loading');
  host.answers[0]([pad('a'), pad('b', { created: '2026-01-02T10:00:00Z' })]);
  await until(model, () => model.status === 'live');
  assert.deepEqual(ids(model.pads), ['b', 'a']);
  assert.equal(model.me?.name, 'Grace');
  host.tell({ type: 'pad', pad: pad('a', { state: 'in_progress' }) });
  assert.equal(model.pads?.[1].state, 'in_progress');
});

test('news that overtake an answer are not undone by it', async () => {
  const { host, model } = start();
  host.tell({ type: 'pad', pad: pad('a', { state: 'ended' }) });
  host.answers[0]([pad('a', { state: 'in_progress' }), pad('b')]);
  await until(model, () => model.status === 'live');
  assert.equal(model.pads?.find(({ id }) => id === 'a')?.state, 'ended');
  assert.equal(model.pads?.length, 2);
});

test('a lost connection keeps the list and says so', async () => {
  const { host, model } = start();
  host.answers[0]([pad('a')]);
  await until(model, () => model.status === 'live');
  host.socket.onclose?.({} as CloseEvent);
  assert.equal(model.status, 'reconnecting');
  assert.deepEqual(ids(model.pads), ['a']);
  host.answers[1](new RequestError('', 'offline', 0));
  host.socket.onopen?.({} as Event);
  host.answers[2]([pad('a'), pad('b')]);
  await until(model, () => model.status === 'live');
  assert.deepEqual(ids(model.pads), ['a', 'b']);
});

test('who is signed out is told', async () => {
  const { host, model } = start();
  host.answers[0](new RequestError('', 'refused', 403));
  await until(model, () => model.status === 'signed-out');
  assert.equal(model.pads, null);
});

test('pads are found by every word of title, people and state', () => {
  const pads = [
    pad('1', { title: 'Backend', candidate_name: 'Ada Lovelace' }),
    pad('2', { title: 'Backend', interviewers: ['Ada'], state: 'ended' }),
    pad('3', { title: 'Frontend' })
  ];
  const newest: ISort = { key: 'created', descending: true };
  const find = (words: string) =>
    ids(arrange(pads, words, newest, state => state));
  assert.deepEqual(find(''), ['1', '2', '3']);
  assert.deepEqual(find(' ADA back '), ['1', '2']);
  assert.deepEqual(find('ada ended'), ['2']);
  assert.deepEqual(find('nobody'), []);
});

test('a column sorts its own way first and the other way next', () => {
  const pads = [
    pad('1', { title: 'Round 10', state: 'ended' }),
    pad('2', { title: 'round 9', created: '2026-01-02T10:00:00Z' }),
    pad('3', { title: 'Round 10', state: 'in_progress' })
  ];
  let sort: ISort = { key: 'created', descending: true };
  const order = () => ids(arrange(pads, '', sort, state => state));
  sort = sortBy('title', sort);
  assert.deepEqual(order(), ['2', '1', '3']);
  sort = sortBy('title', sort);
  assert.deepEqual(order(), ['1', '3', '2']);
  sort = sortBy('state', sort);
  assert.deepEqual(order(), ['3', '2', '1']);
  sort = sortBy('last_activity', sort);
  assert.ok(sort.descending);
});
