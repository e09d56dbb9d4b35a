import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/**
 * What every form in a dialog ends with: what went wrong, and how to leave it or send it.
 */
export function FormFoot(props: {
  failure: string;
  busy: boolean;
  /**
   * What sending does; null as long as there is nothing to send.
   */
  action: string | null;
  onCancel: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  return (
    <>
      <p className="interview-Failure" role="alert">
        {props.failure}
      </p>
      <div className="interview-Dialog-buttons">
        <button
          type="button"
          className="interview-Button"
          onClick={props.onCancel}
        >
          {props.trans.__('Cancel')}
        </button>
        {props.action !== null && (
          <button
            type="submit"
            className="interview-Button interview-mod-accent"
            aria-disabled={props.busy}
          >
            {props.action}
          </button>
        )}
      </div>
    </>
  );
}
