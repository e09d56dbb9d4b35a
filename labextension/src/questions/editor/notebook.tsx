import { ReactWidget } from '@jupyterlab/apputils';
import { MarkdownCell } from '@jupyterlab/cells';
import { Notebook, NotebookActions } from '@jupyterlab/notebook';
import { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  deleteIcon,
  LabIcon,
  moveDownIcon,
  moveUpIcon
} from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';
import React from 'react';

/**
 * A notebook with what is needed to write it. Nothing runs here: there is no kernel.
 */
export class EditedNotebook extends Panel {
  constructor(
    private _notebook: Notebook,
    trans: TranslationBundle
  ) {
    super();
    this.addClass('interview-EditedNotebook');
    this._shown = this._json();
    this.addWidget(
      ReactWidget.create(<Tools notebook={_notebook} trans={trans} />)
    );
    this.addWidget(_notebook);
    _notebook.model!.contentChanged.connect(() => {
      // What JupyterLab completes by itself when it opens a notebook is no change of its text.
      const json = this._json();
      if (json !== this._shown) {
        this._shown = json;
        this._changed.emit();
      }
    });
    _notebook.node.addEventListener('keydown', this._onKeyDown, true);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._notebook.node.removeEventListener('keydown', this._onKeyDown, true);
      Signal.clearData(this);
      super.dispose();
    }
  }

  private _json(): string {
    return JSON.stringify(this._notebook.model!.toJSON());
  }

  /**
   * The keys that people know from notebooks, as far as they make sense without a kernel.
   */
  private _onKeyDown = (event: KeyboardEvent) => {
    const notebook = this._notebook;
    const isWriting = notebook.mode === 'edit';
    if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) {
      const cell = notebook.activeCell;
      if (cell instanceof MarkdownCell) {
        cell.rendered = true;
      }
      notebook.mode = 'command';
      if (event.shiftKey) {
        if (notebook.activeCellIndex === notebook.widgets.length - 1) {
          NotebookActions.insertBelow(notebook);
          notebook.mode = 'edit';
        } else {
          NotebookActions.selectBelow(notebook);
        }
      }
    } else if (isWriting && event.key === 'Escape') {
      notebook.mode = 'command';
      notebook.activeCell?.node.focus();
    } else if (!isWriting && !event.ctrlKey && !event.metaKey) {
      switch (event.key) {
        case 'Enter':
          if (notebook.activeCell instanceof MarkdownCell) {
            notebook.activeCell.rendered = false;
          }
          notebook.mode = 'edit';
          break;
        case 'ArrowUp':
        case 'k':
          NotebookActions.selectAbove(notebook);
          break;
        case 'ArrowDown':
        case 'j':
          NotebookActions.selectBelow(notebook);
          break;
        case 'a':
          NotebookActions.insertAbove(notebook);
          break;
        case 'b':
          NotebookActions.insertBelow(notebook);
          break;
        case 'm':
          NotebookActions.changeCellType(notebook, 'markdown');
          break;
        case 'y':
          NotebookActions.changeCellType(notebook, 'code');
          break;
        default:
          return;
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private _shown: string;
  private _changed = new Signal<this, void>(this);
}

function Tools(props: {
  notebook: Notebook;
  trans: TranslationBundle;
}): JSX.Element {
  const { notebook, trans } = props;
  const add = (type: 'code' | 'markdown') => {
    NotebookActions.insertBelow(notebook);
    NotebookActions.changeCellType(notebook, type);
    notebook.mode = 'edit';
  };
  return (
    <div
      className="interview-EditedNotebook-tools"
      role="toolbar"
      aria-label={trans.__('Cells')}
    >
      <Tool icon={addIcon} onClick={() => add('code')}>
        {trans.__('Code')}
      </Tool>
      <Tool icon={addIcon} onClick={() => add('markdown')}>
        {trans.__('Text')}
      </Tool>
      <Tool
        icon={moveUpIcon}
        label={trans.__('Move the cell up')}
        onClick={() => NotebookActions.moveUp(notebook)}
      />
      <Tool
        icon={moveDownIcon}
        label={trans.__('Move the cell down')}
        onClick={() => NotebookActions.moveDown(notebook)}
      />
      <Tool
        icon={deleteIcon}
        label={trans.__('Delete the cell')}
        onClick={() => NotebookActions.deleteCells(notebook)}
      />
    </div>
  );
}

function Tool(props: {
  icon: LabIcon;
  label?: string;
  onClick: () => void;
  children?: string;
}): JSX.Element {
  const { icon: Icon, label, onClick, children } = props;
  return (
    <button
      type="button"
      className="interview-Button interview-mod-quiet"
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon.react tag="span" className="interview-Icon" aria-hidden="true" />
      {children}
    </button>
  );
}
