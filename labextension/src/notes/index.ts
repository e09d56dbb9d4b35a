import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { ElsewherePanel } from '../components/elsewhere';
import { recordingMoment } from '../pad/moment';
import { clockTime, toFragment } from '../playback/engine/clock';
import { IPlayback, IPlayer } from '../playback/tokens';
import { SharedDraft } from '../services/draft';
import { hostEvents, hostSettings } from '../services/host';
import { Page } from '../services/page';
import { IPadEvents } from '../tokens';
import { NotesApi } from './api';
import { notesIcon } from './icons';
import { Mark } from './lines';
import { MarkedSign } from './marked';
import { NotesModel } from './model';
import { NotesPanel } from './panel';
import { INotesPlace } from './place';
import { markLabel } from './words';

namespace CommandIDs {
  export const write = 'interview:write-note';
  export const mark = 'interview:mark-moment';
}

// Free in editors, in notebooks and in browsers, and read by where they are on the keyboard.
const KEYS = {
  write: 'Alt Shift N',
  good_question: 'Alt Shift G',
  hint_given: 'Alt Shift H'
};

/**
 * Notes during the interview. They are between the member's browser and the host: the pad's server
 * knows nothing of them.
 */
const inPad: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:notes',
  description: 'The side panel in which interviewers take notes.',
  autoStart: true,
  requires: [ILabShell, IPadEvents, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    events: IPadEvents,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    if (Page.role() === 'interviewer' && Page.hostUrl()) {
      const place = {
        now: () => recordingMoment(events),
        link: null,
        watch: () => () => undefined
      };
      addPanel(app, shell, place, rendermime, translator);
    }
  }
};

const inPlayback: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:playback-notes',
  description: 'The notes about an interview that has ended.',
  autoStart: true,
  requires: [ILabShell, IPlayback, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    playback: IPlayback,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    if (Page.hostUrl()) {
      void playback.player.then(player => {
        addPanel(app, shell, placeOf(player), rendermime, translator);
      });
    }
  }
};

/**
 * A recording as a place where one takes notes.
 */
function placeOf(player: IPlayer): INotesPlace {
  return {
    now: () => Math.round(player.time),
    duration: player.manifest.duration,
    link: {
      to: moment => Page.address() + toFragment(moment),
      go: moment => {
        player.pause();
        player.seek(moment);
      }
    },
    watch: callback => {
      player.timeChanged.connect(callback);
      return () => {
        player.timeChanged.disconnect(callback);
      };
    }
  };
}

function addPanel(
  { commands }: JupyterFrontEnd,
  shell: ILabShell,
  place: INotesPlace,
  rendermime: IRenderMimeRegistry,
  translator: ITranslator | null
): void {
  const trans = (translator ?? nullTranslator).load('interview_ext');
  const settings = hostSettings();
  const socket = hostEvents();
  const add = (panel: NotesPanel | ElsewherePanel) => {
    panel.id = 'interview-notes';
    panel.title.icon = notesIcon;
    panel.title.caption = trans.__('Notes');
    shell.add(panel, 'right', { rank: 10, type: 'Notes' });
  };
  if (!settings || !socket) {
    const words = trans.__('Notes cannot be taken here.');
    const url = URLExt.join(Page.hostUrl(), 'interview');
    add(new ElsewherePanel({ title: trans.__('Notes'), words, url, trans }));
    return;
  }
  const padId = Page.padId();
  let made: NotesModel | null = null;
  const model = () =>
    (made ??= new NotesModel({
      api: new NotesApi(settings, padId),
      draft: new SharedDraft({
        settings,
        padId,
        kind: 'notes',
        events: socket
      }),
      events: socket,
      padId,
      place
    }));
  const sign = new MarkedSign();
  const mark = async (mark: Exclude<Mark, ''>) => {
    const at = await model().mark(mark);
    const label = markLabel(mark, trans);
    sign.show(
      at === null
        ? trans.__('Marked: %1', label)
        : trans.__('Marked: %1, %2', label, clockTime(at, place.duration))
    );
  };
  const panel = new NotesPanel({
    model,
    mark,
    keys: {
      write: keysOf(KEYS.write),
      good_question: keysOf(KEYS.good_question),
      hint_given: keysOf(KEYS.hint_given)
    },
    rendermime,
    trans
  });
  add(panel);

  commands.addCommand(CommandIDs.write, {
    label: trans.__('Write a note'),
    execute: () => {
      shell.activateById(panel.id);
      panel.begin();
    }
  });
  commands.addCommand(CommandIDs.mark, {
    label: args => trans.__('Mark: %1', markLabel(args.mark as Mark, trans)),
    execute: args => mark(args.mark as Exclude<Mark, ''>)
  });
  const bind = (keys: string, command: string, args = {}) =>
    commands.addKeyBinding({ keys: [keys], command, args, selector: 'body' });
  bind(KEYS.write, CommandIDs.write);
  bind(KEYS.good_question, CommandIDs.mark, { mark: 'good_question' });
  bind(KEYS.hint_given, CommandIDs.mark, { mark: 'hint_given' });
}

function keysOf(keys: string): NotesPanel.IKeys {
  return {
    words: CommandRegistry.formatKeystroke(keys),
    aria: keys.replace(/ /g, '+')
  };
}

/**
 * Notes are taken on members' pages and exist on no others.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'pad'
    ? [inPad]
    : Page.mode() === 'playback'
      ? [inPlayback]
      : [];

export default plugins;
