import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import {
  IEditorExtensionRegistry,
  IEditorLanguageRegistry
} from '@jupyterlab/codemirror';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { URLExt } from '@jupyterlab/coreutils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';

import { ElsewherePanel } from '../components/elsewhere';
import { opening, showOpening } from '../pad/frame/opening';
import { editorNames } from '../pad/layout/editors';
import { connectionLost, sessionDialogs } from '../pad/standins/dialogs';
import { FixedContentFactory } from '../pad/standins/notebook';
import { rendermime } from '../pad/standins/rendermime';
import {
  events,
  kernels,
  kernelSpecs,
  sessions
} from '../pad/standins/services';
import { settingRegistry } from '../pad/standins/settingregistry';
import { settings } from '../pad/standins/settings';
import { state } from '../pad/standins/state';
import { hostEvents, hostSettings } from '../services/host';
import { Page } from '../services/page';
import { keepAddress } from './address';
import { PlaybackApi } from './api';
import { CommentsPanel } from './comments/panel';
import {
  commentsIcon,
  eventsIcon,
  reproduceIcon,
  reviewIcon
} from './controls/icons';
import { Controls } from './controls/controls';
import { Documents } from './documents';
import { FileView } from './documents/file';
import { EditorMarks, marksExtension } from './documents/marks';
import { NotebookView } from './documents/notebook';
import { ReplayedRuns } from './documents/runs';
import { DocumentView } from './documents/view';
import { clockTime } from './engine/clock';
import { Timeline } from './engine/timeline';
import { EventsPanel } from './events/panel';
import { listenToKeys } from './keys';
import { goesOn } from './goeson';
import { LoadingView, loadManifest } from './loading';
import { Player } from './player';
import { ReproducibilityPanel } from './reproducibility';
import { ReviewModel } from './review/model';
import { ReviewPanel } from './review/panel';
import { IPlayback, IPlayer } from './tokens';
import { PlaybackTopBar } from './topbar';

const playback: JupyterFrontEndPlugin<IPlayback> = {
  id: 'interview-labextension:playback',
  description: 'Provides the recording of the interview and its clock.',
  autoStart: true,
  provides: IPlayback,
  requires: [ILabShell],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    // It looks like the pad that it was.
    document.body.dataset.interviewMode = 'pad';
    document.body.dataset.interviewReadOnly = 'true';
    const api = new PlaybackApi(app.serviceManager.serverSettings);
    const player = new PromiseDelegate<IPlayer>();
    void app.restored.then(async () => {
      const view = new LoadingView(trans);
      shell.add(view, 'main');
      const manifest = await loadManifest(api, view);
      document.title = manifest.pad.title;
      player.resolve(
        new Player(
          manifest,
          onLoaded => new Timeline(manifest, api, { onLoaded })
        )
      );
      view.dispose();
    });
    const host = hostSettings();
    const socket = hostEvents();
    const review =
      host && socket ? new ReviewModel(host, Page.padId(), socket) : null;
    return { api, review, player: player.promise };
  }
};

const documents: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:playback-documents',
  description: 'Shows the documents as they were.',
  autoStart: true,
  requires: [
    ILabShell,
    IEditorServices,
    IEditorExtensionRegistry,
    IRenderMimeRegistry,
    IPlayback
  ],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    shell: ILabShell,
    editors: IEditorServices,
    extensions: IEditorExtensionRegistry,
    rendermime: IRenderMimeRegistry,
    { player }: IPlayback,
    translator: ITranslator | null
  ) => {
    translator ??= nullTranslator;
    const trans = translator.load('interview_ext');
    // JupyterLab may take it out of the address while it starts.
    const asked = window.location.hash;
    let marks: EditorMarks | null = null;
    extensions.addExtension(marksExtension(() => marks));
    void player.then(player => {
      const { duration, participants } = player.manifest;
      marks = new EditorMarks(participants, stamp =>
        stamp
          ? trans.__(
              '%1, %2',
              participants[stamp[0]].name,
              clockTime(stamp[1], duration)
            )
          : trans.__('This text is too long to know who wrote which line.')
      );
      const runs = new ReplayedRuns();
      const options = {
        contentFactory: new FixedContentFactory({
          editorFactory: editors.factoryService.newInlineEditor
        }),
        editorFactory: editors.factoryService.newDocumentEditor,
        marks,
        mimeTypeService: editors.mimeTypeService,
        rendermime,
        runs,
        trans,
        translator
      };
      new Documents(player, shell, marks, runs, ({ path, type }, doc) =>
        type === 'notebook'
          ? new NotebookView(doc, path, options)
          : new FileView(doc, path, options)
      );
      // Work that was handed in is looked at as it was then.
      keepAddress(player, shell.currentPathChanged, asked, Page.handedIn());
    });
  }
};

const frame: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:playback-frame',
  description: 'The controls of playback, what happened, and the line above.',
  autoStart: true,
  requires: [
    ILabShell,
    IEditorLanguageRegistry,
    IRenderMimeRegistry,
    IPlayback
  ],
  optional: [ISettingRegistry, IThemeManager, ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    shell: ILabShell,
    languages: IEditorLanguageRegistry,
    rendermime: IRenderMimeRegistry,
    playback: IPlayback,
    settings: ISettingRegistry | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const { review } = playback;
    shell.add(
      new PlaybackTopBar({ playback, settings, themes, trans }),
      'top',
      { rank: 1 }
    );
    void playback.player.then(player => {
      shell.add(new Controls({ player, review, trans }), 'bottom', {
        rank: 1
      });

      const happened = new EventsPanel({ languages, player, trans });
      happened.title.icon = eventsIcon;
      happened.title.caption = trans.__('What happened');
      shell.add(happened, 'right', { rank: 1 });

      if (review) {
        const front = () => {
          const { currentWidget } = shell;
          return currentWidget instanceof DocumentView
            ? currentWidget.path
            : null;
        };
        const address = Page.address();
        const comments = new CommentsPanel({
          address,
          front,
          player,
          rendermime,
          review,
          trans
        });
        comments.title.icon = commentsIcon;
        comments.title.caption = trans.__('Comments');
        shell.add(comments, 'right', { rank: 2 });
        listenToKeys(player, {
          c: () => {
            shell.activateById(comments.id);
            comments.write();
          }
        });
      } else {
        listenToKeys(player);
        if (Page.hostUrl()) {
          const elsewhere = new ElsewherePanel({
            title: trans.__('Review'),
            words: trans.__(
              'A review is finished there; the results of tests and comments cannot be shown here.'
            ),
            url: URLExt.join(Page.hostUrl(), 'interview'),
            trans
          });
          elsewhere.id = 'interview-review';
          elsewhere.title.icon = reviewIcon;
          elsewhere.title.caption = trans.__('Review');
          shell.add(elsewhere, 'right', { rank: 2 });
        }
      }

      const { documents } = player.manifest;
      if (documents.some(({ type }) => type === 'notebook')) {
        const again = new ReproducibilityPanel({
          api: playback.api,
          player,
          trans
        });
        again.title.icon = reproduceIcon;
        again.title.caption = trans.__('Does it run again?');
        shell.add(again, 'right', { rank: 3 });
      }
      let first = happened.id;
      if (review && Page.handedIn()) {
        const results = new ReviewPanel({ rendermime, review, trans });
        results.title.icon = reviewIcon;
        results.title.caption = trans.__('Review');
        shell.add(results, 'right', { rank: 0 });
        first = results.id;
      }
      shell.activateById(first);
      shell.collapseLeft();
    });
  }
};

/**
 * What runs on the page of a pad that has ended. As in a pad, some of it stands in for parts of
 * JupyterLab that are left out there.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] =
  Page.mode() === 'playback'
    ? [
        ...([
          events,
          kernels,
          kernelSpecs,
          sessions
        ] as unknown as JupyterFrontEndPlugin<unknown>[]),
        connectionLost,
        documents,
        editorNames,
        frame,
        goesOn,
        opening,
        playback,
        rendermime,
        sessionDialogs,
        settingRegistry,
        settings,
        state
      ]
    : [];

if (Page.mode() === 'playback') {
  showOpening();
}

export default plugins;
