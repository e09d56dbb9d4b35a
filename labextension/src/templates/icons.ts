import { LabIcon } from '@jupyterlab/ui-components';

// JupyterLab's class colours strokes by theme wherever there is such an attribute.
const LINES =
  'class="jp-icon3" style="fill: none" stroke="#616161" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"';

function lineIcon(name: string, shapes: string): LabIcon {
  return new LabIcon({
    name: `interview:${name}`,
    svgstr:
      '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">' +
      `<g ${LINES}>${shapes}</g></svg>`
  });
}

export const planIcon = lineIcon(
  'plan',
  '<circle cx="8" cy="8.6" r="5.6"/><path d="M8 5.6v3l2 1.4M6.4 1.4h3.2"/>'
);

export const templatesIcon = lineIcon(
  'templates',
  '<rect x="2" y="2" width="12" height="12" rx="1.4"/><path d="M2 5.6h12M6 5.6V14M8.4 8.4h3.2M8.4 11h3.2"/>'
);
