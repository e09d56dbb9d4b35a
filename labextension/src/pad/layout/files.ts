import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { folderIcon } from '@jupyterlab/ui-components';

// Milliseconds between two looks for files that a run has written.
const REFRESH = 5000;

/**
 * The files of the pad, to open them.
 */
export const files: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:files',
  description: 'Lists the files of the pad.',
  autoStart: true,
  requires: [ILabShell, IFileBrowserFactory],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    shell: ILabShell,
    factory: IFileBrowserFactory,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const browser = factory.createFileBrowser('interview-files', {
      allowFileUploads: false,
      refreshInterval: REFRESH,
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
  }
};
