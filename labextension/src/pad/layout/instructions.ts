import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMimeRegistry, MimeModel } from '@jupyterlab/rendermime';
import {
  ITranslator,
  nullTranslator,
  TranslationBundle
} from '@jupyterlab/translation';
import { Panel, Widget } from '@lumino/widgets';

import { Page } from '../../services/page';
import { IPadEvents } from '../../tokens';
import { instructionsIcon } from '../frame/icons';
import { May } from '../may';
import { TaskChooser } from '../tasks/chooser';
import { TestingView } from '../tasks/testing';
import { IShownTasks } from '../tokens';

const MARKDOWN = 'text/markdown';

/**
 * What the candidate is asked to do: what was written for the whole interview, then the task
 * that is worked on with its revealed steps, then its tests.
 */
class InstructionsPanel extends Panel {
  constructor(
    private _rendermime: IRenderMimeRegistry,
    chooser: Widget,
    testing: Widget
  ) {
    super();
    this.id = 'interview-instructions';
    this.addClass('interview-Instructions');
    // Scrolled with the keyboard, too.
    this.node.tabIndex = 0;
    this.node.setAttribute('role', 'region');
    this._texts.node.setAttribute('aria-live', 'polite');
    this.addWidget(chooser);
    this.addWidget(this._texts);
    this.addWidget(testing);
  }

  /**
   * Show these texts, one below the other. What is there already stays as it is.
   *
   * @param texts - Markdown of each.
   */
  present(texts: ReadonlyArray<string>): void {
    const kept = this._shown.findIndex((text, index) => text !== texts[index]);
    const from = kept < 0 ? this._shown.length : kept;
    for (const widget of this._texts.widgets.slice(from)) {
      widget.dispose();
    }
    for (const text of texts.slice(from)) {
      const renderer = this._rendermime.createRenderer(MARKDOWN);
      this._texts.addWidget(renderer);
      void renderer.renderModel(
        new MimeModel({ data: { [MARKDOWN]: text }, trusted: false })
      );
    }
    this._shown = texts;
  }

  private _texts = new Panel();
  private _shown: ReadonlyArray<string> = [];
}

export const instructions: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:instructions',
  description: 'Shows what the candidate is asked to do.',
  autoStart: true,
  requires: [ILabShell, IRenderMimeRegistry, IPadEvents, IShownTasks],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    rendermime: IRenderMimeRegistry,
    events: IPadEvents,
    tasks: IShownTasks,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const testing = new TestingView({
      tasks,
      run: May.edit() ? id => events.api.runTests(id) : null,
      trans
    });
    const chooser = new TaskChooser({ events, tasks, trans });
    const panel = new InstructionsPanel(rendermime, chooser, testing);
    panel.title.caption = trans.__('Instructions');
    panel.title.icon = instructionsIcon;
    panel.node.setAttribute('aria-label', trans.__('Instructions'));
    let seen = '';
    let begun = false;
    const update = () => {
      const first = !begun;
      begun = events.pad !== null;
      const texts = textsOf(events, tasks, trans);
      if (!texts.length) {
        panel.parent = null;
        return;
      }
      panel.present(texts);
      if (!panel.isAttached) {
        shell.add(panel, 'left', { rank: 1, type: 'Instructions' });
      }
      // A candidate sees at once what is new; an interviewer has just asked for it beside it.
      const now = texts.join('\n');
      if (first || (now !== seen && Page.role() !== 'interviewer')) {
        shell.activateById(panel.id);
      }
      seen = now;
    };
    void app.restored.then(() => {
      events.padChanged.connect(update);
      tasks.changed.connect(update);
      update();
    });
  }
};

function textsOf(
  events: IPadEvents,
  tasks: IShownTasks,
  trans: TranslationBundle
): string[] {
  const texts = [events.pad?.instructions.trim() ?? ''];
  const task = tasks.current;
  if (task) {
    texts.push(`# ${plain(task.title)}\n\n${task.introduction}`);
    task.steps.forEach((step, index) => {
      const number = trans.__('Step %1 of %2', index + 1, task.total);
      texts.push(`*${number}*\n\n## ${step.title}\n\n${step.markdown}`);
    });
  }
  return texts.filter(Boolean);
}

/**
 * A title as Markdown that shows just its characters.
 */
function plain(title: string): string {
  return title.replace(/[\\`*_{}[\]<>()#+\-.!|~$&]/g, '\\$&');
}
