import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { URLExt } from '@jupyterlab/coreutils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { historyIcon } from '@jupyterlab/ui-components';

import { ElsewherePanel } from '../components/elsewhere';
import { FixedContentFactory } from '../pad/standins/notebook';
import { explain } from '../services/explain';
import { hostSettings } from '../services/host';
import { Page } from '../services/page';
import { EarlierApi } from './api';
import { EarlierDocument } from './document';
import { EarlierModel } from './model';
import { EarlierPanel } from './panel';
import { IEarlierDocument, IEarlierWork } from './types';

/**
 * What the candidate wrote before, for interviewers of a pad that goes on. It speaks to the host
 * with the member's own sign-in: the pad's server knows nothing of other pads.
 */
const earlierWork: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:earlier-work',
  description: 'The side panel in which interviewers look at earlier work.',
  autoStart: true,
  requires: [ILabShell, IEditorServices, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    shell: ILabShell,
    editors: IEditorServices,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    if (Page.role() !== 'interviewer' || Page.readOnly() || !Page.hostUrl()) {
      return;
    }
    translator ??= nullTranslator;
    const trans = translator.load('interview_ext');
    const host = hostSettings();
    const options = {
      contentFactory: new FixedContentFactory({
        editorFactory: editors.factoryService.newInlineEditor
      }),
      editorFactory: editors.factoryService.newDocumentEditor,
      mimeTypeService: editors.mimeTypeService,
      rendermime,
      trans,
      translator
    };
    const panel = host
      ? makePanel(new EarlierApi(host, Page.padId()), shell, options)
      : new ElsewherePanel({
          title: trans.__('Tests'),
          words: trans.__(
            'Look for the candidate’s earlier interviews and take-homes on the Pads page.'
          ),
          url: URLExt.join(Page.hostUrl(), 'interview'),
          trans
        });
    panel.id = 'interview-earlier';
    panel.title.icon = historyIcon;
    panel.title.caption = trans.__('Tests');
    shell.add(panel, 'left', { rank: 3, type: 'Tests' });
  }
};

function makePanel(
  api: EarlierApi,
  shell: ILabShell,
  options: EarlierDocument.IOptions
): EarlierPanel {
  const { trans } = options;
  const shown = new Map<string, EarlierDocument>();
  const showOne = async (work: IEarlierWork, path: string) => {
    const id = EarlierDocument.id(work.id, path);
    if (shown.has(id)) {
      return id;
    }
    const content = await api.document(work.id, path);
    // Somebody may have clicked twice.
    if (!shown.has(id)) {
      const widget = new EarlierDocument(work, content, options);
      const beside = [...shown.values()].pop();
      shown.set(id, widget);
      widget.disposed.connect(() => shown.delete(id));
      // One column of earlier work, beside what is in front now.
      shell.add(widget, 'main', {
        mode: beside ? 'tab-after' : 'split-right',
        ref: beside?.id ?? shell.currentWidget?.id ?? null,
        activate: false
      });
    }
    return id;
  };
  const show = async (
    work: IEarlierWork,
    documents: ReadonlyArray<IEarlierDocument>
  ) => {
    let front: string | null = null;
    for (const { path } of documents) {
      try {
        const id = await showOne(work, path);
        front ??= id;
      } catch (reason) {
        Notification.error(`${path}: ${explain(reason, trans)}`, {
          autoClose: false
        });
      }
    }
    if (front) {
      shell.activateById(front);
    }
  };
  return new EarlierPanel({ model: new EarlierModel(api), show, trans });
}

const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'pad' ? [earlierWork] : [];

export default plugins;
