import type * as nbformat from '@jupyterlab/nbformat';
import type { SharedCell, YCodeCell, YFile, YNotebook } from '@jupyter/ydoc';

import { Json, JsonObject, LINES } from '../engine/types';

/**
 * Makes a shared notebook what a recorded one was, with as few changes as there are differences,
 * so that what is on the screen stays where it can: at once which cells there are, then one cell
 * after the other, in an order that is for whoever shows them to say.
 */
export class NotebookSync {
  constructor(private _notebook: YNotebook) {}

  /**
   * Have the notebook be another: its cells come, go and move at once. What stands in those that
   * stay, and what those that come had printed, is as it was until `show` is called for them.
   *
   * @returns The positions of the cells that came.
   */
  arrange(wanted: JsonObject): number[] {
    if (!same(this._meta, wanted.meta)) {
      this._notebook.setMetadata(
        mapOf(mapOf(wanted.meta).metadata) as nbformat.INotebookMetadata
      );
    }
    this._meta = wanted.meta;
    if (this._wanted === wanted.cells) {
      return [];
    }
    this._wanted = wanted.cells;
    const before = this._cells;
    const after = keyed(wanted.cells);
    const kept = arrange(this._notebook, before, after);
    const came: number[] = [];
    this._cells = new Map(
      [...after].map(([key, cell], index) => {
        if (!kept.has(key)) {
          came.push(index);
          return [key, { shown: withoutOutputs(cell), wanted: cell }];
        }
        return [key, { shown: before.get(key)!.shown, wanted: cell }];
      })
    );
    this._order = [...this._cells.values()];
    return came;
  }

  /**
   * How many cells there are.
   */
  get size(): number {
    return this._order.length;
  }

  /**
   * What a cell is to be.
   */
  wanted(index: number): JsonObject {
    return this._order[index].wanted;
  }

  /**
   * Whether a cell is not yet what it is to be.
   */
  isBehind(index: number): boolean {
    const cell = this._order[index];
    return cell !== undefined && cell.shown !== cell.wanted;
  }

  /**
   * Make a cell what it is to be.
   */
  show(index: number): void {
    const cell = this._order[index];
    if (cell.shown !== cell.wanted) {
      showCell(this._notebook, index, cell.shown, cell.wanted);
      cell.shown = cell.wanted;
    }
  }

  private _meta: Json | undefined;
  private _wanted: Json | undefined;
  private _cells: ReadonlyMap<string, IShownCell> = new Map();
  private _order: ReadonlyArray<IShownCell> = [];
}

/**
 * A cell, and what the shared notebook has of it.
 */
interface IShownCell {
  shown: JsonObject;
  readonly wanted: JsonObject;
}

/**
 * What a cell is that comes: to show what it had printed takes longest.
 */
function withoutOutputs(cell: JsonObject): JsonObject {
  return listOf(cell.outputs).length > 0 ? { ...cell, outputs: NONE } : cell;
}

const NONE: ReadonlyArray<Json> = [];

/**
 * Make a shared file what a recorded one was.
 */
export function showFile(file: YFile, wanted: JsonObject): void {
  showText(file, textOf(wanted.source));
}

/**
 * Cells by their ids, in their order. Where several have the same, they are told apart.
 */
function keyed(cells: Json | undefined): Map<string, JsonObject> {
  const map = new Map<string, JsonObject>();
  for (const cell of listOf(cells).map(mapOf)) {
    let key = idOf(cell);
    while (map.has(key)) {
      key += '+';
    }
    map.set(key, cell);
  }
  return map;
}

/**
 * Put the cells in their order, those that are new and gone included.
 *
 * @returns The keys of those that stayed.
 */
function arrange(
  notebook: YNotebook,
  before: ReadonlyMap<string, IShownCell>,
  after: ReadonlyMap<string, JsonObject>
): ReadonlySet<string> {
  const present = [...before.keys()];
  const wanted = [...after.keys()];
  // JupyterLab gives a cell to a notebook that has none.
  for (let index = notebook.cells.length - 1; index >= before.size; index--) {
    unremembered(notebook, () => notebook.deleteCell(index));
  }
  // Yjs has no moves: what stands in another order is taken out and put in again.
  const kept = new Set(
    ordered(
      present.filter(key => {
        const cell = after.get(key);
        return cell && typeOf(cell) === typeOf(before.get(key)!.shown);
      }),
      wanted
    )
  );
  for (let index = present.length - 1; index >= 0; index--) {
    if (!kept.has(present[index])) {
      unremembered(notebook, () => notebook.deleteCell(index));
    }
  }
  for (let index = 0; index < wanted.length; index++) {
    const first = index;
    while (index < wanted.length && !kept.has(wanted[index])) {
      index++;
    }
    if (index > first) {
      const cells = wanted.slice(first, index).map(key => after.get(key)!);
      unremembered(notebook, () =>
        notebook.insertCells(
          first,
          cells.map(cell => toCell(withoutOutputs(cell)))
        )
      );
    }
  }
  return kept;
}

/**
 * Change a document without keeping what it takes to undo it.
 */
function unremembered(notebook: YNotebook, change: () => void): void {
  notebook.ydoc.transact(change, 'playback');
}

/**
 * As many of the present keys as can stay where they are: a longest run of them that stands in
 * the wanted order.
 *
 * @param present - All of them are wanted.
 */
export function ordered(
  present: ReadonlyArray<string>,
  wanted: ReadonlyArray<string>
): string[] {
  const place = new Map(wanted.map((id, index) => [id, index]));
  // The last ids of the best runs found so far, by length, and what came before each.
  const tails: number[] = [];
  const before: number[] = [];
  const values = present.map(id => place.get(id)!);
  values.forEach((value, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[tails[middle]] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    before[index] = low > 0 ? tails[low - 1] : -1;
    tails[low] = index;
  });
  const run: string[] = [];
  for (
    let index = tails.length ? tails[tails.length - 1] : -1;
    index >= 0;
    index = before[index]
  ) {
    run.unshift(present[index]);
  }
  return run;
}

function showCell(
  notebook: YNotebook,
  index: number,
  shown: JsonObject,
  wanted: JsonObject
): void {
  const cell = notebook.cells[index];
  if (shown.source !== wanted.source) {
    unremembered(notebook, () => showText(cell, textOf(wanted.source)));
  }
  if (!same(shown.metadata, wanted.metadata)) {
    cell.setMetadata(
      bare(mapOf(wanted.metadata)) as nbformat.IBaseCellMetadata
    );
  }
  if (cell.cell_type === 'code') {
    const code = cell as YCodeCell;
    if (shown.outputs !== wanted.outputs) {
      showOutputs(code, outputsOf(shown), outputsOf(wanted));
    }
    code.execution_count = countOf(wanted);
    if (stateOf(shown) !== stateOf(wanted)) {
      code.executionState = stateOf(wanted);
    }
  }
}

/**
 * Outputs that only became more are added to. Else all are made anew, in two steps: JupyterLab
 * adds what is inserted anywhere at the end, and takes text that comes while other text is there
 * for a part of that.
 */
function showOutputs(
  cell: YCodeCell,
  shown: ReadonlyArray<Json>,
  wanted: ReadonlyArray<Json>
): void {
  let first = 0;
  while (
    first < shown.length &&
    first < wanted.length &&
    same(shown[first], wanted[first])
  ) {
    first++;
  }
  if (first === shown.length - 1 && first < wanted.length) {
    const more = growth(mapOf(shown[first]), mapOf(wanted[first]));
    if (more !== null) {
      cell.appendStreamOutput(first, more);
      first++;
    }
  }
  if (first < shown.length) {
    cell.updateOutputs(0, shown.length, []);
    first = 0;
  }
  if (first < wanted.length) {
    cell.updateOutputs(first, first, wanted.slice(first).map(toOutput));
  }
}

/**
 * A cell's outputs. Text of one stream that follows itself is one output, as JupyterLab has it.
 */
function outputsOf(cell: JsonObject): ReadonlyArray<Json> {
  const outputs = listOf(cell.outputs);
  const joined: Json[] = [];
  for (const output of outputs) {
    const last = mapOf(joined[joined.length - 1]);
    const next = mapOf(output);
    if (isText(last) && isText(next) && last.name === next.name) {
      joined[joined.length - 1] = {
        ...last,
        text: textOf(last.text) + textOf(next.text)
      };
    } else {
      joined.push(output);
    }
  }
  return joined.length < outputs.length ? joined : outputs;
}

function isText({ output_type }: JsonObject): boolean {
  return output_type === 'stream';
}

/**
 * What was printed more; null if that is not all that changed.
 */
function growth(shown: JsonObject, wanted: JsonObject): string | null {
  const { text: before, ...rest } = shown;
  const { text: after, ...others } = wanted;
  return isText(shown) &&
    typeof before === 'string' &&
    typeof after === 'string' &&
    after.startsWith(before) &&
    // A carriage return or backspace goes back over what was there before.
    !/[\r\b]/.test(after) &&
    same(rest, others)
    ? after.slice(before.length)
    : null;
}

/**
 * Replace only what differs of a text.
 */
function showText(
  text: {
    getSource(): string;
    updateSource(start: number, end: number, value?: string): void;
  },
  wanted: string
): void {
  const shown = text.getSource();
  if (shown === wanted) {
    return;
  }
  const { at, remove, insert } = difference(shown, wanted);
  text.updateSource(at, at + remove, insert);
}

/**
 * The one splice that makes a text another. It never cuts a character in two.
 */
export function difference(
  from: string,
  to: string
): { at: number; remove: number; insert: string } {
  const shorter = Math.min(from.length, to.length);
  let at = 0;
  while (at < shorter && from[at] === to[at]) {
    at++;
  }
  if (at > 0 && isHigh(from, at - 1)) {
    at--;
  }
  let tail = 0;
  while (
    tail < shorter - at &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  ) {
    tail++;
  }
  if (tail > 0 && isLow(from, from.length - tail)) {
    tail--;
  }
  return {
    at,
    remove: from.length - at - tail,
    insert: to.slice(at, to.length - tail)
  };
}

function isHigh(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

function isLow(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/**
 * Whether two recorded values are equal. Most that are, are the same.
 */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    !a ||
    !b ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return false;
  }
  const left = Object.keys(a);
  return (
    left.length === Object.keys(b).length &&
    left.every(key => same((a as JsonObject)[key], (b as JsonObject)[key]))
  );
}

// What is recorded was typed and printed by people: whatever it is, it becomes something that
// JupyterLab can show.

/**
 * A value without what is kept beside sources, which may be called so anywhere.
 */
function bare<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(bare) as unknown as T;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== LINES)
      .map(([key, each]) => [key, bare(each as Json)])
  ) as unknown as T;
}

function mapOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

function listOf(value: Json | undefined): ReadonlyArray<Json> {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.join('')
      : '';
}

function idOf(cell: JsonObject): string {
  return typeof cell.id === 'string' ? cell.id : '';
}

function typeOf(cell: JsonObject): string {
  return cell.cell_type === 'markdown' || cell.cell_type === 'raw'
    ? cell.cell_type
    : 'code';
}

function countOf(cell: JsonObject): number | null {
  return typeof cell.execution_count === 'number' ? cell.execution_count : null;
}

function stateOf(cell: JsonObject): 'running' | 'idle' {
  return cell.execution_state === 'running' ? 'running' : 'idle';
}

function toCell(cell: JsonObject): SharedCell.Cell {
  const type = typeOf(cell);
  const base = {
    id: idOf(cell),
    cell_type: type,
    source: textOf(cell.source),
    metadata: bare(mapOf(cell.metadata))
  };
  return (
    type === 'code'
      ? {
          ...base,
          execution_count: countOf(cell),
          outputs: outputsOf(cell).map(toOutput)
        }
      : cell.attachments
        ? { ...base, attachments: mapOf(cell.attachments) }
        : base
  ) as SharedCell.Cell;
}

function toOutput(output: Json): nbformat.IOutput {
  const known = bare(mapOf(output));
  switch (known.output_type) {
    case 'stream':
      return { ...known, text: textOf(known.text) } as nbformat.IOutput;
    case 'display_data':
    case 'execute_result':
    case 'update_display_data':
      return {
        ...known,
        data: mapOf(known.data),
        metadata: mapOf(known.metadata)
      } as nbformat.IOutput;
    case 'error':
      return {
        ...known,
        ename: textOf(known.ename),
        evalue: textOf(known.evalue),
        traceback: listOf(known.traceback).map(line => textOf(line))
      } as nbformat.IOutput;
    default:
      return { output_type: 'stream', name: 'stdout', text: '' };
  }
}
