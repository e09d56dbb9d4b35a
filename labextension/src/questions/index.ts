import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Page } from '../services/page';
import { IHomePages, IPads } from '../tokens';
import { QuestionApi } from './api';
import { QuestionEditor } from './editor/editor';
import { questionsIcon } from './icons';
import { QuestionsPage } from './page';
import { IQuestionServices } from './views';

const CommandIDs = {
  open: 'interview:open-questions',
  create: 'interview:new-question',
  edit: 'interview:edit-question'
};

// The page's name in the address, and what follows a question's id there while it is written.
const PAGE = 'questions';
const EDIT = 'edit';

const ID_ARGS = {
  args: {
    type: 'object',
    properties: { id: { type: 'string', description: 'The question’s id' } }
  }
} as const;

const questions: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:questions',
  description: 'The Questions page: the question bank.',
  autoStart: true,
  requires: [IEditorServices, IRenderMimeRegistry],
  optional: [IPads, IHomePages, ITranslator, ILabShell, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    editors: IEditorServices,
    rendermime: IRenderMimeRegistry,
    pads: IPads | null,
    pages: IHomePages | null,
    translator: ITranslator | null,
    shell: ILabShell | null,
    palette: ICommandPalette | null
  ) => {
    if (!pads) {
      return;
    }
    translator ??= nullTranslator;
    const trans = translator.load('interview_ext');
    const services: IQuestionServices = {
      api: new QuestionApi(app.serviceManager.serverSettings),
      editors,
      rendermime,
      translator,
      trans
    };
    let page: MainAreaWidget<QuestionsPage> | null = null;
    const editorsById = new Map<string, MainAreaWidget<QuestionEditor>>();

    const show = (
      widget: MainAreaWidget<QuestionsPage | QuestionEditor>,
      type: string
    ) => {
      widget.title.closable = pages === null;
      widget.toolbar.hide();
      if (!widget.isAttached) {
        app.shell.add(widget, 'main', { type });
      }
      app.shell.activateById(widget.id);
    };
    pads.questionsChanged.connect(() => {
      if (page?.content.isVisible) {
        page.content.refresh();
      }
    });
    const addressOf = (id: string) => `#${PAGE}/${encodeURIComponent(id)}`;

    const open = (id?: string) => {
      if (!page || page.isDisposed) {
        const content = new QuestionsPage({
          services,
          pads,
          addressOf,
          onEdit: edit,
          onNewPad: question =>
            void app.commands.execute('interview:new-pad', {
              question: { ...question } as never
            })
        });
        page = new MainAreaWidget({ content });
        page.id = 'interview-questions-main';
        content.openedChanged.connect(() => {
          if (content.isVisible) {
            pages?.here(PAGE, content.opened ?? '');
          }
        });
      }
      if (id !== undefined) {
        page.content.opened = id || null;
      }
      show(page, 'Questions');
      pages?.here(PAGE, page.content.opened ?? '');
      return page;
    };

    const edit = (id: string) => {
      let widget = editorsById.get(id);
      if (!widget || widget.isDisposed) {
        const content = new QuestionEditor(id, {
          services,
          onBack: () => {
            const back = open(id);
            back.content.refresh();
            editorsById.get(id)?.dispose();
            editorsById.delete(id);
          }
        });
        widget = new MainAreaWidget({ content });
        widget.id = `${content.id}-main`;
        editorsById.set(id, widget);
      }
      show(widget, 'Question');
      pages?.here(PAGE, `${id}/${EDIT}`);
    };

    app.commands.addCommand(CommandIDs.open, {
      label: trans.__('Questions'),
      caption: trans.__('Find, write and share questions'),
      icon: questionsIcon,
      describedBy: ID_ARGS,
      execute: args => open(args.id as string | undefined)
    });
    app.commands.addCommand(CommandIDs.create, {
      label: trans.__('New Question'),
      caption: trans.__('Write a question for interviews'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        const widget = open();
        await widget.revealed;
        widget.content.askForNew();
      }
    });
    app.commands.addCommand(CommandIDs.edit, {
      label: trans.__('Edit Question'),
      describedBy: ID_ARGS,
      isEnabled: args => typeof args.id === 'string',
      execute: args => edit(String(args.id))
    });

    if (pages) {
      pages.add({
        id: PAGE,
        label: trans.__('Questions'),
        rank: 20,
        open: rest => {
          const [id, what] = rest.split('/').map(decodeURIComponent);
          if (id && what === EDIT) {
            edit(id);
          } else {
            open(id || undefined);
          }
        }
      });
      shell?.currentChanged.connect((_, { newValue }) => {
        if (newValue === page && page) {
          page.content.refresh();
        }
      });
      return;
    }
    const offer = () => {
      if (pads.me) {
        pads.changed.disconnect(offer);
        const category = trans.__('Interviews');
        palette?.addItem({ command: CommandIDs.open, category });
        palette?.addItem({ command: CommandIDs.create, category });
      }
    };
    pads.changed.connect(offer);
    offer();
  }
};

const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'home' || Page.mode() === null ? [questions] : [];

export default plugins;
