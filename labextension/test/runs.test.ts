import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';

import { emptiness, Runs } from '../src/pad/runs/model';
import { IRunRequest } from '../src/services/types';

function api(run: (request: IRunRequest) => Promise<string>) {
  const never = () => Promise.reject(new Error('not asked for here'));
  return { run, input: never, interrupt: never, restart: never };
}

const none = api(() => Promise.reject(new Error('not asked for here')));

test('a document that was never run has no kernel and nothing to say', () => {
  const runs = new Runs(new Y.Doc(), none);
  const state = runs.get('main.py');
  assert.equal(state.kernel, 'none');
  assert.equal(state.message, '');
  assert.equal(state.run_id, null);
  assert.deepEqual(state.queue, []);
  assert.equal(runs.console('main.py'), null);
});

test('what the server writes is what is told', () => {
  const doc = new Y.Doc();
  const runs = new Runs(doc, none);
  let told = 0;
  runs.changed.connect(() => told++);
  doc.getMap('runs').set('main.py', { kernel: 'busy', by: 'Ada' });
  assert.equal(told, 1);
  assert.equal(runs.get('main.py').kernel, 'busy');
  assert.equal(runs.get('main.py').by, 'Ada');
  assert.equal(runs.get('other.py').kernel, 'none');
});

test('nothing is said of a program that could not be run', () => {
  const doc = new Y.Doc();
  const runs = new Runs(doc, none);
  const why = (state: object) => {
    doc.getMap('runs').set('main.py', state);
    return emptiness(runs, 'main.py');
  };
  assert.equal(why({}), 'never-run');
  doc.getMap('consoles').set('main.py', new Y.Array());
  assert.equal(why({ run_id: '1' }), 'running');
  assert.equal(why({ message: 'The disk is full.' }), 'not-run');
  assert.equal(why({}), 'printed-nothing');
});

test('a run names the last change of the one who asks', async () => {
  const asked: IRunRequest[] = [];
  const runs = new Runs(
    new Y.Doc(),
    api(async request => {
      asked.push(request);
      return 'run';
    })
  );
  const document = new Y.Doc();
  document.getText('source').insert(0, 'print(1)');
  const running = runs.run('main.py', document);
  // Typed afterwards: it is not waited for.
  document.getText('source').insert(8, '2');
  await running;
  assert.deepEqual(asked, [
    {
      path: 'main.py',
      cell_id: undefined,
      client: document.clientID,
      clock: 8
    }
  ]);
});

test('runs reach the server one after the other, in the order of the calls', async () => {
  const log: string[] = [];
  const answers: (() => void)[] = [];
  const runs = new Runs(
    new Y.Doc(),
    api(request => {
      log.push(`asked ${request.cell_id}`);
      return new Promise(resolve => answers.push(() => resolve('run')));
    })
  );
  const document = new Y.Doc();
  const first = runs.run('a.ipynb', document, '1');
  const second = runs.run('a.ipynb', document, '2');
  await new Promise(setImmediate);
  assert.deepEqual(log, ['asked 1']);
  answers[0]();
  await first;
  await new Promise(setImmediate);
  assert.deepEqual(log, ['asked 1', 'asked 2']);
  answers[1]();
  await second;
});

test('a refusal is told to the one who asked and to nobody behind', async () => {
  const runs = new Runs(
    new Y.Doc(),
    api(request =>
      request.cell_id === 'bad'
        ? Promise.reject(new Error('refused'))
        : Promise.resolve('run')
    )
  );
  const document = new Y.Doc();
  const refused = runs.run('a.ipynb', document, 'bad');
  const next = runs.run('a.ipynb', document, 'good');
  await assert.rejects(refused, /refused/);
  await next;
});

test('a change of a console says from which output on', () => {
  const doc = new Y.Doc();
  const runs = new Runs(doc, none);
  const consoles = doc.getMap<Y.Array<unknown>>('consoles');
  const told: string[] = [];
  runs.consoleChanged.connect((_, { path, from }) => {
    told.push(`${path} ${from}`);
  });
  const stream = (text: string) => {
    const output = new Y.Map<unknown>();
    output.set('output_type', 'stream');
    output.set('text', new Y.Text(text));
    return output;
  };

  consoles.set('main.py', new Y.Array());
  const outputs = consoles.get('main.py')!;
  outputs.push([stream('a')]);
  outputs.push([stream('b')]);
  const text = (outputs.get(1) as Y.Map<Y.Text>).get('text')!;
  text.insert(1, 'c');
  doc.transact(() => {
    outputs.push([stream('d')]);
    text.insert(0, 'e');
  });
  consoles.set('main.py', new Y.Array());
  assert.deepEqual(told, [
    'main.py 0',
    'main.py 0',
    'main.py 1',
    'main.py 1',
    'main.py 1',
    'main.py 0'
  ]);
  assert.equal(runs.console('main.py')?.length, 0);
});
