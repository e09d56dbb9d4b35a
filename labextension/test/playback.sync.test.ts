import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { YCodeCell, YFile, YNotebook } from '@jupyter/ydoc';

import { JsonObject } from '../src/playback/engine/types';
import {
  difference,
  NotebookSync,
  ordered,
  showFile
} from '../src/playback/documents/sync';

const stream = (text: string): JsonObject => ({
  output_type: 'stream',
  name: 'stdout',
  text
});

const plot = (data: string): JsonObject => ({
  output_type: 'display_data',
  data: { 'image/png': data },
  metadata: {}
});

const cell = (id: string, more: JsonObject = {}): JsonObject => ({
  id,
  cell_type: 'code',
  source: id,
  metadata: {},
  execution_count: null,
  outputs: [],
  ...more
});

const META = { metadata: { language_info: { name: 'python' } } };

const notebookOf = (...cells: JsonObject[]): JsonObject => ({
  cells,
  meta: META
});

// Their awareness keeps a clock going.
const made: Array<{ ydoc: { destroy(): void } }> = [];
after(() => made.forEach(({ ydoc }) => ydoc.destroy()));

function newNotebook(): YNotebook {
  const notebook = YNotebook.create({ disableDocumentWideUndoRedo: true });
  made.push(notebook);
  return notebook;
}

function showAll(sync: NotebookSync, wanted: JsonObject): void {
  sync.arrange(wanted);
  for (let index = 0; index < sync.size; index++) {
    sync.show(index);
  }
}

/**
 * A shared notebook that is shown one state after the other, and how often it was told.
 */
class Shown {
  constructor() {
    this.notebook.changed.connect((_, change) => {
      this.changes += change.cellsChange ? 1 : 0;
    });
  }

  show(wanted: JsonObject): void {
    showAll(this._sync, wanted);
    const { cells, metadata } = this.notebook.toJSON();
    assert.deepEqual(metadata, META.metadata);
    assert.deepEqual(
      JSON.parse(JSON.stringify(cells)),
      (wanted.cells as JsonObject[]).map(
        ({ execution_state: _, ...rest }) => rest
      )
    );
  }

  changes = 0;
  readonly notebook = newNotebook();
  private _sync = new NotebookSync(this.notebook);
}

test('cells come, go and move; those that stay are left alone', () => {
  const shown = new Shown();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(id => cell(id));
  shown.show(notebookOf(a, b, c));
  const [first, , third] = shown.notebook.cells;
  shown.show(notebookOf(a, c));
  assert.equal(shown.notebook.cells[0], first);
  assert.equal(shown.notebook.cells[1], third);
  shown.show(notebookOf(d, a, b, c));
  assert.equal(shown.notebook.cells[1], first);
  shown.show(notebookOf(c, d, a, b));
  assert.equal(shown.notebook.cells[2], first);
  shown.show(notebookOf());
  shown.show(notebookOf(b));
});

test('a cell that nobody recorded goes', () => {
  const shown = new Shown();
  shown.show(notebookOf());
  shown.notebook.insertCell(0, { cell_type: 'code' });
  shown.show(notebookOf(cell('a')));
});

test('a cell that becomes another kind of cell is made anew', () => {
  const shown = new Shown();
  shown.show(notebookOf(cell('a')));
  shown.show(
    notebookOf({
      id: 'a',
      cell_type: 'markdown',
      source: '# a',
      metadata: {}
    })
  );
  assert.equal(shown.notebook.cells[0].cell_type, 'markdown');
});

test('only what differs of a source is replaced', () => {
  const shown = new Shown();
  shown.show(notebookOf(cell('a', { source: 'def f():\n    pass' })));
  const deltas: unknown[] = [];
  shown.notebook.cells[0].changed.connect((_, { sourceChange }) => {
    deltas.push(...(sourceChange ?? []));
  });
  shown.show(notebookOf(cell('a', { source: 'def f(x):\n    pass' })));
  assert.deepEqual(deltas, [{ retain: 6 }, { insert: 'x' }]);
});

test('outputs: text that grows is added, what differs is replaced from there', () => {
  const shown = new Shown();
  const told: unknown[] = [];
  const show = (...outputs: JsonObject[]) =>
    shown.show(notebookOf(cell('a', { outputs, execution_count: 3 })));
  show(stream('1\n'));
  const code = shown.notebook.cells[0] as YCodeCell;
  code.changed.connect((_, { outputsChange, streamOutputChange }) => {
    if (outputsChange || streamOutputChange) {
      told.push(outputsChange ? 'outputs' : 'text');
    }
  });
  show(stream('1\n2\n'));
  assert.deepEqual(told.splice(0), ['text']);
  show(stream('1\n2\n3\n'), plot('p'));
  assert.deepEqual(told.splice(0), ['text', 'outputs']);
  // Taken away and put in apart: JupyterLab would take the new for more of the old.
  show(stream('1\n2\n3\n'), plot('q'));
  assert.deepEqual(told.splice(0), ['outputs', 'outputs']);
  show(stream('1\n'), plot('q'));
  show(plot('q'));
  show();
  told.splice(0);
  show();
  assert.deepEqual(told, []);
  assert.equal(code.execution_count, 3);
});

test('text of one stream that follows itself is one output', () => {
  const notebook = newNotebook();
  const first = notebookOf(cell('a', { outputs: [stream('1'), stream('2')] }));
  const second = notebookOf(
    cell('a', { outputs: [stream('1'), stream('2'), stream('3'), plot('p')] })
  );
  const sync = new NotebookSync(notebook);
  showAll(sync, first);
  showAll(sync, second);
  assert.deepEqual((notebook.cells[0] as YCodeCell).outputs, [
    stream('123'),
    plot('p')
  ]);
});

test('cells that nobody sees are left for later, whatever comes between', () => {
  const notebook = newNotebook();
  const sync = new NotebookSync(notebook);
  const sources = () => notebook.cells.map(each => each.getSource());
  const outputs = () =>
    notebook.cells.map(each => (each as YCodeCell).outputs.length);
  const printed = { outputs: [stream('x')] };
  const first = ['a', 'b', 'c'].map(id => cell(id, printed));
  assert.deepEqual(sync.arrange(notebookOf(...first)), [0, 1, 2]);
  assert.deepEqual(sources(), ['a', 'b', 'c']);
  assert.deepEqual(outputs(), [0, 0, 0]);
  sync.show(1);
  assert.deepEqual(outputs(), [0, 1, 0]);

  // A later moment, and one after it, before anybody saw the first or the last cell.
  const [a, b, c] = first;
  const changed = { ...b, source: 'changed' };
  assert.deepEqual(sync.arrange(notebookOf(a, changed, c)), []);
  assert.deepEqual(sources(), ['a', 'b', 'c']);
  assert.deepEqual(sync.arrange(notebookOf(cell('d'), changed, c)), [0]);
  assert.deepEqual(
    [0, 1, 2].map(index => sync.isBehind(index)),
    [false, true, true]
  );
  // Back where it was: there is nothing to be done.
  assert.deepEqual(sync.arrange(notebookOf(b, c)), []);
  assert.deepEqual(
    [0, 1].map(index => sync.isBehind(index)),
    [false, true]
  );
  sync.show(0);
  sync.show(1);
  assert.deepEqual(sources(), ['b', 'c']);
  assert.deepEqual(outputs(), [1, 1]);
});

test('which cell runs is in the shared model', () => {
  const shown = new Shown();
  shown.show(notebookOf(cell('a')));
  shown.show(notebookOf(cell('a', { execution_state: 'running' })));
  const code = shown.notebook.cells[0] as YCodeCell;
  assert.equal(code.executionState, 'running');
  shown.show(notebookOf(cell('a', { execution_count: 1 })));
  assert.equal(code.executionState, 'idle');
  assert.equal(code.execution_count, 1);
});

test('nothing is kept to be undone', () => {
  const shown = new Shown();
  shown.show(notebookOf(cell('a'), cell('b')));
  shown.show(notebookOf(cell('b', { source: 'other' })));
  assert.equal(shown.notebook.canUndo(), false);
  assert.equal(shown.notebook.cells[0].canUndo(), false);
});

test('whatever somebody made of a document is shown as far as it can be', () => {
  const notebook = newNotebook();
  const odd: JsonObject = {
    cells: [
      null,
      7,
      { id: 'same', source: ['a', 'b'] },
      { id: 'same', cell_type: 'no such type', outputs: 'none' },
      {
        id: 'c',
        cell_type: 'code',
        source: 1,
        metadata: [],
        outputs: [null, { output_type: '?' }, { output_type: 'error' }]
      }
    ],
    meta: 'nothing'
  };
  const sync = new NotebookSync(notebook);
  showAll(sync, odd);
  assert.equal(notebook.cells.length, 5);
  assert.equal(notebook.cells[2].getSource(), 'ab');
  showAll(sync, notebookOf(cell('same')));
  assert.deepEqual(
    notebook.cells.map(each => [each.getId(), each.getSource()]),
    [['same', 'same']]
  );
  showAll(sync, {});
  assert.equal(notebook.cells.length, 0);
});

test('a file is made what it was', () => {
  const file = new YFile();
  made.push(file);
  showFile(file, { source: 'one\ntwo' });
  showFile(file, { source: 'one\n2' });
  assert.equal(file.getSource(), 'one\n2');
});

test('the difference of two texts never cuts a character in two', () => {
  const cases = [
    '',
    'a',
    'abc',
    'abd',
    'xabc',
    '🐍',
    '🐎',
    'a🐍b',
    'a🐎b',
    '🐍🐍'
  ];
  for (const from of cases) {
    for (const to of cases) {
      const { at, remove, insert } = difference(from, to);
      assert.equal(from.slice(0, at) + insert + from.slice(at + remove), to);
      for (const part of [from.slice(0, at), insert, from.slice(at + remove)]) {
        assert.doesNotThrow(() => encodeURIComponent(part));
      }
    }
  }
});

test('as many as can stay do', () => {
  const wanted = ['a', 'b', 'c', 'd', 'e'];
  assert.deepEqual(ordered(wanted, wanted), wanted);
  assert.deepEqual(ordered(['e', 'a', 'b'], wanted), ['a', 'b']);
  assert.deepEqual(ordered(['b', 'c', 'a', 'd'], wanted), ['b', 'c', 'd']);
  assert.deepEqual(ordered([], wanted), []);
});
