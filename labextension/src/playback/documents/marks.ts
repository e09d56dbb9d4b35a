import { EditorExtensionRegistry } from '@jupyterlab/codemirror';
import { Extension, Range, StateEffect } from '@codemirror/state';
import {
  Decoration,
  DecorationSet,
  EditorView,
  hoverTooltip,
  ViewPlugin,
  ViewUpdate,
  WidgetType
} from '@codemirror/view';

import {
  IParticipant,
  IPlace,
  IState,
  JsonObject,
  LINES,
  Stamp
} from '../engine/types';

/**
 * What an editor shows.
 */
interface ISource {
  readonly doc: number;
  readonly cell: string | null;
  /**
   * The recorded map that has the source.
   */
  readonly map: JsonObject;
}

type Cursor = readonly [who: number, place: IPlace];

const NO_CURSORS: ReadonlyArray<Cursor> = [];

const changed = StateEffect.define<null>();

/**
 * Draws in the editors who is where, and who wrote which line.
 */
export class EditorMarks {
  /**
   * @param words - Says who wrote a line, and when; null where that is not known, as nothing is of
   *   a text that is very long.
   */
  constructor(
    private _people: ReadonlyArray<IParticipant>,
    private _words: (stamp: Stamp | null) => string
  ) {}

  /**
   * Say what the editor of a shared model is about to show.
   */
  place(model: object, source: ISource): void {
    this._sources.set(model, source);
  }

  /**
   * Show people where they are now.
   */
  show(cursors: IState['cursors']): void {
    this._cursors = new Map();
    for (const [who, place] of Object.entries(cursors)) {
      const key = keyOf(place);
      const others = this._cursors.get(key) ?? [];
      this._cursors.set(key, [...others, [Number(who), place]]);
    }
    this.check();
  }

  /**
   * Draw anew where something changed.
   */
  check(): void {
    for (const view of this._views) {
      view.check();
    }
  }

  /**
   * What an editor needs for that.
   */
  extension(model: object): Extension {
    const plugin = ViewPlugin.define(
      view => {
        const drawn = new DrawnMarks(view, this, model);
        this._views.add(drawn);
        return drawn;
      },
      { decorations: drawn => drawn.decorations }
    );
    const tooltip = hoverTooltip((view, position) => {
      const { number, from } = view.state.doc.lineAt(position);
      const stamps = this.stamps(model);
      const stamp = stamps?.[number - 1];
      const person = stamp && this._people[stamp[0]];
      if (!this._sources.has(model) || (stamps && !person)) {
        return null;
      }
      return {
        pos: from,
        above: true,
        create: () => {
          const dom = document.createElement('div');
          dom.className = 'interview-Author';
          if (person) {
            dom.style.setProperty('--interview-person', person.color);
          }
          dom.textContent = this._words(stamp ?? null);
          return { dom };
        }
      };
    });
    return [plugin, tooltip];
  }

  stamps(model: object): ReadonlyArray<Stamp> | null {
    const lines = this._sources.get(model)?.map[LINES];
    return Array.isArray(lines)
      ? (lines as unknown as ReadonlyArray<Stamp>)
      : null;
  }

  cursors(model: object): ReadonlyArray<Cursor> {
    const source = this._sources.get(model);
    return (source && this._cursors.get(keyOf(source))) ?? NO_CURSORS;
  }

  person(who: number): IParticipant | undefined {
    return this._people[who];
  }

  forget(view: DrawnMarks): void {
    this._views.delete(view);
  }

  private _sources = new WeakMap<object, ISource>();
  private _cursors = new Map<string, Cursor[]>();
  private _views = new Set<DrawnMarks>();
}

function keyOf({ doc, cell }: { doc: number; cell: string | null }): string {
  return `${doc}/${cell ?? ''}`;
}

/**
 * The marks of one editor, as far as it is in sight.
 */
class DrawnMarks {
  constructor(
    private _view: EditorView,
    private _owner: EditorMarks,
    private _model: object
  ) {
    this._draw();
  }

  decorations: DecorationSet = Decoration.none;

  update(update: ViewUpdate): void {
    if (
      update.docChanged ||
      update.viewportChanged ||
      update.transactions.some(({ effects }) =>
        effects.some(effect => effect.is(changed))
      )
    ) {
      this._draw();
    }
  }

  /**
   * Draw anew if what is to be drawn is something else now.
   */
  check(): void {
    const cursors = this._owner.cursors(this._model);
    if (
      this._owner.stamps(this._model) !== this._stamps ||
      cursors.length !== this._cursors.length ||
      cursors.some((cursor, index) => {
        const [who, place] = this._cursors[index];
        return who !== cursor[0] || place !== cursor[1];
      })
    ) {
      this._view.dispatch({ effects: changed.of(null) });
    }
  }

  destroy(): void {
    this._owner.forget(this);
  }

  private _draw(): void {
    this._stamps = this._owner.stamps(this._model);
    this._cursors = this._owner.cursors(this._model);
    const { doc } = this._view.state;
    const { from, to } = this._view.viewport;
    const marks: Range<Decoration>[] = [];
    if (this._stamps) {
      const last = doc.lineAt(to).number;
      for (let number = doc.lineAt(from).number; number <= last; number++) {
        const person = this._owner.person(this._stamps[number - 1]?.[0] ?? -1);
        if (person) {
          marks.push(lineBy(person).range(doc.line(number).from));
        }
      }
    }
    for (const [who, place] of this._cursors) {
      const person = this._owner.person(who);
      if (!person) {
        continue;
      }
      const head = Math.min(place.head, doc.length);
      const anchor = Math.min(place.anchor, doc.length);
      if (anchor !== head) {
        marks.push(
          Decoration.mark({
            class: 'interview-Selection',
            attributes: { style: `--interview-person: ${person.color}` }
          }).range(Math.min(anchor, head), Math.max(anchor, head))
        );
      }
      marks.push(
        Decoration.widget({
          widget: new CursorWidget(person, place),
          side: 1
        }).range(head)
      );
    }
    this.decorations = Decoration.set(marks, true);
  }

  private _stamps: ReadonlyArray<Stamp> | null = null;
  private _cursors: ReadonlyArray<Cursor> = NO_CURSORS;
}

const lines = new Map<string, Decoration>();

function lineBy({ color }: IParticipant): Decoration {
  let line = lines.get(color);
  if (!line) {
    line = Decoration.line({
      class: 'interview-Line',
      attributes: { style: `--interview-person: ${color}` }
    });
    lines.set(color, line);
  }
  return line;
}

/**
 * Somebody's cursor, with their name.
 */
class CursorWidget extends WidgetType {
  constructor(
    private _person: IParticipant,
    private _place: IPlace
  ) {
    super();
  }

  override eq(other: CursorWidget): boolean {
    // One that moved is made anew, and so says its name again.
    return other._person === this._person && other._place === this._place;
  }

  override toDOM(): HTMLElement {
    const cursor = document.createElement('span');
    cursor.className = 'interview-Cursor';
    cursor.style.setProperty('--interview-person', this._person.color);
    const name = document.createElement('span');
    name.className = 'interview-Cursor-name';
    name.textContent = this._person.name;
    // A joiner without width keeps the line as high as it is.
    cursor.append('\u2060', name);
    return cursor;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/**
 * Editors are made before anybody knows what was recorded: what they draw comes later.
 *
 * @param marks - The marks, once they are there.
 */
export function marksExtension(
  marks: () => EditorMarks | null
): EditorExtensionRegistry['addExtension'] extends (
  factory: infer Factory
) => void
  ? Factory
  : never {
  return {
    name: 'interview-playback-marks',
    factory: ({ model }) => {
      const made = marks();
      return EditorExtensionRegistry.createImmutableExtension(
        made ? made.extension(model.sharedModel) : []
      );
    }
  };
}
