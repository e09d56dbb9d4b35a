import {
  codeIcon,
  html5Icon,
  LabIcon,
  notebookIcon,
  textEditorIcon
} from '@jupyterlab/ui-components';

import { QuestionType } from './types';

// JupyterLab's class colours fills and strokes by theme wherever there is such an attribute.
const LINES =
  'class="jp-icon3" style="fill: none" stroke="#616161" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"';

function icon(name: string, shapes: string): LabIcon {
  return new LabIcon({
    name: `interview:${name}`,
    svgstr:
      '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">' +
      `${shapes}</svg>`
  });
}

const STAR = 'M8 1.9l1.9 3.9 4.2.6-3 3 .7 4.2L8 11.6l-3.8 2 .7-4.2-3-3 4.2-.6z';

export const starIcon = icon('star', `<g ${LINES}><path d="${STAR}"/></g>`);

export const starredIcon = icon(
  'starred',
  `<path class="interview-Star-fill" fill="#b26a00" d="${STAR}"/>`
);

export const questionsIcon = icon(
  'questions',
  `<g ${LINES}><path d="M2.2 3.2h7.6v10.6H2.2z"/><path d="M5.6 1.2h8.2v9.6"/><path d="M4.4 6h3.2M4.4 8.5h3.2M4.4 11h1.8"/></g>`
);

/**
 * An eye: what the candidate sees.
 */
export const previewIcon = icon(
  'preview',
  `<g ${LINES}><path d="M1.4 8C3 5 5.3 3.6 8 3.6S13 5 14.6 8C13 11 10.7 12.4 8 12.4S3 11 1.4 8z"/><circle cx="8" cy="8" r="2"/></g>`
);

const databaseIcon = icon(
  'database',
  `<g ${LINES}><ellipse cx="8" cy="3.6" rx="5.3" ry="2"/><path d="M2.7 3.6v8.8c0 1.1 2.4 2 5.3 2s5.3-.9 5.3-2V3.6M2.7 8c0 1.1 2.4 2 5.3 2s5.3-.9 5.3-2"/></g>`
);

const drawingIcon = icon(
  'drawing',
  `<g ${LINES}><path d="M2 2.5h12v8.6H2zM8 11.1v3.2M5.2 14.3h5.6"/><path d="M4.6 8.4c1.4-3.6 2.4-3.6 3 0 .6-1.8 1.8-2.4 3.6-1.8"/></g>`
);

/**
 * The sign of each type of question.
 */
export const TYPE_ICONS: { readonly [type in QuestionType]: LabIcon } = {
  notebook: notebookIcon,
  code: codeIcon,
  sql: databaseIcon,
  'front-end': html5Icon,
  'free-form': textEditorIcon,
  whiteboard: drawingIcon
};
