import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { useChanged } from '../../components/hooks';
import { explain } from '../../services/explain';
import { ReviewModel } from './model';

/**
 * Says that the review is done. It asks nothing: the pad can be reopened.
 */
export function FinishReview(props: {
  review: ReviewModel;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { review, trans } = props;
  useChanged(review.changed);
  const [busy, setBusy] = useState(false);
  if (!review.pad?.actions.includes('review')) {
    return null;
  }
  const finish = async () => {
    setBusy(true);
    try {
      await review.finish();
    } catch (reason) {
      Notification.error(explain(reason, trans), { autoClose: false });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      className="interview-Button interview-mod-accent interview-FinishReview"
      aria-disabled={busy}
      onClick={() => {
        if (!busy) {
          void finish();
        }
      }}
    >
      {trans.__('Finish review')}
    </button>
  );
}
