import { LabIcon } from '@jupyterlab/ui-components';

// JupyterLab's class colours fills and strokes by theme wherever there is such an attribute.
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

export const sunIcon = lineIcon(
  'sun',
  '<circle cx="8" cy="8" r="2.9"/><path d="M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1"/>'
);

export const moonIcon = lineIcon(
  'moon',
  '<path d="M13.4 9.7A5.8 5.8 0 0 1 6.3 2.6a5.8 5.8 0 1 0 7.1 7.1z"/>'
);

export const instructionsIcon = lineIcon(
  'instructions',
  '<path d="M3.2 1.7h6.4l3.2 3.2v9.4H3.2z"/><path d="M5.6 7.2h4.8M5.6 9.6h4.8M5.6 12h2.8"/>'
);

export const tasksIcon = lineIcon(
  'tasks',
  '<path d="M1.9 3.6l1.1 1.1 2-2.1M1.9 8.1l1.1 1.1 2-2.1M1.9 12.6l1.1 1.1 2-2.1M7.4 4h6.7M7.4 8.4h6.7M7.4 12.8h6.7"/>'
);
