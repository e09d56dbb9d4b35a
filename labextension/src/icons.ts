import { LabIcon } from '@jupyterlab/ui-components';

/**
 * Two speech bubbles: an interview.
 */
export const interviewIcon = new LabIcon({
  name: 'interview-labextension:interview',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M4 3h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H8l-4 3.5V13a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Z"/>
    <path d="M18 8h2a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2v3.5L16 18h-4a2 2 0 0 1-2-2v-1h4a4 4 0 0 0 4-4Z"/>
  </g>
</svg>`
});

/**
 * A door ajar: the waiting room.
 */
export const doorIcon = new LabIcon({
  name: 'interview-labextension:door',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" fill-rule="evenodd" d="M5 19V4a1 1 0 0 1 1-1h6V2l7 2v16l-7 2v-3H7v-2h5V5H7v14ZM14.5 11a1 1 0 1 0 0 2a1 1 0 0 0 0-2Z"/>
  <path class="jp-icon3" fill="#616161" d="M3 19h9v2H3z"/>
</svg>`
});
