import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { IQuota } from '../services/types';
import { IPads } from '../tokens';

/**
 * How many pads may be made, as the server says now; null until it is known.
 */
export function useQuota(pads: IPads): IQuota | null {
  const [quota, setQuota] = useState<IQuota | null>(null);
  useEffect(() => {
    let gone = false;
    const ask = () =>
      pads.api.quota().then(
        quota => !gone && setQuota(quota),
        reason => console.warn('The quota is not known.', reason)
      );
    void ask();
    pads.padsChanged.connect(ask);
    pads.settingsChanged.connect(ask);
    return () => {
      gone = true;
      pads.padsChanged.disconnect(ask);
      pads.settingsChanged.disconnect(ask);
    };
  }, [pads]);
  return quota;
}

/**
 * How much of the quota is used; nothing where there is none.
 */
export function QuotaMeter(props: {
  quota: IQuota;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { quota, trans } = props;
  const { limit, used } = quota;
  if (limit === null) {
    return null;
  }
  const left = Math.max(0, limit - used);
  const said = trans.__('%1 of %2 pads used', used, limit);
  const until = quota.period.to
    ? trans.__(
        'Counted anew on %1.',
        new Date(quota.period.to).toLocaleDateString(
          document.documentElement.lang || undefined
        )
      )
    : '';
  const forgiven = trans.__(
    'A pad that is deleted within %1 days of being made does not count; practice pads never do.',
    quota.forgiven_days
  );
  return (
    <div
      className="interview-Quota"
      data-left={left === 0 ? 'none' : left * 10 <= limit ? 'few' : 'enough'}
      title={`${until} ${forgiven}`.trim()}
    >
      <span>{said}</span>
      <meter
        aria-label={trans.__('Quota')}
        aria-valuetext={said}
        min={0}
        max={Math.max(1, limit)}
        value={Math.min(used, limit)}
      />
    </div>
  );
}
