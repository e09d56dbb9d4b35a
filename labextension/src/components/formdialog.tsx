import { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { explain } from '../services/explain';
import { FormFoot } from './formfoot';
import { Modal } from './modal';

/**
 * A form in a dialog: it stays open, with all that was typed, until the server has done it.
 */
export function FormDialog(props: {
  title: string;
  /**
   * What sending does; null as long as there is nothing to send.
   */
  action: string | null;
  /**
   * What the button says meanwhile. Default: the same.
   */
  doing?: string;
  /**
   * Throws if it was not done.
   */
  send: (data: FormData) => Promise<void>;
  onClose: () => void;
  className?: string;
  trans: TranslationBundle;
  children: React.ReactNode;
}): JSX.Element {
  const { title, action, doing, send, onClose, className, trans } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const submit = async (data: FormData) => {
    setBusy(true);
    setFailure('');
    try {
      await send(data);
    } catch (reason) {
      setFailure(explain(reason, trans));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal title={title} onClose={onClose} className={className}>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (!busy && action !== null) {
            void submit(new FormData(event.currentTarget));
          }
        }}
      >
        {props.children}
        <FormFoot
          failure={failure}
          busy={busy}
          action={busy ? (doing ?? action) : action}
          onCancel={onClose}
          trans={trans}
        />
      </form>
    </Modal>
  );
}
