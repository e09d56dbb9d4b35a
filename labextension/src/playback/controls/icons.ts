import { LabIcon } from '@jupyterlab/ui-components';

function solidIcon(name: string, path: string): LabIcon {
  return new LabIcon({
    name: `interview:${name}`,
    svgstr:
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20">' +
      `<path class="jp-icon3" fill="#616161" d="${path}"/></svg>`
  });
}

export const playIcon = solidIcon('play', 'M6 3.5v13l11-6.5z');

export const pauseIcon = solidIcon(
  'pause',
  'M5 4h3.6v12H5zM11.4 4H15v12h-3.6z'
);

export const nextIcon = solidIcon(
  'next-event',
  'M4 5v10l7.5-5zM13 5h2.2v10H13z'
);

export const previousIcon = solidIcon(
  'previous-event',
  'M16 5v10l-7.5-5zM4.8 5H7v10H4.8z'
);

export const eventsIcon = solidIcon(
  'events',
  'M3 4.4h2v2H3zM7 4.6h10v1.6H7zM3 9h2v2H3zM7 9.2h10v1.6H7zM3 13.6h2v2H3zM7 13.8h10v1.6H7z'
);

export const commentsIcon = solidIcon(
  'comments',
  'M2.5 3h15v11h-7.2L6 17.6V14H2.5zM4 4.5v8h3.5v1.9l2.3-1.9H16v-8zM6 6.6h8V8H6zM6 9.2h5.5v1.4H6z'
);

export const reviewIcon = solidIcon(
  'review',
  'M4 2h9l3 3v4h-1.5V6h-3V3.5h-6v13H10V18H4zM9.8 13.6l1.1-1.1 2 2 4.4-4.4 1.1 1.1-5.5 5.5zM7 7.5h4V9H7zM7 10.4h5v1.4H7z'
);

export const reproduceIcon = solidIcon(
  'reproduce',
  'M10 3a7 7 0 0 1 6.3 4H14v1.6h5V3.6h-1.6v2A8.6 8.6 0 0 0 1.5 8.4l1.6.3A7 7 0 0 1 10 3zm3.2 4.9L9 12.1 6.9 10l-1.1 1.1L9 14.3l5.3-5.3zM10 17a7 7 0 0 1-6.3-4H6v-1.6H1v5h1.6v-2a8.6 8.6 0 0 0 15.9-2.8l-1.6-.3A7 7 0 0 1 10 17z'
);
