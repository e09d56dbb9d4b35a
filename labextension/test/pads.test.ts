import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rowActions } from '../src/home/actions';
import { readCandidates } from '../src/home/candidates';
import { changeOf } from '../src/home/change';
import { PadsModel } from '../src/home/model';
import { ALL_PADS, MY_PADS, PadSearch } from '../src/home/search';
import { dayBegins, daysAway, instant, wallTime } from '../src/home/times';
import { EventSocket } from '../src/services/eventsocket';
import { HostApi, padParameters } from '../src/services/hostapi';
import { IPart } from '../src/services/pagedsearch';
import { RequestError } from '../src/services/request';
import { HostEvent, IPad, IPadQuery } from '../src/services/types';
import { IDoor } from '../src/tokens';

function pad(id: string, more: Partial<IPad> = {}): IPad {
  return {
    id,
    title: id,
    kind: 'live',
    language: 'python',
    state: 'not_started',
    candidate_name: '',
    candidate_email: '',
    interviewers: [],
    door: 'ask',
    created: '2026-01-01T10:00:00Z',
    created_by: null,
    assigned: [],
    team: null,
    starts_at: null,
    duration: null,
    time_zone: '',
    time_limit: null,
    due: null,
    deadline: null,
    started: null,
    ended: null,
    submitted: null,
    submitted_by: '',
    reviewed: null,
    reviewed_by: null,
    link_id: null,
    questions: [],
    tests: null,
    mailed: null,
    last_activity: null,
    url: `/interview/pads/${id}`,
    knocking: 0,
    present: [],
    actions: [],
    ...more
  };
}

const running = (id: string) => pad(id, { state: 'in_progress' });

interface IAnswer {
  readonly running?: IPad[];
  readonly knocking?: IPad[];
}

/**
 * A control plane that the test plays.
 */
class FakeHost {
  answers: Array<(answer: IAnswer | Error) => void> = [];
  known = new Map<string, IPad>();
  socket: EventSocket.ISocket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    close: () => undefined
  };

  me = async () => ({ id: 'g', name: 'Grace', role: 'interviewer' });

  pads = async (query: Partial<IPadQuery> & { knocking?: boolean }) => {
    if (!query.knocking) {
      this._answer = new Promise((resolve, reject) =>
        this.answers.push(answer =>
          answer instanceof Error ? reject(answer) : resolve(answer)
        )
      );
    }
    const answer = await this._answer!;
    const items = (query.knocking ? answer.knocking : answer.running) ?? [];
    return { items, next: null, total: items.length };
  };

  pad = async (id: string) => {
    const found = this.known.get(id);
    if (!found) {
      throw new RequestError('', 'not_found', 404);
    }
    return found;
  };

  events = () =>
    new EventSocket<HostEvent>(() => 'ws://here', { open: () => this.socket });

  tell(event: HostEvent): void {
    this.socket.onmessage?.({ data: JSON.stringify(event) } as MessageEvent);
  }

  private _answer: Promise<IAnswer> | null = null;
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

const doors = (model: PadsModel) =>
  model.doors?.map(({ id }: IDoor) => id).sort();

test('the doors that matter are those of running interviews and of knocks', async () => {
  const { host, model } = start();
  assert.equal(model.status, 'loading');
  host.answers[0]({
    running: [running('a')],
    knocking: [pad('b', { knocking: 1 })]
  });
  await until(model, () => model.status === 'live');
  assert.deepEqual(doors(model), ['a', 'b']);
  assert.equal(model.me?.name, 'Grace');
  host.tell({ type: 'pad', pad: pad('c') });
  host.tell({ type: 'pad', pad: pad('d', { knocking: 1 }) });
  host.tell({ type: 'pad', pad: pad('a', { state: 'ended' }) });
  assert.deepEqual(doors(model), ['b', 'd']);
  // Whoever was declined may be let in yet.
  host.tell({ type: 'pad', pad: pad('d') });
  assert.deepEqual(doors(model), ['b', 'd']);
  host.tell({ type: 'deleted', pad_id: 'b' });
  assert.deepEqual(doors(model), ['d']);
});

test('news that overtake an answer are not undone by it', async () => {
  const { host, model } = start();
  host.tell({ type: 'pad', pad: pad('a', { state: 'ended' }) });
  host.answers[0]({ running: [running('a'), running('b')] });
  await until(model, () => model.status === 'live');
  assert.deepEqual(doors(model), ['b']);
});

test('a lost connection keeps the doors, says so and asks anew', async () => {
  const { host, model } = start();
  host.answers[0]({
    running: [running('a')],
    knocking: [pad('b', { knocking: 1 }), pad('c', { knocking: 1 })]
  });
  await until(model, () => model.status === 'live');
  host.socket.onclose?.({} as CloseEvent);
  assert.equal(model.status, 'reconnecting');
  assert.deepEqual(doors(model), ['a', 'b', 'c']);
  host.answers[1](new RequestError('', 'offline', 0));
  // Meanwhile the one at b was declined, and c was deleted.
  host.known.set('b', pad('b'));
  host.socket.onopen?.({} as Event);
  host.answers[2]({ running: [running('a'), running('d')] });
  await until(model, () => model.status === 'live');
  assert.deepEqual(doors(model), ['a', 'b', 'd']);
});

test('who is signed out is told', async () => {
  const { host, model } = start();
  host.answers[0](new RequestError('', 'refused', 403));
  await until(model, () => model.status === 'signed-out');
  assert.equal(model.doors, null);
});

test('lists hear that pads changed, and that they may have', async () => {
  const { host, model } = start();
  let heard = 0;
  model.padsChanged.connect(() => heard++);
  host.tell({ type: 'pad', pad: pad('a') });
  host.tell({ type: 'pads' });
  host.tell({ type: 'deleted', pad_id: 'a' });
  assert.equal(heard, 3);
  host.socket.onclose?.({} as CloseEvent);
  host.socket.onopen?.({} as Event);
  assert.equal(heard, 4);
});

test('a search asks for its filters, and only for those', () => {
  const asked = (query: Partial<IPadQuery>) => padParameters(query).toString();
  assert.equal(asked({}), '');
  assert.equal(asked(ALL_PADS), 'sort=created&descending=true');
  assert.equal(
    asked({
      words: ' ada ',
      status: ['ended', 'reviewed'],
      interviewer: ['me'],
      date: 'scheduled',
      from: '2026-01-01T00:00:00.000Z'
    }),
    'q=ada&status=ended&status=reviewed&interviewer=me&date=scheduled&from=2026-01-01T00%3A00%3A00.000Z'
  );
});

test('a column sorts its own way first and the other way next', async () => {
  const asked: IPadQuery[] = [];
  const search = new PadSearch({
    pads: async (query): Promise<IPart<IPad>> => {
      asked.push(query as IPadQuery);
      return { items: [], next: null, total: 0 };
    }
  });
  search.sortBy('title');
  search.sortBy('title');
  search.sortBy('activity');
  assert.deepEqual(
    asked.map(({ sort, descending }) => [sort, descending]),
    [
      ['title', false],
      ['title', true],
      ['activity', true]
    ]
  );
  search.dispose();
});

test('whose the pads are is no filter that one clears', async () => {
  const search = new PadSearch({
    pads: async () => ({ items: [], next: null, total: 0 })
  });
  assert.equal(search.narrowed, false);
  search.toggle('status', 'ended');
  search.toggle('kind', 'take_home');
  assert.equal(search.narrowed, true);
  search.widen();
  assert.equal(search.narrowed, false);
  assert.deepEqual(search.query, MY_PADS);
  search.dispose();
});

test('a row offers what the server allows in its state', () => {
  const offered = (more: Partial<IPad>, role = 'interviewer') => {
    const { address, buttons, menu } = rowActions(pad('a', more), role);
    return [address, ...buttons, '…', ...menu].join(' ');
  };
  assert.equal(
    offered({ actions: ['start', 'edit', 'delete'] }),
    'open copy … edit invite delete'
  );
  assert.equal(
    offered({ state: 'in_progress', actions: ['end', 'edit'] }),
    'open copy end … edit invite'
  );
  assert.equal(
    offered({
      kind: 'take_home',
      state: 'in_progress',
      actions: ['submit', 'extend', 'edit']
    }),
    'open copy end … extend edit invite'
  );
  assert.equal(
    offered({ state: 'ended', actions: ['reopen', 'edit', 'delete'] }),
    'playback … copy edit reopen delete'
  );
  assert.equal(
    offered({
      kind: 'take_home',
      state: 'ready_for_review',
      actions: ['review', 'reopen']
    }),
    'review … copy finish reopen'
  );
  assert.equal(
    offered({ kind: 'take_home', state: 'reviewed' }),
    'playback … copy'
  );
  // Who reviews enters no pad that somebody works in.
  assert.equal(offered({ state: 'in_progress' }, 'reviewer').trim(), 'copy …');
  assert.equal(
    offered(
      { kind: 'sandbox', state: 'in_progress', actions: ['end'] },
      'reviewer'
    ),
    'open copy end …'
  );
});

test('only what differs is changed', () => {
  const before = pad('a', {
    starts_at: '2026-01-15T11:00:00Z',
    duration: 60,
    time_zone: 'Europe/Berlin',
    assigned: [
      { id: 'g', name: 'Grace' },
      { id: 'h', name: 'Ada' }
    ]
  });
  const same = {
    title: 'a',
    candidate_name: '',
    interviewers: ['h', 'g'],
    starts_at: '2026-01-15T11:00:00.000Z',
    duration: 60
  };
  assert.deepEqual(changeOf(before, same), {});
  assert.deepEqual(
    changeOf(before, { ...same, starts_at: null, interviewers: ['g'] }),
    { starts_at: null, interviewers: ['g'] }
  );
});

test('a pasted list of people is read in the ways one has it', () => {
  const { candidates, bad } = readCandidates(
    [
      'Grace Hopper\tgrace@example.com',
      'ada@example.com; Ada Lovelace',
      '"Turing, Alan" <alan@example.com>',
      '',
      '"Hamilton, Margaret",margaret@example.com',
      'Emmy Noether',
      'GRACE@example.com',
      'only@one, two@example.com',
      'me@nowhere'
    ].join('\r\n')
  );
  assert.deepEqual(candidates, [
    { name: 'Grace Hopper', email: 'grace@example.com' },
    { name: 'Ada Lovelace', email: 'ada@example.com' },
    { name: 'Turing, Alan', email: 'alan@example.com' },
    { name: 'Hamilton, Margaret', email: 'margaret@example.com' },
    { name: 'Emmy Noether', email: '' }
  ]);
  assert.deepEqual(
    bad.map(({ line }) => line),
    [8, 9]
  );
});

test('a time on the wall is the instant it is in its zone', () => {
  const berlin = (date: string, time: string) =>
    instant({ date, time }, 'Europe/Berlin');
  assert.equal(berlin('2026-01-15', '12:00'), '2026-01-15T11:00:00.000Z');
  assert.equal(berlin('2026-07-15', '12:00'), '2026-07-15T10:00:00.000Z');
  // In the night when clocks go forward there is no half past two.
  assert.equal(berlin('2026-03-29', '02:30'), '2026-03-29T01:30:00.000Z');
  // In the night when they go back there are two; the first is meant.
  assert.equal(berlin('2026-10-25', '02:30'), '2026-10-25T00:30:00.000Z');
  assert.equal(berlin('', '12:00'), null);
  assert.equal(
    instant({ date: '2026-01-15', time: '05:45' }, 'Asia/Kathmandu'),
    '2026-01-15T00:00:00.000Z'
  );
  assert.deepEqual(wallTime('2026-01-15T23:30:00Z', 'Europe/Berlin'), {
    date: '2026-01-16',
    time: '00:30'
  });
});

test('a day begins and ends by the clocks of its zone', () => {
  const now = Date.parse('2026-01-15T23:30:00Z');
  assert.equal(dayBegins(0, 'UTC', now), '2026-01-15T00:00:00.000Z');
  assert.equal(dayBegins(0, 'Europe/Berlin', now), '2026-01-15T23:00:00.000Z');
  assert.equal(dayBegins(-6, 'UTC', now), '2026-01-09T00:00:00.000Z');
  assert.equal(daysAway('2026-01-16T00:30:00Z', 'UTC', now), 1);
  assert.equal(daysAway('2026-01-16T00:30:00Z', 'Europe/Berlin', now), 0);
});
