import { LabIcon } from '@jupyterlab/ui-components';

export const chartIcon = new LabIcon({
  name: 'interview:chart',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">' +
    '<g class="jp-icon3" style="fill: none" stroke="#616161" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">' +
    '<path d="M2 2v12h12M5.2 11V7.6M8.6 11V4.4M12 11V6.2"/></g></svg>'
});
