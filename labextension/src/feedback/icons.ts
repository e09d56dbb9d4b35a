import { LabIcon } from '@jupyterlab/ui-components';

/**
 * A card with what was rated on it.
 */
export const feedbackIcon = new LabIcon({
  name: 'interview:feedback',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20">' +
    '<path class="jp-icon3" fill="#616161" d="M3 2.5h14v15H3zM4.5 4v12h11V4zM6 6h1.8v1.8H6zM9 6.2h5v1.4H9zM6 9.1h1.8v1.8H6zM9 9.3h5v1.4H9zM6 12.2h1.8V14H6zM9 12.4h3v1.4H9z"/></svg>'
});
