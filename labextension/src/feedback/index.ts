import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { DocumentWidget } from '@jupyterlab/docregistry';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { ElsewherePanel } from '../components/elsewhere';
import { recordingMoment } from '../pad/moment';
import { DocumentView } from '../playback/documents/view';
import { IPlayback, IPlayer } from '../playback/tokens';
import { SharedDraft } from '../services/draft';
import { hostEvents, hostSettings } from '../services/host';
import { Page } from '../services/page';
import { IPadEvents } from '../tokens';
import { FeedbackApi } from './api';
import { ComparisonView } from './comparison';
import { feedbackIcon } from './icons';
import { FeedbackModel } from './model';
import { FeedbackPanel } from './panel';
import { IFeedbackPlace } from './place';
import { Selection } from './selection';

namespace CommandIDs {
  export const open = 'interview:open-feedback';
}

// Pixels below which scorecards cannot be read side by side.
const NARROW = 300;

// Free in editors, in notebooks and in browsers, as those of the notes.
const KEYS = 'Alt Shift F';

const inPad: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:feedback',
  description: 'The side panel in which interviewers write their scorecards.',
  autoStart: true,
  requires: [ILabShell, IPadEvents],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    events: IPadEvents,
    translator: ITranslator | null
  ) => {
    if (Page.role() !== 'interviewer' || !Page.hostUrl()) {
      return;
    }
    const { contents } = app.serviceManager;
    const selection = new Selection(() => documentsOf(shell));
    const place: IFeedbackPlace = {
      now: () => recordingMoment(events),
      selected: () => {
        const selected = selection.take();
        return selected?.widget instanceof DocumentWidget
          ? {
              text: selected.text,
              document: contents.localPath(selected.widget.context.path)
            }
          : null;
      },
      go: null
    };
    addPanel(app, shell, place, translator);
  }
};

const inPlayback: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:playback-feedback',
  description: 'The scorecards of an interview that has ended.',
  autoStart: true,
  requires: [ILabShell, IPlayback],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    playback: IPlayback,
    translator: ITranslator | null
  ) => {
    if (Page.hostUrl()) {
      void playback.player.then(player => {
        addPanel(app, shell, placeOf(player, shell), translator);
      });
    }
  }
};

/**
 * A recording as a place where one writes a scorecard.
 */
function placeOf(player: IPlayer, shell: ILabShell): IFeedbackPlace {
  const { documents } = player.manifest;
  const selection = new Selection(() => documentsOf(shell));
  return {
    now: () => player.time,
    selected: () => {
      const selected = selection.take();
      return selected?.widget instanceof DocumentView
        ? { text: selected.text, document: selected.widget.path }
        : null;
    },
    go: ({ document, moment }) => {
      player.pause();
      player.seek(moment ?? 0);
      const doc = documents.findIndex(({ path }) => path === document);
      if (doc >= 0) {
        player.reveal({ doc });
      }
    }
  };
}

function* documentsOf(shell: ILabShell): Iterable<Widget> {
  for (const widget of shell.widgets('main')) {
    if (widget instanceof DocumentView || widget instanceof DocumentWidget) {
      yield widget;
    }
  }
}

function addPanel(
  { commands }: JupyterFrontEnd,
  shell: ILabShell,
  place: IFeedbackPlace,
  translator: ITranslator | null
): void {
  const trans = (translator ?? nullTranslator).load('interview_ext');
  const panel = makePanel(shell, place, trans);
  panel.id = 'interview-feedback';
  panel.title.icon = feedbackIcon;
  panel.title.caption = trans.__('Feedback');
  shell.add(panel, 'right', { rank: 20, type: 'Feedback' });
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Write my Scorecard'),
    execute: () => {
      shell.activateById(panel.id);
      if (panel instanceof FeedbackPanel) {
        panel.enter();
      }
    }
  });
  commands.addKeyBinding({
    command: CommandIDs.open,
    keys: [KEYS],
    selector: 'body'
  });
}

function makePanel(
  shell: ILabShell,
  place: IFeedbackPlace,
  trans: TranslationBundle
): Widget {
  const host = hostSettings();
  const socket = hostEvents();
  if (!host || !socket) {
    return new ElsewherePanel({
      title: trans.__('Feedback'),
      words: trans.__('Scorecards cannot be written here.'),
      url: URLExt.join(Page.hostUrl(), 'interview'),
      trans
    });
  }
  let model: FeedbackModel | null = null;
  const getModel = () =>
    (model ??= new FeedbackModel(
      new FeedbackApi(host, Page.padId()),
      new SharedDraft({
        settings: host,
        padId: Page.padId(),
        kind: 'scorecard',
        events: socket
      }),
      socket
    ));
  let comparison: ComparisonView | null = null;
  const compare = () => {
    if (!comparison || comparison.isDisposed) {
      comparison = new ComparisonView({ model: getModel(), place, trans });
      comparison.title.icon = feedbackIcon;
      shell.add(comparison, 'main');
    }
    shell.activateById(comparison.id);
    if (comparison.node.clientWidth < NARROW) {
      // On a small screen the panel covers it.
      shell.collapseRight();
      shell.activateById(comparison.id);
    }
  };
  return new FeedbackPanel({ model: getModel, place, compare, trans });
}

/**
 * Scorecards are written on members' pages and exist on no others.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'pad'
    ? [inPad]
    : Page.mode() === 'playback'
      ? [inPlayback]
      : [];

export default plugins;
