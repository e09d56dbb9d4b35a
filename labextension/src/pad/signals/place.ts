import { CodeEditor } from '@jupyterlab/codeeditor';
import { YBaseCell, YFile, YNotebook } from '@jupyter/ydoc';

/**
 * The document, and where it is a notebook the cell, that an editor shows.
 */
export interface IPlace {
  readonly document: YNotebook | YFile;
  readonly cell: string | null;
}

/**
 * Where an editor's text belongs; null for one that is no part of a shared document.
 */
export function placeOf(model: CodeEditor.IModel): IPlace | null {
  const shared: unknown = model.sharedModel;
  if (shared instanceof YFile) {
    return { document: shared, cell: null };
  }
  if (shared instanceof YBaseCell && shared.notebook) {
    return { document: shared.notebook, cell: shared.getId() };
  }
  return null;
}

/**
 * The path of a document, as the server keeps it in the document itself.
 */
export function pathOf(document: YNotebook | YFile): string {
  return String(document.getState('path') ?? '');
}

/**
 * All that people wrote into a document.
 */
export function textOf(document: YNotebook | YFile): string {
  return document instanceof YFile
    ? document.getSource()
    : document.cells.map(cell => cell.getSource()).join('\n');
}
