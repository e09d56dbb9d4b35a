import { Time } from '@jupyterlab/coreutils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

// In milliseconds.
const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * A moment as "2 minutes ago", its date and time as a tooltip; a dash for none.
 *
 * @param props.iso - ISO-8601.
 */
export function When(props: {
  iso: string | null;
  trans: TranslationBundle;
}): JSX.Element {
  const { iso, trans } = props;
  if (!iso) {
    return <span aria-hidden="true">–</span>;
  }
  const age = Date.now() - Date.parse(iso);
  return (
    <time dateTime={iso} title={Time.format(iso)}>
      {age < MINUTE
        ? trans.__('just now')
        : Time.formatHuman(iso, age < DAY ? 'short' : 'long')}
    </time>
  );
}
