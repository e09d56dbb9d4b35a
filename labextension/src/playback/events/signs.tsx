import React from 'react';

import { Sign } from './words';

// Told apart by their shapes, not by their colours alone.
const SHAPES: Record<Sign, JSX.Element> = {
  good: <circle cx="6" cy="6" r="4" />,
  bad: <path d="M6 .8 11.2 6 6 11.2 .8 6Z" />,
  stopped: <path d="M2 2h8v8H2Z" />,
  restart: (
    <path
      className="interview-mod-line"
      d="M9.8 4A4.3 4.3 0 1 0 10.3 6.6M10.4 1.4V4.3H7.5"
    />
  ),
  come: <path d="M2.5 1.5 9.8 6 2.5 10.5Z" />,
  go: <path className="interview-mod-line" d="M9 2 3 6l6 4Z" />,
  paste: <path d="M2 1.5h8v9H2ZM4 4v1h4V4ZM4 6.6v1h4v-1Z" fillRule="evenodd" />,
  away: (
    <path
      className="interview-mod-line"
      d="M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9ZM6 3.6V6l1.8 1.4"
    />
  ),
  comment: <path d="M1 1.5h10v7H6.2L3.4 11V8.5H1Z" />,
  flag: <path d="M2.5 1v10.4h1.2V7.3h6L8 4.3 9.7 1.3Z" />
};

/**
 * The sign of something that happened.
 */
export function EventSign({ sign }: { sign: Sign }): JSX.Element {
  return (
    <svg
      className="interview-Sign"
      data-sign={sign}
      viewBox="0 0 12 12"
      aria-hidden="true"
    >
      {SHAPES[sign]}
    </svg>
  );
}
