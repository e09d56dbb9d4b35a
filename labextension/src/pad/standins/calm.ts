import { ReadonlyPartialJSONValue } from '@lumino/coreutils';

/**
 * Where a pad's JupyterLab starts from, instead of JupyterLab's own defaults. What people
 * choose for themselves still wins.
 */
export const DEFAULTS: Readonly<
  Record<string, Readonly<Record<string, ReadonlyPartialJSONValue>>>
> = {
  // Text that came out of a run must not carry buttons that run JupyterLab's commands.
  '@jupyterlab/apputils-extension:sanitizer': { allowCommandLinker: false },
  '@jupyterlab/application-extension:shell': { dockPanelPadding: false },
  '@jupyterlab/apputils-extension:themes': { 'adaptive-theme': true },
  '@jupyterlab/docmanager-extension:plugin': {
    confirmClosingDocument: false,
    renameUntitledFileOnSave: false
  },
  '@jupyterlab/notebook-extension:tracker': {
    inputHistoryScope: 'session',
    scrollPastEnd: false
  },
  '@jupyterlab/fileeditor-extension:plugin': { scrollPastEnd: false }
};

/**
 * All that a right click offers. Whatever else plugins add leads out of the interview, or
 * needs what is not here.
 */
export const CONTEXT_MENU: ReadonlySet<string> = new Set([
  'cell-toolbar:delete',
  'fileeditor:copy',
  'fileeditor:cut',
  'fileeditor:markdown-preview',
  'fileeditor:paste',
  'fileeditor:redo',
  'fileeditor:select-all',
  'fileeditor:undo',
  'markdownviewer:edit',
  'notebook:clear-cell-output',
  'notebook:copy-cell',
  'notebook:copy-selected-text',
  'notebook:copy-to-clipboard',
  'notebook:cut-cell',
  'notebook:cut-selected-text',
  'notebook:delete-cell',
  'notebook:merge-cell-above',
  'notebook:merge-cell-below',
  'notebook:merge-cells',
  'notebook:paste-cell-below',
  'notebook:paste-text',
  'notebook:redo-cell-action',
  'notebook:split-cell-at-cursor',
  'notebook:toggle-output-scrolling',
  'notebook:undo-cell-action'
]);

/**
 * Keys that would lead somewhere else than the interview.
 */
export const NO_SHORTCUT: ReadonlySet<string> = new Set([
  'application:toggle-mode',
  'docmanager:save-as',
  'notebook:access-next-history-entry',
  'notebook:access-previous-history-entry'
]);

/**
 * Where a page starts from on which nothing can be changed.
 */
export const READ_ONLY_DEFAULTS: typeof DEFAULTS = {
  '@jupyterlab/cell-toolbar-extension:plugin': { showToolbar: false },
  '@jupyterlab/notebook-extension:tracker': {
    showEditorForReadOnlyMarkdown: false,
    showInputPlaceholder: false
  }
};

/**
 * What a right click and the keyboard still do there with documents: look, find and copy.
 */
export const READ_ONLY_COMMANDS: ReadonlySet<string> = new Set([
  'fileeditor:copy',
  'fileeditor:markdown-preview',
  'fileeditor:select-all',
  'notebook:collapse-all-headings',
  'notebook:copy-cell',
  'notebook:copy-selected-text',
  'notebook:copy-to-clipboard',
  'notebook:enter-command-mode',
  'notebook:enter-edit-mode',
  'notebook:expand-all-headings',
  'notebook:extend-marked-cells-above',
  'notebook:extend-marked-cells-below',
  'notebook:extend-marked-cells-bottom',
  'notebook:extend-marked-cells-top',
  'notebook:move-cursor-down',
  'notebook:move-cursor-up',
  'notebook:select-all'
]);
