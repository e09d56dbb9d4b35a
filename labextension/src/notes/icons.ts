import { LabIcon } from '@jupyterlab/ui-components';

// JupyterLab's class colours it by theme.
export const notesIcon = new LabIcon({
  name: 'interview:notes',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">' +
    '<g class="jp-icon3" style="fill: none" stroke="#616161" stroke-width="1.4" ' +
    'stroke-linecap="round" stroke-linejoin="round">' +
    '<path d="M12.8 8.2v6.1H2.7V2.7h6.1"/><path d="M6.2 9.9l.5-2.3 6-6 1.8 1.8-6 6z"/></g></svg>'
});
