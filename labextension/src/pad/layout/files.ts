import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { FileBrowser, IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { folderIcon } from '@jupyterlab/ui-components';

import { IRuns } from '../tokens';

// Milliseconds between two looks without a reason.
const SELDOM = 300_000;

// Milliseconds after something happened to a run until the files are looked at.
const SETTLED = 500;

/**
 * The files of the pad, to open them.
 */
export const files: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:files',
  description: 'Lists the files of the pad.',
  autoStart: true,
  requires: [ILabShell, IFileBrowserFactory, IRuns],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    shell: ILabShell,
    factory: IFileBrowserFactory,
    runs: IRuns,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const browser = factory.createFileBrowser('interview-files', {
      allowFileUploads: false,
      refreshInterval: SELDOM,
      restore: false
    });
    browser.addClass('interview-Files');
    browser.title.icon = folderIcon;
    browser.title.caption = trans.__('Files');
    browser.node.setAttribute('role', 'region');
    browser.node.setAttribute('aria-label', trans.__('Files'));
    browser.showLastModifiedColumn = false;
    browser.showFileCheckboxes = false;
    browser.showFileFilter = false;
    browser.showHiddenFiles = false;
    browser.singleClickNavigation = true;
    browser.toolbar.hide();
    shell.add(browser, 'left', { rank: 2, type: 'Files' });
    keepFresh(browser, shell, runs);
  }
};

/**
 * Look at the files when they come into sight, and when a run may have written some.
 */
function keepFresh(browser: FileBrowser, shell: ILabShell, runs: IRuns): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let visible = false;
  const look = () => {
    timer = undefined;
    if (browser.isVisible) {
      void browser.model.refresh();
    }
  };
  runs.changed.connect(() => {
    timer ??= setTimeout(look, SETTLED);
  });
  shell.layoutModified.connect(() => {
    if (browser.isVisible && !visible) {
      look();
    }
    visible = browser.isVisible;
  });
}
