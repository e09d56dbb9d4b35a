import { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useState } from 'react';

import { FormDialog } from '../components/formdialog';
import { IPad } from '../services/types';
import { IPads } from '../tokens';
import { ownZone } from './times';
import { exactMoment, lengthLabel } from './words';

// What is offered, in minutes, and the most that the server gives.
const OFFERED = [15, 30, 60, 120];
const MOST = 1440;

/**
 * Give a take-home more time.
 */
export function ExtendDialog(props: {
  pad: IPad;
  pads: IPads;
  trans: TranslationBundle;
  onChanged: (pad: IPad) => void;
  onClose: () => void;
}): JSX.Element {
  const { pad, pads, trans, onChanged, onClose } = props;
  const id = useId();
  const [minutes, setMinutes] = useState(30);
  const extend = async () => {
    onChanged(await pads.api.extend(pad.id, minutes));
  };
  return (
    <FormDialog
      title={trans.__('More time for “%1”', pad.title)}
      action={trans.__('Add %1', lengthLabel(minutes, trans))}
      doing={trans.__('Extending…')}
      send={extend}
      onClose={onClose}
      trans={trans}
    >
      {pad.state === 'in_progress' && pad.deadline && (
        <p className="interview-Dialog-said">
          {trans.__(
            'It is handed in by itself on %1.',
            exactMoment(pad.deadline, ownZone())
          )}
        </p>
      )}
      {pad.state !== 'in_progress' && (
        <p className="interview-Dialog-said">
          {trans.__(
            'It was handed in when its time was over. It opens again, with so much time from now.'
          )}
        </p>
      )}
      <fieldset className="interview-Field">
        <legend>{trans.__('More time')}</legend>
        <div className="interview-Segments">
          {OFFERED.map(offered => (
            <label key={offered}>
              <input
                type="radio"
                name={id}
                data-first={offered === minutes || undefined}
                checked={offered === minutes}
                onChange={() => setMinutes(offered)}
              />
              {lengthLabel(offered, trans)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="interview-Field">
        <label htmlFor={`${id}-minutes`}>{trans.__('Minutes')}</label>
        <input
          id={`${id}-minutes`}
          type="number"
          className="jp-mod-styled interview-mod-short"
          required
          min={1}
          max={MOST}
          value={minutes || ''}
          onChange={event => setMinutes(Number(event.target.value))}
        />
      </div>
    </FormDialog>
  );
}
