import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMimeRegistry, MimeModel } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';

import { IPadEvents } from '../../tokens';
import { instructionsIcon } from '../frame/icons';

const MARKDOWN = 'text/markdown';

/**
 * What the candidate is asked to do.
 */
class InstructionsPanel extends Panel {
  constructor(private _rendermime: IRenderMimeRegistry) {
    super();
    this.id = 'interview-instructions';
    this.addClass('interview-Instructions');
    // Scrolled with the keyboard, too.
    this.node.tabIndex = 0;
    this.node.setAttribute('role', 'region');
  }

  /**
   * Render the text, unless that is what is already there.
   */
  async render(markdown: string): Promise<void> {
    if (markdown === this._shown) {
      return;
    }
    this._shown = markdown;
    const renderer = this._rendermime.createRenderer(MARKDOWN);
    await renderer.renderModel(
      new MimeModel({ data: { [MARKDOWN]: markdown }, trusted: false })
    );
    if (markdown !== this._shown) {
      renderer.dispose();
      return;
    }
    for (const widget of [...this.widgets]) {
      widget.dispose();
    }
    this.addWidget(renderer);
  }

  private _shown: string | null = null;
}

export const instructions: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:instructions',
  description: 'Shows what the candidate is asked to do.',
  autoStart: true,
  requires: [ILabShell, IRenderMimeRegistry, IPadEvents],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell,
    rendermime: IRenderMimeRegistry,
    events: IPadEvents,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('interview_ext');
    const panel = new InstructionsPanel(rendermime);
    panel.title.caption = trans.__('Instructions');
    panel.title.icon = instructionsIcon;
    panel.node.setAttribute('aria-label', trans.__('Instructions'));
    const update = () => {
      const markdown = events.pad?.instructions.trim() ?? '';
      if (!markdown) {
        panel.parent = null;
        return;
      }
      void panel.render(markdown);
      if (!panel.isAttached) {
        shell.add(panel, 'left', { rank: 1, type: 'Instructions' });
        shell.activateById(panel.id);
      }
    };
    void app.restored.then(() => {
      events.padChanged.connect(update);
      update();
    });
  }
};
