import { clockTime } from '../playback/engine/clock';
import {
  IManifest,
  IState,
  Json,
  JsonObject,
  LINES,
  Stamp
} from '../playback/engine/types';
import { element } from './nodes';
import { plain, renderOutputs } from './outputs';

/**
 * Shows one document as it was. What did not change since the last time is left as it is.
 */
export class DocumentView {
  readonly node = element('div', 'document');

  constructor(
    private _manifest: IManifest,
    private _doc: number
  ) {}

  show(state: IState): void {
    const root = state.docs[this._doc] ?? null;
    const { type, path } = this._manifest.documents[this._doc];
    const console_ =
      type === 'file' ? consoleOf(state, this._manifest, path) : undefined;
    if (root === this._root && console_ === this._console) {
      return;
    }
    this._root = root;
    this._console = console_;
    if (!root) {
      this._cells.clear();
      this.node.replaceChildren(
        element('p', 'quiet', 'This document was not there yet.')
      );
    } else if (type === 'file') {
      this.node.replaceChildren(this._source(root), renderOutputs(console_));
    } else {
      this._notebook(root.cells);
    }
  }

  private _notebook(cells: Json | undefined): void {
    const shown: HTMLElement[] = [];
    const kept = new Map<unknown, HTMLElement>();
    for (const cell of Array.isArray(cells) ? (cells as Json[]) : []) {
      if (typeof cell !== 'object' || cell === null) {
        continue;
      }
      const node = this._cells.get(cell) ?? this._cell(cell as JsonObject);
      kept.set(cell, node);
      shown.push(node);
    }
    this._cells = kept;
    // Taking out what stays would scroll the page away and load its frames anew.
    for (const node of [...this.node.children]) {
      if (!shown.includes(node as HTMLElement)) {
        node.remove();
      }
    }
    shown.forEach((node, at) => {
      if (this.node.children[at] !== node) {
        this.node.insertBefore(node, this.node.children[at] ?? null);
      }
    });
  }

  private _cell(cell: JsonObject): HTMLElement {
    const code = cell.cell_type === 'code';
    const running = cell.execution_state === 'running';
    const count = running ? '*' : String(cell.execution_count ?? ' ');
    return element(
      'div',
      `cell ${code ? 'code' : 'text'}`,
      element('div', 'prompt', code ? `[${count}]` : ''),
      element(
        'div',
        'content',
        this._source(cell),
        ...(code ? [renderOutputs(cell.outputs)] : [])
      )
    );
  }

  /**
   * The lines of a source; each says who wrote it, unless there are too many.
   */
  private _source(holder: JsonObject): HTMLElement {
    const stamps = holder[LINES] as unknown as ReadonlyArray<Stamp> | undefined;
    if (!stamps) {
      const node = element('pre', 'source', plain(holder.source));
      node.title = 'This text is too long to know who wrote which line.';
      return node;
    }
    const lines = plain(holder.source).split('\n');
    return element(
      'pre',
      'source',
      ...lines.map((line, at) => {
        const node = element('span', 'line', `${line}\n`);
        const stamp = stamps[at];
        const author = stamp && this._manifest.participants[stamp[0]];
        if (stamp && author) {
          node.title = `${author.name}, ${clockTime(stamp[1], this._manifest.duration)}`;
          node.style.borderInlineStartColor = author.color;
        }
        return node;
      })
    );
  }

  private _root: JsonObject | null | undefined = undefined;
  private _console: Json | undefined = undefined;
  private _cells = new Map<unknown, HTMLElement>();
}

function consoleOf(
  state: IState,
  manifest: IManifest,
  path: string
): Json | undefined {
  const pad = state.docs[manifest.documents.findIndex(d => d.type === 'pad')];
  return (pad?.consoles as JsonObject | undefined)?.[path];
}
