import { stampAll, stampSplice } from './lines';
import {
  Change,
  IPlace,
  IState,
  Json,
  JsonObject,
  LINES,
  Op,
  Path,
  Stamp
} from './types';

type Node = Json[] | { [key: string]: Json };

/**
 * Applies changes to states, without changing a state that was handed out.
 *
 * What it made itself since the last hand-out it does change, so that a thousand keystrokes in
 * one cell copy the notebook once and not a thousand times.
 */
export class Applier {
  constructor(state: IState) {
    this._state = state;
  }

  /**
   * Hand out the present state. It stays as it is.
   */
  take(): IState {
    this._own.clear();
    return this._state;
  }

  /**
   * @param time - When it happens.
   */
  apply(change: Change, time: number): void {
    const [, who, doc] = change;
    for (let index = 3; index < change.length; index++) {
      this._op(change[index] as Op, who, doc, time);
    }
  }

  private _op(op: Op, who: number, doc: number, time: number): void {
    switch (op[0]) {
      case 'r':
        this._root(doc, stamped(op[1], [who, time]));
        break;
      case 't':
        this._text(op, who, doc, time);
        break;
      case 'a': {
        const [, path, at, remove, insert] = op;
        const array = this._reach(doc, path) as Json[] | null;
        if (Array.isArray(array)) {
          const stamp: Stamp = [who, time];
          splice(
            array,
            at,
            remove,
            insert.map(each => stamped(each, stamp))
          );
        }
        break;
      }
      case 'm': {
        const [, path, key, value] = op;
        const map = this._reach(doc, path) as { [key: string]: Json } | null;
        if (map && !Array.isArray(map)) {
          map[key] = stamped(value, [who, time]);
          if (key === 'source') {
            stampLines(
              map,
              typeof value === 'string' ? stampAll(value, [who, time]) : null
            );
          }
        }
        break;
      }
      case 'x': {
        const [, path, key] = op;
        const map = this._reach(doc, path) as { [key: string]: Json } | null;
        if (map && !Array.isArray(map)) {
          delete map[key];
          if (key === 'source') {
            delete map[LINES];
          }
        }
        break;
      }
      case 'c':
        this._cursor(who, op[1]);
        break;
    }
  }

  private _text(
    [, path, at, remove, insert]: Extract<Op, readonly ['t', ...unknown[]]>,
    who: number,
    doc: number,
    time: number
  ): void {
    const key = path[path.length - 1];
    const parent = this._reach(doc, path.slice(0, -1));
    const text = (parent as JsonObject | null)?.[key];
    if (!parent || typeof text !== 'string') {
      return;
    }
    (parent as { [key: string]: Json })[key] =
      text.slice(0, at) + insert + text.slice(at + remove);
    if (key !== 'source') {
      return;
    }
    const map = parent as { [key: string]: Json };
    const lines = map[LINES] as unknown as ReadonlyArray<Stamp> | undefined;
    if (lines) {
      stampLines(
        map,
        stampSplice(lines, text, at, remove, insert, [who, time])
      );
    }
    this._follow(doc, (map.id as string | undefined) ?? null, who, {
      at,
      remove,
      insert: insert.length
    });
  }

  /**
   * Cursors are recorded a few times a second; in between they go with the text. Whoever writes
   * stands behind what they wrote.
   */
  private _follow(
    doc: number,
    cell: string | null,
    who: number,
    splice: { at: number; remove: number; insert: number }
  ): void {
    const { at, remove, insert } = splice;
    const shift = (offset: number) =>
      offset <= at ? offset : Math.max(offset - remove, at) + insert;
    for (const [key, place] of Object.entries(this._state.cursors)) {
      if (Number(key) !== who && place.doc === doc && place.cell === cell) {
        const anchor = shift(place.anchor);
        const head = shift(place.head);
        if (anchor !== place.anchor || head !== place.head) {
          this._cursor(Number(key), { ...place, anchor, head });
        }
      }
    }
    if (who >= 0) {
      const head = at + insert;
      this._cursor(who, { doc, cell, anchor: head, head });
    }
  }

  private _cursor(who: number, place: IPlace | null): void {
    const cursors = this._owned(
      this._state.cursors as unknown as JsonObject
    ) as unknown as Record<string, IPlace>;
    if (place) {
      cursors[who] = place;
    } else {
      delete cursors[who];
    }
    this._replace({ cursors });
  }

  private _root(doc: number, root: Json): void {
    const docs = this._owned(this._state.docs as unknown as Json[]);
    while (docs.length <= doc) {
      docs.push(null);
    }
    docs[doc] = root;
    this._replace({ docs: docs as unknown as IState['docs'] });
  }

  /**
   * The node at a path, made ours all the way.
   *
   * @returns null if there is none: an op that does not fit changes nothing.
   */
  private _reach(doc: number, path: Path): Node | null {
    const root = this._state.docs[doc];
    if (!root) {
      return null;
    }
    let node = this._owned(root) as Node;
    if (node !== root) {
      this._root(doc, node as Json);
    }
    for (const key of path) {
      const child = (node as { [key: string]: Json })[key];
      if (typeof child !== 'object' || child === null) {
        return null;
      }
      const own = this._owned(child as Json[]);
      if (own !== child) {
        (node as { [key: string]: Json })[key] = own;
      }
      node = own as Node;
    }
    return node;
  }

  private _owned<T extends ReadonlyArray<Json> | JsonObject>(node: T): T {
    if (this._own.has(node)) {
      return node;
    }
    const copy = Array.isArray(node) ? node.slice() : { ...node };
    this._own.add(copy);
    return copy as T;
  }

  private _replace(part: Partial<IState>): void {
    this._state = { ...this._state, ...part };
  }

  private _state: IState;
  private _own = new Set<unknown>();
}

// How many values can be handed to a function at once, everywhere.
const MANY = 10_000;

function splice<T>(array: T[], at: number, remove: number, insert: T[]): void {
  array.splice(at, remove);
  for (let from = 0; from < insert.length; from += MANY) {
    array.splice(at + from, 0, ...insert.slice(from, from + MANY));
  }
}

/**
 * A value as it arrives: the lines of its sources are by whoever brought it.
 */
function stamped<T extends Json>(value: T, stamp: Stamp): T {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    const array = value.map(each => stamped(each as Json, stamp));
    return (
      array.every((each, index) => each === value[index]) ? value : array
    ) as T;
  }
  let copy: { [key: string]: Json } | null = null;
  for (const [key, child] of Object.entries(value as JsonObject)) {
    const own = stamped(child, stamp);
    if (own !== child) {
      copy ??= { ...(value as JsonObject) };
      copy[key] = own;
    }
  }
  const { source } = value as JsonObject;
  if (typeof source === 'string') {
    copy ??= { ...(value as JsonObject) };
    stampLines(copy, stampAll(source, stamp));
  }
  return (copy ?? value) as T;
}

/**
 * Put down who wrote the lines of a map's source.
 *
 * @param stamps - Null where that is not known.
 */
function stampLines(map: { [key: string]: Json }, stamps: Stamp[] | null) {
  if (stamps) {
    map[LINES] = stamps;
  } else {
    delete map[LINES];
  }
}
