import {
  CodeEditor,
  CodeEditorWrapper,
  IEditorServices
} from '@jupyterlab/codeeditor';
import type { INotebookContent } from '@jupyterlab/nbformat';
import {
  Notebook,
  NotebookModel,
  NotebookPanel,
  StaticNotebook
} from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { YFile, YNotebook } from '@jupyter/ydoc';
import { Widget } from '@lumino/widgets';

import { FixedContentFactory } from '../pad/standins/notebook';
import { QuestionApi } from './api';

/**
 * What the parts of the Questions page are made with.
 */
export interface IQuestionServices {
  readonly api: QuestionApi;
  readonly editors: IEditorServices;
  readonly rendermime: IRenderMimeRegistry;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
}

/**
 * A text in JupyterLab's editor.
 */
export function makeTextEditor(
  path: string,
  text: string,
  services: IQuestionServices,
  readOnly: boolean
): CodeEditorWrapper {
  const { factoryService, mimeTypeService } = services.editors;
  const shared = new YFile();
  shared.setSource(text);
  shared.clearUndoHistory();
  const editor = new CodeEditorWrapper({
    factory: factoryService.newDocumentEditor,
    model: new CodeEditor.Model({
      mimeType: mimeTypeService.getMimeTypeByFilePath(path),
      sharedModel: shared
    }),
    editorOptions: {
      config: {
        readOnly,
        scrollPastEnd: !readOnly,
        lineNumbers: true,
        lineWrap: /\.(md|txt)$/.test(path)
      }
    }
  });
  editor.addClass('interview-Document-editor');
  editor.disposed.connect(() => {
    editor.model.dispose();
    shared.dispose();
  });
  return editor;
}

/**
 * A notebook in JupyterLab's own widget, without a kernel.
 *
 * @throws SyntaxError if it is no notebook.
 */
export function makeNotebook(
  text: string,
  services: IQuestionServices,
  readOnly: boolean
): Notebook {
  const content = JSON.parse(text) as INotebookContent;
  if (!Array.isArray(content?.cells)) {
    throw new SyntaxError('This file has no cells.');
  }
  const { editors, rendermime, translator } = services;
  const Factory = readOnly ? FixedContentFactory : NotebookPanel.ContentFactory;
  const contentFactory = new Factory({
    editorFactory: editors.factoryService.newInlineEditor
  });
  const notebook = contentFactory.createNotebook({
    rendermime,
    contentFactory,
    mimeTypeService: editors.mimeTypeService,
    editorConfig: StaticNotebook.defaultEditorConfig,
    notebookConfig: {
      ...StaticNotebook.defaultNotebookConfig,
      scrollPastEnd: false,
      showEditorForReadOnlyMarkdown: false,
      // It is measured by what holds it, which is not JupyterLab's shell.
      windowingMode: 'none'
    },
    translator
  });
  notebook.addClass('jp-NotebookPanel-notebook');
  const shared = YNotebook.create();
  const model = new NotebookModel({
    // Or an empty notebook is given a cell.
    collaborationEnabled: true,
    sharedModel: shared,
    translator
  });
  model.fromJSON(content);
  notebook.model = model;
  notebook.disposed.connect(() => {
    model.dispose();
    shared.dispose();
  });
  return notebook;
}

// Bytes of text above which a file is not shown but offered.
const LONG = 512 * 1024;

const PICTURES: { readonly [ending: string]: string } = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml'
};

/**
 * What a file is shown as.
 */
export type Kind = 'text' | 'notebook' | 'picture' | 'other';

export function kindOf(file: {
  path: string;
  size: number;
  text: boolean;
}): Kind {
  const ending = endingOf(file.path);
  if (PICTURES[ending]) {
    return 'picture';
  }
  if (!file.text || file.size > LONG) {
    return 'other';
  }
  return ending === 'ipynb' ? 'notebook' : 'text';
}

/**
 * A picture, as one: it runs nothing.
 */
export class PictureView extends Widget {
  constructor(path: string, bytes: Uint8Array<ArrayBuffer>) {
    const picture = new Image();
    super({ node: document.createElement('div') });
    this.addClass('interview-Picture');
    this._address = URL.createObjectURL(
      new Blob([bytes], { type: PICTURES[endingOf(path)] })
    );
    picture.alt = path;
    picture.src = this._address;
    this.node.append(picture);
  }

  override dispose(): void {
    if (!this.isDisposed) {
      URL.revokeObjectURL(this._address);
      super.dispose();
    }
  }

  private _address: string;
}

/**
 * Let somebody keep a file.
 */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken what it needs when it is back from this task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

export function endingOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
