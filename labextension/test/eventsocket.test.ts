import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { EventSocket, socketUrl } from '../src/services/eventsocket';

/**
 * A socket whose other end is the test.
 */
class FakeSocket implements EventSocket.ISocket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  closed = false;

  constructor(readonly url: string) {}

  close(): void {
    this.closed = true;
  }

  accept(): void {
    this.onopen?.({} as Event);
  }

  say(data: string): void {
    this.onmessage?.({ data } as MessageEvent);
  }

  lose(): void {
    this.onclose?.({} as CloseEvent);
  }
}

let opened: FakeSocket[];
const last = () => opened[opened.length - 1];

function connect(): EventSocket<{ n: number }> {
  return new EventSocket(() => 'ws://here/events', {
    open: url => {
      opened.push(new FakeSocket(url));
      return last();
    },
    firstDelay: 100,
    maxDelay: 1000
  });
}

beforeEach(() => {
  opened = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('messages are told, and what is no JSON is left out', () => {
  const warn = mock.method(console, 'warn', () => undefined);
  const socket = connect();
  const heard: number[] = [];
  socket.message.connect((_, { n }) => heard.push(n));
  last().accept();
  last().say('{"n": 1}');
  last().say('{');
  last().say('{"n": 2}');
  assert.deepEqual(heard, [1, 2]);
  assert.equal(warn.mock.callCount(), 1);
  socket.dispose();
});

test('a lost connection comes back, with longer and longer waits', () => {
  const socket = connect();
  const statuses: string[] = [];
  socket.statusChanged.connect((_, status) => statuses.push(status));
  last().accept();
  for (const longest of [100, 200, 400, 800, 1000, 1000]) {
    const before = opened.length;
    last().lose();
    mock.timers.tick(longest / 2 - 1);
    assert.equal(opened.length, before, 'not at once');
    mock.timers.tick(longest);
    assert.equal(opened.length, before + 1, `within ${longest} ms`);
  }
  assert.equal(socket.failures, 6);
  last().accept();
  assert.equal(socket.failures, 0);
  assert.deepEqual(statuses, ['connected', 'reconnecting', 'connected']);
  socket.dispose();
});

test('a returned network is used at once, whatever looked open before', () => {
  const page = new EventTarget();
  const window = globalThis as Partial<EventTarget>;
  window.addEventListener = page.addEventListener.bind(page);
  try {
    const socket = connect();
    const first = last();
    first.accept();
    page.dispatchEvent(new Event('online'));
    assert.equal(socket.status, 'reconnecting');
    assert.ok(first.closed);
    assert.equal(opened.length, 2);
    last().accept();
    assert.equal(socket.status, 'connected');
    socket.dispose();
  } finally {
    delete window.addEventListener;
  }
});

test('after dispose nothing happens any more', () => {
  const socket = connect();
  last().accept();
  last().lose();
  socket.dispose();
  mock.timers.tick(100000);
  assert.equal(opened.length, 1);
  assert.equal(socket.status, 'closed');
  assert.ok(socket.isDisposed);
});

test('the address carries a token only where the page has to send one', () => {
  const settings = { wsUrl: 'wss://here/base/', token: 'a b' };
  assert.equal(
    socketUrl({ ...settings, appendToken: false }, 'api/events'),
    'wss://here/base/api/events'
  );
  assert.equal(
    socketUrl({ ...settings, appendToken: true }, 'api/events'),
    'wss://here/base/api/events?token=a%20b'
  );
});
