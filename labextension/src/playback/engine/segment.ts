import { Applier } from './apply';
import { unpacked } from './columns';
import {
  Change,
  IPlace,
  ISegment,
  ISegmentInfo,
  ISentSegment,
  IState,
  Json,
  JsonObject,
  Op
} from './types';

/**
 * How many changes lie between two states that are kept.
 */
export const CHECKPOINT = 256;

/**
 * A stretch of a recording, ready to be asked for its states.
 */
export class Segment {
  /**
   * @param from - When it begins.
   * @param to - When it ends.
   */
  constructor(
    content: ISegment,
    readonly from: number,
    readonly to: number
  ) {
    this._changes = content.changes;
    this._times = new Float64Array(content.changes.length);
    let time = from;
    for (let index = 0; index < content.changes.length; index++) {
      time += content.changes[index][0];
      this._times[index] = time;
    }
    this._checkpoints = [content.state];
  }

  /**
   * How many changes have happened at a moment, itself included.
   */
  countAt(time: number): number {
    let low = 0;
    let high = this._times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this._times[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Make the states that are kept. Without, the first question that needs them does.
   */
  prepare(): void {
    this._checkpoint(Math.floor(this._changes.length / CHECKPOINT));
  }

  /**
   * Everything as it was at a moment within.
   */
  stateAt(time: number): IState {
    const count = this.countAt(time);
    if (this._last?.count === count) {
      return this._last.state;
    }
    const kept = Math.floor(count / CHECKPOINT);
    let done = kept * CHECKPOINT;
    let state = this._checkpoint(kept);
    if (this._last && this._last.count > done && this._last.count < count) {
      ({ count: done, state } = this._last);
    }
    state = this._advance(state, done, count);
    this._last = { count, state };
    return state;
  }

  /**
   * When the next change that can be seen after a moment is; null if there is none here.
   *
   * @param docs - The documents that are shown.
   */
  changeAfter(time: number, docs: ReadonlySet<number>): number | null {
    for (let at = this.countAt(time); at < this._times.length; at++) {
      if (isSeen(this._changes[at], docs)) {
        return this._times[at];
      }
    }
    return null;
  }

  /**
   * When the last change that can be seen before a moment was; null if there is none here.
   *
   * @param docs - The documents that are shown.
   */
  changeBefore(time: number, docs: ReadonlySet<number>): number | null {
    for (let at = this.countAt(time) - 1; at >= 0; at--) {
      if (this._times[at] < time && isSeen(this._changes[at], docs)) {
        return this._times[at];
      }
    }
    return null;
  }

  /**
   * Who wrote last at a moment, and where; null if nobody did here.
   *
   * @param docs - The documents that people write in.
   * @param who - Only what they did; anybody if null.
   */
  lastChange(
    time: number,
    docs: ReadonlySet<number>,
    who: number | null
  ): { who: number; doc: number } | null {
    for (let at = this.countAt(time) - 1; at >= 0; at--) {
      const [, author, doc] = this._changes[at];
      if (author >= 0 && docs.has(doc) && (who === null || who === author)) {
        return { who: author, doc };
      }
    }
    return null;
  }

  private _checkpoint(number: number): IState {
    for (let made = this._checkpoints.length; made <= number; made++) {
      const from = (made - 1) * CHECKPOINT;
      this._checkpoints.push(
        this._advance(this._checkpoints[made - 1], from, from + CHECKPOINT)
      );
    }
    return this._checkpoints[number];
  }

  private _advance(state: IState, from: number, to: number): IState {
    if (from === to) {
      return state;
    }
    const applier = new Applier(state);
    for (let at = from; at < to; at++) {
      applier.apply(this._changes[at], this._times[at]);
    }
    return applier.take();
  }

  private _changes: ReadonlyArray<Change>;
  private _times: Float64Array;
  private _checkpoints: IState[];
  private _last: { count: number; state: IState } | null = null;
}

/**
 * Whether a change is one of a document that is shown, or of what a file printed, which is in
 * the document about the pad.
 */
function isSeen(change: Change, docs: ReadonlySet<number>): boolean {
  const [, , doc, ...ops] = change;
  return (
    docs.has(doc) ||
    (doc >= 0 &&
      (ops as Op[]).some(
        op => op[0] !== 'r' && op[0] !== 'c' && op[1][0] === 'consoles'
      ))
  );
}

/**
 * Fetch a stretch of a recording with the long strings that belong to it.
 *
 * @param get - Fetches a segment, or a string that is kept apart.
 */
export async function loadSegment(
  info: ISegmentInfo,
  get: {
    segment(hash: string): Promise<ISentSegment>;
    blob(hash: string): Promise<string>;
  }
): Promise<Segment> {
  const content = await get.segment(info.hash);
  const hashes = content.blobs ?? [];
  const strings = await Promise.all(hashes.map(hash => get.blob(hash)));
  const blobs = new Map(hashes.map((hash, at) => [hash, strings[at]]));
  return new Segment(
    {
      state: {
        docs: filled(content.state.docs, blobs) as IState['docs'],
        cursors: content.state.cursors as Record<string, IPlace>
      },
      changes: unpacked({
        ...content.changes,
        others: filled(
          content.changes.others as unknown as Json,
          blobs
        ) as unknown as Op[][]
      })
    },
    info.from,
    info.to
  );
}

/**
 * Put long strings where their hashes stand.
 */
function filled(value: Json, blobs: ReadonlyMap<string, string>): Json {
  if (blobs.size === 0 || typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    let copy: Json[] | null = null;
    for (let at = 0; at < value.length; at++) {
      const own = filled(value[at], blobs);
      if (own !== value[at]) {
        copy ??= value.slice();
        copy[at] = own;
      }
    }
    return copy ?? value;
  }
  const map = value as JsonObject;
  const keys = Object.keys(map);
  if (keys.length === 1 && keys[0] === '$' && typeof map.$ === 'string') {
    return blobs.get(map.$) ?? value;
  }
  let copy: { [key: string]: Json } | null = null;
  for (const key of keys) {
    const own = filled(map[key], blobs);
    if (own !== map[key]) {
      copy ??= { ...map };
      copy[key] = own;
    }
  }
  return copy ?? value;
}
