import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { Modal } from '../components/modal';
import { explain } from '../services/explain';
import { IPad, IQuota } from '../services/types';
import { IPads } from '../tokens';

// In milliseconds.
const DAY = 86_400_000;

/**
 * What deleting a pad means for the quota; empty where it means nothing.
 */
export function quotaNote(
  pad: IPad,
  quota: IQuota | null,
  trans: TranslationBundle,
  now = Date.now()
): string {
  if (quota === null || quota.limit === null || pad.kind === 'sandbox') {
    return '';
  }
  const days = quota.forgiven_days;
  return now - Date.parse(pad.created) < days * DAY
    ? trans.__(
        'It was made less than %1 days ago, so it no longer counts against your quota.',
        days
      )
    : trans.__(
        'It was made more than %1 days ago, so it still counts against your quota.',
        days
      );
}

/**
 * The warning before a pad is erased.
 */
export function DeleteDialog(props: {
  pad: IPad;
  pads: IPads;
  quota: IQuota | null;
  trans: TranslationBundle;
  onDeleted: () => void;
  onClose: () => void;
}): JSX.Element {
  const { pad, pads, quota, trans, onDeleted, onClose } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const erase = async () => {
    setBusy(true);
    setFailure('');
    try {
      await pads.api.remove(pad.id);
      onDeleted();
    } catch (reason) {
      setFailure(explain(reason, trans));
      setBusy(false);
    }
  };
  const note = quotaNote(pad, quota, trans);
  return (
    <Modal title={trans.__('Delete “%1”?', pad.title)} onClose={onClose}>
      <p className="interview-Dialog-said">
        {trans.__('This erases for good, for everybody:')}
      </p>
      <ul className="interview-Erased">
        <li>{trans.__('the documents and files')}</li>
        <li>{trans.__('the recording and its playback')}</li>
        <li>{trans.__('test results, comments and notes')}</li>
        <li>{trans.__('the candidate’s name and e-mail address')}</li>
      </ul>
      <p className="interview-Dialog-said">
        {trans.__('Its link leads nowhere any more. Nobody can undo this.')}{' '}
        {note}
      </p>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <div className="interview-Dialog-buttons">
        <button
          type="button"
          className="interview-Button"
          data-first
          onClick={onClose}
        >
          {trans.__('Cancel')}
        </button>
        <button
          type="button"
          className="interview-Button interview-mod-warn"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) {
              void erase();
            }
          }}
        >
          {busy ? trans.__('Deleting…') : trans.__('Delete for good')}
        </button>
      </div>
    </Modal>
  );
}
