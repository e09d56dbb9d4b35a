import { ILabShell } from '@jupyterlab/application';
import { ISignal } from '@lumino/signaling';

import { IDocument, IPlace, IState } from '../engine/types';
import { IPlayer, IWhere } from '../tokens';
import { EditorMarks } from './marks';
import { ReplayedRuns } from './runs';
import { DocumentView } from './view';

/**
 * The documents of the recording, all as they were at the player's moment.
 */
export class Documents {
  /**
   * @param make - Makes what shows a document.
   */
  constructor(
    private _player: IPlayer,
    private _shell: ILabShell,
    private _marks: EditorMarks,
    private _runs: ReplayedRuns,
    make: (document: IDocument, doc: number) => DocumentView
  ) {
    const { documents, front } = _player.manifest;
    this._pad = documents.findIndex(({ type }) => type === 'pad');
    documents.forEach((document, doc) => {
      if (document.type !== 'pad') {
        const view = make(document, doc);
        this._views.set(doc, view);
        _shell.add(view, 'main', { activate: false, mode: 'tab-after' });
      }
    });
    this._activate(this._views.has(front) ? front : [...this._views.keys()][0]);
    _player.stateChanged.connect((_, state) => this._show(state));
    _player.revealed.connect((_, where) => this._reveal(where));
    (_shell.currentChanged as ISignal<unknown, unknown>).connect(() => {
      if (_player.state) {
        _marks.show(_player.state.cursors);
      }
    });
    // As long as nothing is selected on a page, each editor looks for that at every change, for
    // which the page is laid out anew.
    window.getSelection()?.collapse(document.body, 0);
    if (_player.state) {
      this._show(_player.state);
    }
  }

  private _show(state: IState): void {
    this._runs.show(state.docs[this._pad] ?? null);
    const place = this._goAlong();
    for (const [doc, view] of this._views) {
      view.showAt(
        state.docs[doc] ?? null,
        this._player.time,
        place?.doc === doc ? { ...place, offset: place.head } : null
      );
    }
    this._marks.show(state.cursors);
    if (place) {
      this._activate(place.doc);
    }
  }

  /**
   * Where the one who is followed went since; null if they are where they were. Who scrolls away
   * meanwhile is left alone.
   */
  private _goAlong(): IPlace | null {
    const place = this._player.followed();
    if (
      !place ||
      (place.doc === this._last?.doc &&
        place.cell === this._last.cell &&
        place.head === this._last.head)
    ) {
      return null;
    }
    this._last = place;
    return place;
  }

  private _reveal(where: IWhere): void {
    const view = this._views.get(where.doc);
    if (view) {
      this._activate(where.doc);
      view.reveal(where);
    }
  }

  private _activate(doc: number | undefined): void {
    const view = doc === undefined ? null : this._views.get(doc);
    if (view && !view.isVisible) {
      this._shell.activateById(view.id);
    }
  }

  private _pad: number;
  private _views = new Map<number, DocumentView>();
  private _last: IPlace | null = null;
}
