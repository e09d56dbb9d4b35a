import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { useChanged } from '../../components/hooks';
import { FocusButton } from '../../focus/strip';
import { IPadEvents } from '../../tokens';

/**
 * The line under everything: that the work is kept, and the way to the end.
 */
export class Footer extends ReactWidget {
  constructor(private _options: Footer.IOptions) {
    super();
    this.id = 'interview-footer';
    this.addClass('interview-Footer');
    this.node.setAttribute('role', 'contentinfo');
  }

  protected override render(): JSX.Element {
    return <Line {...this._options} />;
  }
}

export namespace Footer {
  export interface IOptions {
    events: IPadEvents;
    readOnly: boolean;
    /**
     * Asks, then ends what goes on here; null for those who may not.
     */
    end: (() => void) | null;
    /**
     * Asks, then hands a take-home in; null for those who may not.
     */
    submit: (() => void) | null;
    trans: TranslationBundle;
  }
}

function Line(props: Footer.IOptions): JSX.Element {
  const { events, end, readOnly, submit, trans } = props;
  useChanged(events.statusChanged);
  useChanged(events.padChanged);
  const trouble = events.pad?.trouble ?? '';
  const connected = events.status === 'connected';
  return (
    <>
      <span
        className="interview-Footer-state"
        data-state={
          trouble
            ? 'trouble'
            : readOnly
              ? 'over'
              : connected
                ? 'kept'
                : 'waiting'
        }
        role={trouble ? 'alert' : undefined}
      >
        {trouble ||
          (readOnly
            ? trans.__('Nothing can be changed here any more')
            : connected
              ? trans.__('Saved as you type')
              : events.status === 'closed'
                ? trans.__('Closed')
                : trans.__('Connecting…'))}
      </span>
      <span className="interview-PadTopBar-space" />
      {!readOnly && <FocusButton events={events} trans={trans} />}
      {end && events.pad?.state !== 'not_started' && (
        <button
          type="button"
          className="interview-Button interview-EndButton"
          onClick={end}
        >
          {events.pad?.kind === 'take_home'
            ? trans.__('End take-home')
            : trans.__('End interview')}
        </button>
      )}
      {submit && events.pad?.kind === 'take_home' && (
        <button
          type="button"
          className="interview-Button interview-mod-accent"
          aria-disabled={!connected}
          onClick={submit}
        >
          {trans.__('Submit take-home')}
        </button>
      )}
    </>
  );
}
