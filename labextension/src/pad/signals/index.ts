import { EditorView } from '@codemirror/view';
import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  EditorExtensionRegistry,
  IEditorExtensionRegistry
} from '@jupyterlab/codemirror';
import { Throttler } from '@lumino/polling';
import { YFile, YNotebook } from '@jupyter/ydoc';

import { Page } from '../../services/page';
import { PadApi } from '../../services/padapi';
import { ISignalReport } from '../../services/types';
import { May } from '../may';
import { Attention, isLookedAt } from './attention';
import { Copied, isNearlyAll } from './copied';
import { IPlace, pathOf, placeOf, textOf } from './place';

/**
 * Milliseconds between two times that others, and the recording, hear where the cursor is.
 */
const PLACE_INTERVAL = 200;

/**
 * Says where the cursor is, for whoever looks on later, and what happened that no change of a
 * document shows: that text was pasted, that the page was left. Candidates read in the waiting
 * room that this is recorded.
 */
export const signals: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:signals',
  description: 'Records cursors, pastes, and leaving the page.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  activate: (app: JupyterFrontEnd, extensions: IEditorExtensionRegistry) => {
    if (!May.edit()) {
      return;
    }
    const api = new PadApi(app.serviceManager.serverSettings);
    const report = (signal: ISignalReport) => {
      // The work goes on whatever becomes of it.
      api
        .signal(signal)
        .catch(reason => console.debug('A signal was not recorded.', reason));
    };
    const copied = new Copied();
    const documents = new Set<YNotebook | YFile>();

    extensions.addExtension({
      name: 'interview-signals',
      factory: ({ model }) => {
        const place = placeOf(model);
        if (!place) {
          return null;
        }
        if (!documents.has(place.document)) {
          documents.add(place.document);
          place.document.disposed.connect(gone => {
            documents.delete(gone as YNotebook | YFile);
          });
        }
        return EditorExtensionRegistry.createImmutableExtension([
          cursor(place),
          EditorView.domEventObservers({
            paste: event => {
              const text = event.clipboardData?.getData('text/plain') ?? '';
              if (!text) {
                return;
              }
              report({
                signal: 'paste',
                path: pathOf(place.document),
                ...(place.cell !== null && { cell: place.cell }),
                size: text.length,
                inside: copied.knows(text, [...documents].map(textOf))
              });
            }
          })
        ]);
      }
    });

    const copy = () => {
      const text = selected();
      copied.add(text);
      if (Page.role() !== 'candidate') {
        return;
      }
      const whole = [...documents].find(each =>
        isNearlyAll(text, textOf(each))
      );
      if (whole) {
        report({
          signal: 'copy_all',
          path: pathOf(whole),
          size: text.length
        });
      }
    };
    document.addEventListener('copy', copy, true);
    document.addEventListener('cut', copy, true);

    if (Page.role() === 'candidate') {
      const attention = new Attention(
        () => isLookedAt(document),
        here => report({ signal: here ? 'returned' : 'left' })
      );
      const check = () => attention.check();
      document.addEventListener('visibilitychange', check);
      window.addEventListener('blur', check);
      window.addEventListener('focus', check);
    }
  }
};

/**
 * Tells the others in a document where this editor's cursor is, in the document's own terms.
 */
function cursor(place: IPlace) {
  const { awareness } = place.document;
  let selection = { anchor: 0, head: 0 };
  const tell = new Throttler(
    () =>
      awareness.setLocalStateField('place', { cell: place.cell, ...selection }),
    { limit: PLACE_INTERVAL, edge: 'trailing' }
  );
  return EditorView.updateListener.of(update => {
    const { anchor, head } = update.state.selection.main;
    const moved = anchor !== selection.anchor || head !== selection.head;
    if (update.view.hasFocus && (moved || update.focusChanged)) {
      selection = { anchor, head };
      void tell.invoke();
    }
  });
}

/**
 * The text that a copy takes: what is selected in the editor that has the keyboard, or else on
 * the page.
 */
function selected(): string {
  const editor = document.activeElement?.closest('.cm-editor');
  const view = editor && EditorView.findFromDOM(editor as HTMLElement);
  if (view) {
    const { main } = view.state.selection;
    return view.state.sliceDoc(main.from, main.to);
  }
  return String(document.getSelection() ?? '');
}
