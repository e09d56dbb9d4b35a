import { Change, IColumns, IPlace, Op, Path } from './types';

// Kinds of changes; all others are written out.
const TYPED = 1;
const MOVED = 2;

/**
 * What a person did last in a stretch of a recording.
 */
interface ITrace {
  /**
   * The text they changed.
   */
  path: Path;
  /**
   * Where what they wrote ended.
   */
  end: number;
  place: IPlace | null;
}

/**
 * Changes one after the other, of what they were taken apart into.
 */
export function unpacked(columns: IColumns): Change[] {
  const { kinds, times, who, doc } = columns;
  const traces = new Map<number, ITrace>();
  let typed = 0;
  let moved = 0;
  let other = 0;
  let offset = 0;
  return kinds.map((kind, index) => {
    const author = who[index];
    let trace = traces.get(author);
    if (!trace) {
      trace = { path: [], end: 0, place: null };
      traces.set(author, trace);
    }
    let ops: ReadonlyArray<Op>;
    if (kind === TYPED) {
      const text = columns.text.slice(offset, offset + columns.lengths[typed]);
      offset += text.length;
      const at = trace.end + columns.at[typed];
      ops = [['t', trace.path, at, columns.deleted[typed], text]];
      typed++;
    } else if (kind === MOVED) {
      const at = trace.end + columns.moved[moved];
      ops = [['c', { ...trace.place!, anchor: at, head: at }]];
      moved++;
    } else {
      ops = columns.others[other];
      other++;
    }
    const [op] = ops;
    if (ops.length === 1 && op[0] === 't') {
      trace.path = op[1];
      trace.end = op[2] + op[4].length;
    } else if (ops.length === 1 && op[0] === 'c' && op[1]) {
      trace.place = op[1];
    }
    return [times[index], author, doc[index], ...ops];
  });
}
