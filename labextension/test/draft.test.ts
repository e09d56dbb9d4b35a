import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { SharedDraft } from '../src/services/draft';
import { SocketStatus } from '../src/services/eventsocket';
import { RequestError } from '../src/services/request';
import { HostEvent } from '../src/services/types';

/**
 * What the host does with a draft, and a line to it that can be cut.
 */
class Host {
  doc = new Y.Doc();
  changed: string | null = null;
  failure: unknown = null;
  requests = 0;
  changes = 0;
  leaving: boolean[] = [];
  tabs: SharedDraft[] = [];

  events = {
    message: new Signal<unknown, HostEvent>(this),
    statusChanged: new Signal<unknown, SocketStatus>(this)
  };

  open(): SharedDraft {
    const tab = new SharedDraft({
      settings: null as never,
      padId: 'p',
      kind: 'notes',
      events: this.events,
      exchange: (body, leaving) => this.exchange(body, leaving)
    });
    this.tabs.push(tab);
    return tab;
  }

  async exchange(
    { vector, update }: SharedDraft.IRequest,
    leaving: boolean
  ): Promise<SharedDraft.IAnswer> {
    this.requests++;
    this.leaving.push(leaving);
    await Promise.resolve();
    if (this.failure) {
      throw this.failure;
    }
    if (update) {
      Y.applyUpdate(this.doc, Buffer.from(update, 'base64'));
      this.changed = String(++this.changes).padStart(6, '0');
      const { changed } = this;
      queueMicrotask(() =>
        this.events.message.emit({
          type: 'draft',
          pad_id: 'p',
          kind: 'notes',
          changed
        })
      );
    }
    const missing = Y.encodeStateAsUpdate(
      this.doc,
      Buffer.from(vector, 'base64')
    );
    return {
      update: Buffer.from(missing).toString('base64'),
      vector: Buffer.from(Y.encodeStateVector(this.doc)).toString('base64'),
      changed: this.changed
    };
  }

  get text(): string {
    return textOf(this.doc).toString();
  }

  close(): void {
    this.failure = null;
    this.tabs.forEach(tab => tab.dispose());
  }
}

const textOf = (doc: Y.Doc) => doc.getText('text');
const type = (tab: SharedDraft, text: string) =>
  textOf(tab.doc).insert(textOf(tab.doc).length, text);

/**
 * Let what is under way go on, without a moment passing.
 */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    await Promise.resolve();
  }
}

async function pass(milliseconds: number): Promise<void> {
  mock.timers.tick(milliseconds);
  await settle();
}

let host: Host;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  host = new Host();
});

test('what is typed is sent together, 300 ms after the first of it', async () => {
  const tab = host.open();
  const heard: string[] = [];
  tab.statusChanged.connect((_, status) => heard.push(status));
  assert.equal(tab.status, 'loading');
  await tab.ready;
  await settle();
  type(tab, 'a');
  await pass(200);
  type(tab, 'b');
  assert.equal(host.text, '');
  await pass(100);
  assert.equal(host.text, 'ab');
  assert.deepEqual(heard, ['saved', 'saving', 'saved']);
  // The host tells of it, which this tab knows already.
  await pass(60_000);
  assert.equal(host.requests, 2);
  host.close();
});

test('two tabs have the same, at once', async () => {
  const [one, two] = [host.open(), host.open()];
  await settle();
  type(one, 'one ');
  type(two, 'two ');
  await pass(300);
  assert.equal(host.text.length, 8);
  assert.equal(textOf(one.doc).toString(), host.text);
  assert.equal(textOf(two.doc).toString(), host.text);
  host.close();
});

test('nothing is lost while the host cannot be reached', async () => {
  const tab = host.open();
  await settle();
  host.failure = new RequestError('', 'offline', 0);
  type(tab, 'a');
  await pass(300);
  assert.equal(tab.status, 'offline');
  type(tab, 'b');
  await pass(400);
  const { requests } = host;
  await pass(60_000);
  assert.ok(host.requests > requests, 'it is tried again');
  host.failure = null;
  await pass(15_000);
  assert.equal(host.text, 'ab');
  assert.equal(tab.status, 'saved');
  host.close();
});

test('it is there at once when the line is', async () => {
  host.failure = new RequestError('', 'unavailable', 503);
  const tab = host.open();
  type(tab, 'typed before anything was known');
  await settle();
  assert.equal(tab.status, 'offline');
  host.failure = null;
  host.events.statusChanged.emit('connected');
  await settle();
  await tab.ready;
  assert.equal(host.text, 'typed before anything was known');
  host.close();
});

test('what is refused is sent again only once it is different', async () => {
  const tab = host.open();
  await settle();
  host.failure = new RequestError('The draft is full.', 'invalid_input', 400);
  type(tab, 'too much');
  await pass(300);
  assert.equal(tab.status, 'refused');
  assert.equal(tab.failure, host.failure);
  const { requests } = host;
  await pass(60_000);
  assert.equal(host.requests, requests);
  host.failure = null;
  textOf(tab.doc).delete(3, 5);
  await pass(300);
  assert.equal(tab.status, 'saved');
  assert.equal(host.text, 'too');
  host.close();
});

test('a host that went back to an older copy gets everything again', async () => {
  const tab = host.open();
  await settle();
  type(tab, 'kept');
  await pass(300);
  host.doc = new Y.Doc();
  host.events.statusChanged.emit('connected');
  await settle();
  await pass(300);
  assert.equal(host.text, 'kept');
  host.close();
});

test('what is not sent yet goes out when it is let go of, and only that', async () => {
  const [one, two] = [host.open(), host.open()];
  await settle();
  type(one, 'the last word');
  one.dispose();
  two.dispose();
  await settle();
  assert.equal(host.text, 'the last word');
  assert.deepEqual(host.leaving, [false, false, true]);
});

test('saving at once takes along what was typed while it was asked', async () => {
  const tab = host.open();
  type(tab, 'a');
  const saved = tab.flush();
  type(tab, 'b');
  await saved;
  assert.equal(host.text, 'ab');
  assert.equal(tab.status, 'saved');
  host.close();
});

/**
 * A tab whose requests get no answer until they are given up.
 */
function unanswered(): [SharedDraft, Request[]] {
  const asked: Request[] = [];
  const settings = {
    baseUrl: 'http://host/',
    init: {},
    token: '',
    Request,
    fetch: (request: Request) => {
      asked.push(request);
      const { signal } = request;
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    }
  } as unknown as ServerConnection.ISettings;
  const { events } = host;
  const tab = new SharedDraft({ settings, padId: 'p', kind: 'notes', events });
  return [tab, asked];
}

test('an answer that does not come is waited for no longer, and asked for again', async () => {
  const patience = new AbortController();
  const timeout = mock.method(AbortSignal, 'timeout', () => patience.signal);
  const [tab, asked] = unanswered();
  await settle();
  assert.equal(tab.status, 'loading');
  timeout.mock.restore();
  patience.abort(new DOMException('signal timed out', 'TimeoutError'));
  await settle();
  assert.equal(tab.status, 'offline');
  assert.equal(asked.length, 1);
  await pass(1000);
  assert.equal(asked.length, 2);
  tab.dispose();
});

test('the last words outlive the page as long as browsers take them', () => {
  for (const [length, outlives] of [
    [1000, true],
    [60_000, false]
  ] as const) {
    const [tab, asked] = unanswered();
    type(tab, 'x'.repeat(length));
    tab.dispose();
    assert.deepEqual(
      asked.map(({ keepalive }) => keepalive),
      [false, outlives]
    );
  }
});
