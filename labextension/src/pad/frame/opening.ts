import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

const ID = 'interview-opening';

/**
 * Show that something is on its way, before any plugin can: a slow connection should not look
 * like a page that stays empty. It says nothing, since no translation is there yet.
 */
export function showOpening(): void {
  const node = document.createElement('div');
  node.id = ID;
  node.innerHTML = '<span class="interview-Spinner"></span>';
  document.body.appendChild(node);
}

export const opening: JupyterFrontEndPlugin<void> = {
  id: 'interview-labextension:opening',
  description: 'Takes away the sign that the pad is being opened.',
  autoStart: true,
  activate: (app: JupyterFrontEnd) => {
    void app.restored.then(() => document.getElementById(ID)?.remove());
  }
};
