import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Applier } from '../src/playback/engine/apply';
import {
  advance,
  clockTime,
  fromFragment,
  toFragment
} from '../src/playback/engine/clock';
import { MAX_LINES, stampAll, stampSplice } from '../src/playback/engine/lines';
import { unpacked } from '../src/playback/engine/columns';
import { Segment } from '../src/playback/engine/segment';
import { Timeline } from '../src/playback/engine/timeline';
import {
  Change,
  IManifest,
  IColumns,
  ISentSegment,
  IState,
  Json,
  JsonObject,
  Op,
  Stamp
} from '../src/playback/engine/types';

/**
 * Numbers that look random and are the same every time.
 */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const EMPTY: IState = { docs: [null, null], cursors: {} };

/**
 * What an op does, done the plain way on a copy of everything.
 */
function replay(state: IState, doc: number, op: Op): IState {
  const copy = JSON.parse(JSON.stringify(state));
  if (op[0] === 'r') {
    copy.docs[doc] = JSON.parse(JSON.stringify(op[1]));
    return copy;
  }
  const path = op[1] as ReadonlyArray<string | number>;
  const at = (keys: ReadonlyArray<string | number>) =>
    keys.reduce((node, key) => node[key], copy.docs[doc]);
  if (op[0] === 't') {
    const parent = at(path.slice(0, -1));
    const key = path[path.length - 1];
    const text: string = parent[key];
    parent[key] = text.slice(0, op[2]) + op[4] + text.slice(op[2] + op[3]);
  } else if (op[0] === 'a') {
    at(path).splice(op[2], op[3], ...JSON.parse(JSON.stringify(op[4])));
  } else if (op[0] === 'm') {
    at(path)[op[2]] = JSON.parse(JSON.stringify(op[3]));
  } else if (op[0] === 'x') {
    delete at(path)[op[2]];
  }
  return copy;
}

/**
 * A state without what the player keeps beside the documents.
 */
function plain(state: IState): Json {
  return JSON.parse(
    JSON.stringify(state.docs, (key, value) =>
      key === '$lines' ? undefined : value
    )
  );
}

/**
 * An interview: cells come, go and are written in, outputs grow, a file is edited.
 */
function history(
  seed: number,
  length: number
): { changes: Change[]; states: IState[] } {
  const below = random(seed);
  const pick = <T>(values: ReadonlyArray<T>) => values[below(values.length)];
  let state: IState = EMPTY;
  const changes: Change[] = [];
  const states: IState[] = [];
  let number = 0;
  const cell = (): JsonObject => ({
    id: `cell ${number++}`,
    cell_type: 'code',
    source: pick(['', 'a = 1', 'a\nb\n', '🐍 = 2\n']),
    metadata: {},
    outputs: []
  });
  const add = (doc: number, op: Op) => {
    changes.push([below(4) * 10, below(3) - 1, doc, op]);
    state = replay(state, doc, op);
    states.push(state);
  };
  const splice = (path: Array<string | number>, text: string): Op => {
    const start = below(text.length + 1);
    const remove = below(Math.min(3, text.length - start) + 1);
    return [
      't',
      path,
      start,
      remove,
      pick(['x', '\n', 'y\nz', 'w\n', '', '🦊'])
    ];
  };
  add(0, ['r', { cells: [cell()], meta: { metadata: {} } }]);
  add(1, ['r', { source: 'print(1)\n' }]);
  while (changes.length < length) {
    const notebook = state.docs[0] as { cells: JsonObject[] };
    const { cells } = notebook;
    const at = below(cells.length);
    const source = cells[at]?.source as string;
    const outputs = (cells[at]?.outputs ?? []) as JsonObject[];
    switch (below(9)) {
      case 0:
        add(0, ['a', ['cells'], below(cells.length + 1), 0, [cell(), cell()]]);
        break;
      case 1:
        if (cells.length > 1) {
          add(0, ['a', ['cells'], at, 1, []]);
        }
        break;
      case 2:
        if (cells.length) {
          add(0, ['m', ['cells', at], 'execution_count', number++]);
        }
        break;
      case 3:
        if (cells.length && 'execution_count' in cells[at]) {
          add(0, ['x', ['cells', at], 'execution_count']);
        }
        break;
      case 4:
        if (cells.length) {
          const output = { output_type: 'stream', name: 'stdout', text: '1\n' };
          add(0, ['a', ['cells', at, 'outputs'], outputs.length, 0, [output]]);
        }
        break;
      case 5:
        if (outputs.length) {
          const text = outputs[0].text as string;
          const path = ['cells', at, 'outputs', 0, 'text'];
          add(0, ['t', path, text.length, 0, 'more\n']);
        }
        break;
      case 6:
        add(
          1,
          splice(['source'], (state.docs[1] as JsonObject).source as string)
        );
        break;
      default:
        if (cells.length) {
          add(0, splice(['cells', at, 'source'], source));
        }
    }
  }
  return { changes, states };
}

/**
 * The times of changes, from their distances.
 */
function timesOf(changes: ReadonlyArray<Change>): number[] {
  let time = 0;
  return changes.map(([after]) => (time += after));
}

test('the state at any moment is what replaying everything gives', () => {
  for (let seed = 1; seed <= 4; seed++) {
    const { changes, states } = history(seed, 600);
    const times = timesOf(changes);
    const segment = new Segment(
      { state: EMPTY, changes },
      0,
      times[times.length - 1]
    );
    const below = random(seed * 7);
    const asked = [
      ...times,
      ...Array.from(
        { length: 300 },
        () => times[below(times.length)] + below(9)
      )
    ];
    for (const time of asked) {
      const count = times.filter(each => each <= time).length;
      assert.deepEqual(
        plain(segment.stateAt(time)),
        plain(states[count - 1]),
        `seed ${seed}, at ${time}`
      );
    }
  }
});

test('every source has a stamp for each of its lines, whatever happens to it', () => {
  const { changes } = history(5, 1500);
  const applier = new Applier(EMPTY);
  changes.forEach((change, time) => {
    applier.apply(change, time);
    for (const doc of applier.take().docs) {
      const maps =
        (doc?.cells as JsonObject[] | undefined) ?? (doc ? [doc] : []);
      for (const map of maps) {
        const lines = (map.source as string).split('\n').length;
        assert.equal((map['$lines'] as Json[]).length, lines);
      }
    }
  });
});

test('a state that was handed out never changes, and shares what did not', () => {
  const applier = new Applier(EMPTY);
  const cells = ['a', 'b'].map(id => ({ id, source: id, outputs: [] }));
  applier.apply([0, 0, 0, ['r', { cells, meta: {} }]], 1);
  const before = applier.take();
  const kept = JSON.stringify(before);
  applier.apply([0, 0, 0, ['t', ['cells', 1, 'source'], 1, 0, '!']], 2);
  applier.apply([0, 0, 0, ['t', ['cells', 1, 'source'], 2, 0, '?']], 3);
  const after = applier.take();
  assert.equal(JSON.stringify(before), kept);
  const [first, second] = [before, after].map(
    state => state.docs[0] as { cells: JsonObject[]; meta: Json }
  );
  assert.equal(second.cells[1].source, 'b!?');
  assert.equal(first.cells[0], second.cells[0]);
  assert.equal(first.meta, second.meta);
  assert.notEqual(first.cells[1], second.cells[1]);
  assert.equal(first.cells[1].outputs, second.cells[1].outputs);
});

test('who changed a line is known by the line', () => {
  const [ada, grace]: Stamp[] = [
    [0, 10],
    [1, 20]
  ];
  const two = stampAll('a\nb', ada)!;
  const names = (stamps: Stamp[] | null) =>
    stamps!.map(stamp => (stamp === ada ? 'A' : 'G')).join('');
  const splice = (at: number, remove: number, insert: string) =>
    names(stampSplice(two, 'a\nb', at, remove, insert, grace));
  // Within a line.
  assert.equal(splice(1, 0, 'x'), 'GA');
  assert.equal(splice(3, 0, 'x'), 'AG');
  assert.equal(splice(0, 1, ''), 'GA');
  // Whole lines before, between and after.
  assert.equal(splice(0, 0, 'x\n'), 'GAA');
  assert.equal(splice(2, 0, 'x\ny\n'), 'AGGA');
  assert.equal(splice(3, 0, '\nx'), 'AAG');
  assert.equal(splice(1, 0, '\nx'), 'AGA');
  // A break within a line makes two lines of it.
  assert.equal(
    names(stampSplice(stampAll('ab', ada)!, 'ab', 1, 0, '\n', grace)),
    'GG'
  );
  // Two lines become one.
  assert.equal(splice(1, 1, ''), 'G');
  assert.equal(splice(0, 3, 'x\ny\nz'), 'GGG');
  // Of very many lines it is not known.
  const most = '\n'.repeat(MAX_LINES - 1);
  assert.equal(stampAll(most, ada)!.length, MAX_LINES);
  assert.equal(stampAll(`${most}\n`, ada), null);
  const stamps = stampAll(most, ada)!;
  assert.equal(stampSplice(stamps, most, 0, 1, '\n', grace)!.length, MAX_LINES);
  assert.equal(stampSplice(stamps, most, 0, 0, '\n', grace), null);
});

test('a cursor goes with the text between two records of it', () => {
  const applier = new Applier(EMPTY);
  const root = {
    cells: [{ id: 'c', source: 'one two', outputs: [] }],
    meta: {}
  };
  applier.apply([0, -1, 0, ['r', root]], 1);
  const place = { doc: 0, cell: 'c', anchor: 4, head: 7 };
  applier.apply([0, 1, -1, ['c', place]], 2);
  applier.apply([0, 0, 0, ['t', ['cells', 0, 'source'], 0, 0, 'zero ']], 3);
  const { cursors } = applier.take();
  assert.deepEqual(cursors[1], { doc: 0, cell: 'c', anchor: 9, head: 12 });
  assert.deepEqual(cursors[0], { doc: 0, cell: 'c', anchor: 5, head: 5 });
  applier.apply([0, 0, 0, ['t', ['cells', 0, 'source'], 0, 12, '']], 4);
  applier.apply([0, 1, -1, ['c', null]], 5);
  assert.deepEqual(Object.keys(applier.take().cursors), ['0']);
});

test('an op that does not fit changes nothing', () => {
  const root = { source: 'a', list: [] };
  const ops: Op[] = [
    ['t', ['nothing', 'there'], 0, 0, 'x'],
    ['t', ['list'], 0, 0, 'x'],
    ['a', ['source'], 0, 0, [1]],
    ['m', ['list'], 'key', 1],
    ['m', ['source', 'deeper'], 'key', 1],
    ['x', ['nothing'], 'key'],
    ['m', ['__proto__', 'x'], 'key', 1],
    ['m', ['constructor', 'prototype'], 'key', 1]
  ];
  for (const op of ops) {
    const applier = new Applier(EMPTY);
    applier.apply([0, 0, 1, ['r', root]], 1);
    applier.apply([0, 0, 1, op], 2);
    applier.apply([0, 0, 7, op], 2);
    assert.deepEqual(plain(applier.take()), [null, root]);
  }
  assert.equal(({} as JsonObject).key, undefined);
});

/**
 * Changes as they come over the wire, each written out.
 */
function sent(changes: ReadonlyArray<Change>): IColumns {
  return {
    times: changes.map(([after]) => after),
    who: changes.map(([, who]) => who),
    doc: changes.map(([, , doc]) => doc),
    kinds: changes.map(() => 0),
    others: changes.map(([, , , ...ops]) => ops),
    at: [],
    deleted: [],
    lengths: [],
    text: '',
    moved: []
  };
}

test('what was typed goes on where the same person typed before', () => {
  const path = ['cells', 0, 'source'];
  const place = { doc: 0, cell: 'c', anchor: 1, head: 5 };
  assert.deepEqual(
    unpacked({
      times: [5, 0, 36, 1, 1, 2, 3],
      who: [0, 0, 1, 0, 0, 0, 1],
      doc: [0, -1, 0, 0, -1, 0, 0],
      kinds: [0, 0, 0, 1, 2, 1, 1],
      others: [
        [['t', path, 7, 0, 'ab']],
        [['c', place]],
        [['t', ['source'], 3, 1, '']]
      ],
      at: [0, -1, 4],
      deleted: [0, 1, 2],
      lengths: [3, 0, 1],
      text: 'c😀z',
      moved: [-1]
    }),
    [
      [5, 0, 0, ['t', path, 7, 0, 'ab']],
      [0, 0, -1, ['c', place]],
      [36, 1, 0, ['t', ['source'], 3, 1, '']],
      [1, 0, 0, ['t', path, 9, 0, 'c😀']],
      [1, 0, -1, ['c', { ...place, anchor: 11, head: 11 }]],
      [2, 0, 0, ['t', path, 11, 1, '']],
      [3, 1, 0, ['t', ['source'], 7, 2, 'z']]
    ]
  );
});

/**
 * A recording in segments, and what was asked of the server for it.
 */
function recording(seed: number, length: number, of: number) {
  const { changes, states } = history(seed, length);
  const times = timesOf(changes);
  const contents = new Map<string, ISentSegment>();
  const infos: IManifest['segments'][number][] = [];
  const applier = new Applier(EMPTY);
  let from = 0;
  for (let first = 0; first < length; first += of) {
    const part = changes.slice(first, first + of);
    const to = times[Math.min(first + of, length) - 1];
    // The first is so long after the border and not after the change before it.
    const [[, who, doc, ...ops]] = part;
    part[0] = [times[first] - from, who, doc, ...ops];
    contents.set(`s${first}`, { state: applier.take(), changes: sent(part) });
    infos.push({ hash: `s${first}`, from, to, changes: part.length, size: 1 });
    part.forEach((change, at) => applier.apply(change, times[first + at]));
    from = to;
  }
  const manifest: IManifest = {
    format: 2,
    pad: { id: 'p', title: 'P' },
    start: 0,
    duration: times[length - 1],
    participants: [],
    documents: [
      { id: 'a', path: 'a.ipynb', type: 'notebook' },
      { id: 'b', path: 'b.py', type: 'file' }
    ],
    segments: infos,
    front: 0,
    activity: { step: 1000, of: [] },
    idle: [],
    events: [],
    notes: []
  };
  const asked: string[] = [];
  const source = {
    segment: async (hash: string) => {
      asked.push(hash);
      return JSON.parse(JSON.stringify(contents.get(hash))) as ISentSegment;
    },
    blob: async () => {
      throw new Error('There are none.');
    }
  };
  return { manifest, source, asked, states, times };
}

test('across the borders of segments, too', async () => {
  const { manifest, source, states, times } = recording(3, 1000, 90);
  const timeline = new Timeline(manifest, source, { keep: 3 });
  for (const order of [times, [...times].reverse()]) {
    for (const time of order) {
      const count = times.filter(each => each <= time).length;
      assert.deepEqual(
        plain(await timeline.stateAt(time)),
        plain(states[count - 1])
      );
      assert.ok(timeline.loaded.length <= 3);
    }
  }
});

test('what comes next is fetched before it is needed, and nothing twice', async () => {
  const { manifest, source, asked } = recording(4, 1000, 100);
  const timeline = new Timeline(manifest, source);
  assert.equal(timeline.peek(0), null);
  await timeline.stateAt(0);
  await timeline.stateAt(1);
  assert.deepEqual(asked, ['s0', 's100']);
  const middle = manifest.segments[5];
  await Promise.all([
    timeline.stateAt(middle.from + 1),
    timeline.stateAt(middle.from + 2)
  ]);
  assert.deepEqual(asked, ['s0', 's100', 's500', 's600']);
  assert.notEqual(timeline.peek(middle.from + 1), null);
});

test('a segment that could not be fetched is asked for again', async () => {
  const { manifest, source } = recording(4, 50, 100);
  let down = true;
  const timeline = new Timeline(manifest, {
    ...source,
    segment: async hash => {
      if (down) {
        throw new Error('The server is away.');
      }
      return source.segment(hash);
    }
  });
  await assert.rejects(timeline.stateAt(0), /away/);
  down = false;
  assert.notEqual(await timeline.stateAt(0), null);
});

test('one steps from change to change over borders, and over cursors', async () => {
  const { manifest, source, times } = recording(6, 400, 60);
  const timeline = new Timeline(manifest, source);
  const distinct = [...new Set(times)];
  const forth: number[] = [];
  for (
    let time: number | null = await timeline.changeAfter(-1);
    time !== null;
    time = await timeline.changeAfter(time)
  ) {
    forth.push(time);
  }
  assert.deepEqual(forth, distinct);
  const back: number[] = [];
  for (
    let time: number | null = await timeline.changeBefore(Infinity);
    time !== null;
    time = await timeline.changeBefore(time)
  ) {
    back.push(time);
  }
  assert.deepEqual(back.reverse(), distinct);

  const place = { doc: 0, cell: null, anchor: 0, head: 0 };
  const segment = new Segment(
    { state: EMPTY, changes: [[5, 0, -1, ['c', place]]] },
    0,
    10
  );
  assert.equal(segment.changeAfter(0, new Set([0])), null);
  assert.equal(segment.changeBefore(10, new Set([0])), null);
});

test('long strings are put in wherever they stand, and fetched once', async () => {
  const plot = 'iVBOR'.repeat(500);
  const output = {
    output_type: 'display_data',
    data: { 'image/png': { $: 'h' } }
  };
  const content: ISentSegment = {
    state: {
      docs: [{ cells: [{ id: 'c', outputs: [output] }], meta: {} }],
      cursors: {}
    },
    changes: sent([[1, -1, 0, ['a', ['cells', 0, 'outputs'], 1, 0, [output]]]]),
    blobs: ['h']
  };
  const { manifest } = recording(1, 2, 2);
  const asked: string[] = [];
  const info = (hash: string, from: number) => ({
    hash,
    from,
    to: from + 10,
    changes: 1,
    size: 1
  });
  const timeline = new Timeline(
    { ...manifest, segments: [info('a', 0), info('b', 10)] },
    {
      segment: async () => content,
      blob: async hash => {
        asked.push(hash);
        return plot;
      }
    }
  );
  const state = await timeline.stateAt(5);
  const { outputs } = (state.docs[0] as { cells: JsonObject[] }).cells[0];
  assert.deepEqual(
    (outputs as JsonObject[]).map(
      each => (each.data as JsonObject)['image/png']
    ),
    [plot, plot]
  );
  await timeline.stateAt(15);
  assert.deepEqual(asked, ['h']);
});

test('the clock leaps over idle time, and stops at the end', () => {
  assert.equal(advance(1000, 16, 2, [], 10_000), 1032);
  assert.equal(advance(9_990, 16, 2, [], 10_000), 10_000);
  const idle = [[2000, 60_000]] as const;
  // Half a second of the quiet is left on either side.
  assert.equal(advance(1000, 1500, 1, idle, 90_000), 59_500);
  assert.equal(advance(1000, 1700, 1, idle, 90_000), 59_700);
  assert.equal(advance(1000, 1400, 1, idle, 90_000), 2400);
  assert.equal(advance(30_000, 100, 1, idle, 90_000), 59_600);
  assert.equal(advance(59_900, 100, 1, idle, 90_000), 60_000);
  assert.equal(
    advance(
      0,
      5000,
      1,
      [
        [1000, 31_000],
        [33_000, 90_000]
      ],
      100_000
    ),
    90_000 - 500 + (5000 - 1500 - 3000)
  );
});

test('an address carries the moment', () => {
  assert.equal(toFragment(754_000), '#t=00:12:34');
  assert.equal(toFragment(3_600_000 * 10 + 1250), '#t=10:00:01.250');
  for (const time of [0, 999, 754_000, 8_000_123]) {
    assert.equal(fromFragment(toFragment(time)), time);
  }
  assert.equal(fromFragment('#t=12:34'), 754_000);
  assert.equal(fromFragment('#t=90'), 90_000);
  assert.equal(fromFragment('#t=1:02:03'), 3_723_000);
  for (const none of ['', '#', '#t=', '#t=x', '#other=1', '#t=1:2:3:4']) {
    assert.equal(fromFragment(none), null);
  }
  assert.equal(clockTime(754_000), '12:34');
  assert.equal(clockTime(754_000, 7_200_000), '0:12:34');
});
