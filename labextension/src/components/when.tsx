import { Time } from '@jupyterlab/coreutils';
import React from 'react';

/**
 * A moment as "2 minutes ago", its date and time as a tooltip; a dash for none.
 *
 * @param props.iso - ISO-8601.
 */
export function When(props: { iso: string | null }): JSX.Element {
  return props.iso ? (
    <time dateTime={props.iso} title={Time.format(props.iso)}>
      {Time.formatHuman(props.iso)}
    </time>
  ) : (
    <span aria-hidden="true">–</span>
  );
}
