import assert from 'node:assert/strict';
import { test, TestContext } from 'node:test';

import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import * as Y from 'yjs';

import { NoteLines } from '../src/notes/lines';
import { NotesModel } from '../src/notes/model';
import { SharedDraft } from '../src/services/draft';

const shown = (lines: Pick<NoteLines, 'all'>) =>
  lines.all.map(({ at, mark, text }) => [at, mark, text.toString()]);

function notes(...lines: [number | null, string][]): NoteLines {
  const made = new NoteLines(new Y.Doc());
  lines.forEach(([at, text]) => made.add({ at, text }));
  return made;
}

/**
 * Bring both to the same.
 */
function merge(one: NoteLines, other: NoteLines): void {
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc));
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc));
}

test('a line stands where its moment belongs', () => {
  const lines = notes([1000, 'one'], [3000, 'three']);
  lines.add({ at: 2000, mark: 'hint_given' });
  lines.add({ at: 3000, text: 'later' });
  lines.add({ at: null, text: 'no moment' });
  assert.deepEqual(shown(lines), [
    [1000, '', 'one'],
    [2000, 'hint_given', ''],
    [3000, '', 'three'],
    [3000, '', 'later'],
    [null, '', 'no moment']
  ]);
});

test('a line is split where the caret is', () => {
  const lines = notes([1000, 'beforeafter'], [2000, 'last']);
  const [first, last] = lines.all;
  const id = lines.split(first.id, 6, 9000);
  assert.equal(lines.all[1].id, id);
  lines.split(last.id, 4, 9000);
  assert.deepEqual(shown(lines), [
    [1000, '', 'before'],
    [1000, '', 'after'],
    [2000, '', 'last'],
    [9000, '', '']
  ]);
});

test('a line that is taken away says what it was', () => {
  const lines = notes([1000, 'one'], [2000, 'two']);
  const [first] = lines.all;
  lines.setMark(first.id, 'good_question');
  const removed = lines.remove(first.id)!;
  assert.deepEqual(removed, { at: 1000, mark: 'good_question', text: 'one' });
  assert.equal(lines.remove(first.id), null);
  lines.add(removed);
  assert.deepEqual(shown(lines), [
    [1000, 'good_question', 'one'],
    [2000, '', 'two']
  ]);
});

test('it is told when somebody begins to write a line, here', () => {
  const lines = notes([1000, ''], [2000, '']);
  const begun: (string | null)[] = [];
  lines.observe(id => begun.push(id));
  const [first, second] = lines.all;
  first.text.insert(0, 'a');
  first.text.insert(1, 'b');
  lines.setMoment(first.id, 1500);
  const other = new NoteLines(new Y.Doc());
  merge(lines, other);
  other.all[1].text.insert(0, 'elsewhere');
  merge(lines, other);
  assert.deepEqual(begun, [first.id, null, null, null]);
  assert.equal(second.text.toString(), 'elsewhere');
});

test('what two tabs write at the same time is all there', () => {
  const one = notes([1000, 'first']);
  const two = new NoteLines(new Y.Doc());
  merge(one, two);
  one.split(one.all[0].id, 5, 2000);
  one.all[1].text.insert(0, 'from one');
  two.add({ at: 3000, text: 'from two' });
  two.all[0].text.insert(5, '!');
  merge(one, two);
  assert.deepEqual(shown(one), shown(two));
  assert.deepEqual(
    shown(one)
      .map(([, , text]) => text)
      .sort(),
    ['first!', 'from one', 'from two']
  );
});

test('what is no line is passed over', () => {
  const lines = notes([1000, 'one']);
  const array = lines.doc.getArray<unknown>('lines');
  array.push(['text', 7, new Y.Map([['id', 'x']])]);
  assert.deepEqual(shown(lines), [[1000, '', 'one']]);
  assert.equal(lines.remove('x'), null);
});

/**
 * A page on which notes are taken, at moments that one says, and what loads the earlier ones.
 */
function page(
  context: TestContext,
  earlier: NoteLines
): {
  model: NotesModel;
  time: { now: number };
  load: () => void;
} {
  const answer = new PromiseDelegate<SharedDraft.IAnswer>();
  const time = { now: 5000 };
  const events: SharedDraft.IEvents = {
    message: new Signal(time),
    statusChanged: new Signal(time)
  };
  const draft = new SharedDraft({
    settings: null as never,
    padId: 'p',
    kind: 'notes',
    events,
    exchange: () => answer.promise
  });
  context.after(() => draft.dispose());
  const model = new NotesModel({
    api: { get: () => new Promise(() => undefined) } as never,
    draft,
    events,
    padId: 'p',
    place: { now: () => time.now, link: null, watch: () => () => undefined }
  });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const load = () =>
    answer.resolve({
      update: base64(Y.encodeStateAsUpdate(earlier.doc)),
      vector: base64(Y.encodeStateVector(earlier.doc)),
      changed: '1'
    });
  return { model, time, load };
}

test('what is marked while the earlier lines are loaded stands behind them', async context => {
  const { model, time, load } = page(
    context,
    notes([1000, 'one'], [2000, 'two'])
  );
  const marked = model.mark('hint_given');
  const begun = model.begin();
  time.now = 9000;
  load();
  assert.equal(await marked, 5000);
  await begun;
  assert.deepEqual(shown({ all: model.lines }), [
    [1000, '', 'one'],
    [2000, '', 'two'],
    [5000, 'hint_given', ''],
    [5000, '', '']
  ]);
  assert.equal(model.caret?.line, model.lines[3].id);
});

test('a deleted line can be brought back after an empty one has gone', async context => {
  const { model, load } = page(context, notes([1000, 'one'], [2000, 'two']));
  load();
  await model.draft.ready;
  model.remove(model.lines[0]);
  await model.begin();
  model.remove(model.lines[model.lines.length - 1]);
  assert.equal(model.removed?.text, 'one');
  model.restore();
  assert.deepEqual(shown({ all: model.lines }), [
    [1000, '', 'one'],
    [2000, '', 'two']
  ]);
});
