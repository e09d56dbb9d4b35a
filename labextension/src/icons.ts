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
 * A door: the waiting room.
 */
export const doorIcon = new LabIcon({
  name: 'interview-labextension:door',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" fill-rule="evenodd" d="M6 2h12a1 1 0 0 1 1 1v17h3v2H2v-2h3V3a1 1 0 0 1 1-1Zm1 2v16h10V4Zm7.5 7a1.3 1.3 0 1 1 0 2.6a1.3 1.3 0 0 1 0-2.6Z"/>
</svg>`
});
