import { CodeEditor, CodeEditorWrapper } from '@jupyterlab/codeeditor';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { textEditorIcon } from '@jupyterlab/ui-components';
import { YFile } from '@jupyter/ydoc';
import { EditorView } from '@codemirror/view';

import { ConsoleModel, ConsolePanel } from '../../pad/runs/console';
import { EditorAndOutput } from '../../pad/runs/files';
import { JsonObject } from '../engine/types';
import { IWhere } from '../tokens';
import { EditorMarks } from './marks';
import { NotebookView } from './notebook';
import { showFile } from './sync';
import { DocumentView } from './view';

/**
 * A file as it was, with what it had printed.
 */
export class FileView extends DocumentView {
  constructor(
    doc: number,
    path: string,
    options: NotebookView.IOptions & { editorFactory: CodeEditor.Factory }
  ) {
    const { marks, rendermime, runs, trans, translator } = options;
    super(doc, path, trans.__('This file did not exist yet.'));
    this._marks = marks;
    this.title.icon = textEditorIcon;
    this._editor = new CodeEditorWrapper({
      factory: options.editorFactory,
      model: new CodeEditor.Model({
        mimeType: options.mimeTypeService.getMimeTypeByFilePath(path),
        sharedModel: this._shared
      }),
      editorOptions: {
        config: { readOnly: true, lineNumbers: true, lineWrap: false }
      }
    });
    this._editor.addClass('interview-Document-editor');
    this.setContent(
      new EditorAndOutput(
        this._editor,
        new ConsolePanel({
          model: new ConsoleModel(runs, () => path),
          runs,
          rendermime,
          translator
        })
      )
    );
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose();
    this._shared.dispose();
  }

  protected draw(root: JsonObject, _: number, where: IWhere | null): void {
    this._marks.place(this._shared, { doc: this.doc, cell: null, map: root });
    this._shared.ydoc.transact(() => showFile(this._shared, root), 'playback');
    if (where) {
      this.bringIntoSight(where);
    }
  }

  protected bringIntoSight({ offset }: IWhere): void {
    const { editor } = this._editor;
    if (offset !== undefined && editor instanceof CodeMirrorEditor) {
      const view = editor.editor;
      view.dispatch({
        effects: EditorView.scrollIntoView(
          Math.min(offset, view.state.doc.length),
          { yMargin: 40 }
        )
      });
    }
  }

  private _marks: EditorMarks;
  private _editor: CodeEditorWrapper;
  private _shared = new YFile();
}
