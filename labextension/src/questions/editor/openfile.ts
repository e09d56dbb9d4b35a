import { CodeEditorWrapper } from '@jupyterlab/codeeditor';
import { Notebook } from '@jupyterlab/notebook';
import { YFile } from '@jupyter/ydoc';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';

import { IFileContent } from '../api';
import { LineEnds } from '../text';
import { IQuestionFile } from '../types';
import {
  IQuestionServices,
  kindOf,
  makeNotebook,
  makeTextEditor,
  PictureView
} from '../views';
import type { ISplice } from './frontmatter';
import { EditedNotebook } from './notebook';
import { SavedFile } from './saving';

// The mark at the beginning of some files belongs to them.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * A file of a question in its editor, kept saved while it is written.
 */
export class OpenFile implements IDisposable {
  constructor(
    question: string,
    file: IQuestionFile,
    content: IFileContent,
    private _services: IQuestionServices
  ) {
    this.size = file.size;
    this.widget.addClass('interview-OpenFile');
    this._kind = kindOf(file);
    this.saved = new SavedFile(
      _services.api,
      question,
      file.path,
      content.etag,
      () => this._read()
    );
    this.show(content.bytes);
  }

  /**
   * What shows the file.
   */
  readonly widget = new Panel();

  readonly saved: SavedFile;

  /**
   * In bytes, when it was opened.
   */
  readonly size: number;

  /**
   * Whether there is an editor for it.
   */
  get isEditable(): boolean {
    return this._kind === 'text' || this._kind === 'notebook';
  }

  /**
   * Whether it can be shown at all.
   */
  get isShown(): boolean {
    return this._kind !== 'other';
  }

  get text(): string {
    return this._editor ? this._source(this._editor).getSource() : '';
  }

  get textChanged(): ISignal<this, void> {
    return this._textChanged;
  }

  get isDisposed(): boolean {
    return this.widget.isDisposed;
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.saved.dispose();
      this.widget.dispose();
      Signal.clearData(this);
    }
  }

  /**
   * Show this content in place of what is there.
   */
  show(bytes: Uint8Array<ArrayBuffer>): void {
    const view = this._view(bytes);
    const before = [...this.widget.widgets];
    this.widget.addWidget(view);
    before.forEach(widget => widget.dispose());
    this._textChanged.emit();
  }

  /**
   * Change the text in its editor, where it can be undone.
   */
  write({ start, end, value }: ISplice): void {
    if (this._editor) {
      this._source(this._editor).updateSource(start, end, value);
    }
  }

  /**
   * Put the cursor at the beginning of a line, counted from 1.
   */
  goTo(line: number): void {
    const editor = this._editor?.editor;
    if (editor) {
      const position = {
        line: Math.min(line, editor.lineCount) - 1,
        column: 0
      };
      editor.setCursorPosition(position);
      editor.revealPosition(position);
      editor.focus();
    }
  }

  focus(): void {
    this._editor?.editor.focus();
  }

  private _view(bytes: Uint8Array<ArrayBuffer>): Widget {
    const { path } = this.saved;
    this._editor = null;
    this._notebook = null;
    if (this._kind === 'picture') {
      return new PictureView(path, bytes);
    }
    if (this._kind === 'other') {
      return new Widget();
    }
    const text = decoder.decode(bytes);
    if (this._kind === 'notebook') {
      try {
        const notebook = makeNotebook(text, this._services, false);
        const edited = new EditedNotebook(notebook, this._services.trans);
        edited.changed.connect(() => this.saved.change());
        this._notebook = notebook;
        return edited;
      } catch (reason) {
        // What is no notebook can be mended as the text that it is.
        console.debug('Not a notebook.', reason);
      }
    }
    this._lineEnds = new LineEnds(text);
    const editor = makeTextEditor(
      path,
      this._lineEnds.toEditor(text),
      this._services,
      false
    );
    this._source(editor).changed.connect((_, change) => {
      if (change.sourceChange) {
        this.saved.change();
        this._textChanged.emit();
      }
    });
    this._editor = editor;
    return editor;
  }

  private _source(editor: CodeEditorWrapper): YFile {
    return editor.model.sharedModel as YFile;
  }

  private _read(): Uint8Array<ArrayBuffer> {
    const text = this._notebook
      ? JSON.stringify(this._notebook.model!.toJSON(), null, 1) + '\n'
      : this._lineEnds.toFile(this.text);
    return encoder.encode(text);
  }

  private _kind: ReturnType<typeof kindOf>;
  private _editor: CodeEditorWrapper | null = null;
  private _notebook: Notebook | null = null;
  private _lineEnds = new LineEnds('');
  private _textChanged = new Signal<this, void>(this);
}
