import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';

import { explain } from '../services/explain';
import { TextField } from './fields';
import { SettingsModel } from './model';
import { SettingKey } from './types';
import { settingLabel } from './words';

const SHOWN: ReadonlyArray<SettingKey> = [
  'organization_name',
  'waiting_room_title',
  'waiting_room_message'
];

// Milliseconds without a keystroke after which the preview follows.
const PAUSE = 250;

/**
 * What candidates see ahead of an interview, and how that looks.
 */
export function WaitingRoomSection(props: {
  model: SettingsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  return (
    <div className="interview-Settings-room">
      <div>
        <TextField name="organization_name" model={model} trans={trans} />
        <TextField name="waiting_room_title" model={model} trans={trans} />
        <LogoField model={model} trans={trans} />
        <TextField
          name="waiting_room_message"
          lines={6}
          model={model}
          trans={trans}
        />
      </div>
      <Preview model={model} trans={trans} />
    </div>
  );
}

/**
 * The logo, which counts as soon as it is chosen.
 */
function LogoField(props: {
  model: SettingsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const picker = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState('');
  const { fixed, uploaded } = model.saved!.logo;
  const act = async (work: Promise<void>, done: string) => {
    setSaid('');
    setFailure('');
    try {
      await work;
      setSaid(done);
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  };
  return (
    <div
      className="interview-Field"
      role="group"
      aria-labelledby="interview-settings-logo"
    >
      <span id="interview-settings-logo" className="interview-Field-label">
        {settingLabel('logo', trans)}
      </span>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".svg,.png,.jpg,.jpeg,.webp"
        aria-label={trans.__('Picture for the logo')}
        onChange={event => {
          const [picture] = event.target.files ?? [];
          // So that the same picture can be chosen again.
          event.target.value = '';
          if (picture) {
            void act(model.putLogo(picture), trans.__('The logo is in place.'));
          }
        }}
      />
      <div className="interview-Settings-buttons">
        <button
          type="button"
          className="interview-Button"
          disabled={fixed}
          onClick={() => picker.current?.click()}
        >
          {uploaded ? trans.__('Change logo…') : trans.__('Upload logo…')}
        </button>
        {uploaded && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={() =>
              void act(model.removeLogo(), trans.__('The logo is removed.'))
            }
          >
            {trans.__('Remove logo')}
          </button>
        )}
        <span role="status">{said}</span>
      </div>
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <p className="interview-Field-hint">
        {fixed
          ? trans.__('The server’s configuration decides this.')
          : trans.__(
              'An SVG, PNG, JPEG or WebP of at most 256 KiB. It counts at once.'
            )}
      </p>
    </div>
  );
}

/**
 * The candidates' page as the server makes it of what is typed, in a frame that runs and loads
 * nothing.
 */
function Preview(props: {
  model: SettingsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const [html, setHtml] = useState('');
  const typed = JSON.stringify(
    Object.fromEntries(SHOWN.map(key => [key, model.value(key)]))
  );
  const { api } = model;
  const { version } = model.saved!.logo;
  useEffect(() => {
    let late = false;
    const timer = setTimeout(async () => {
      try {
        const page = await api.preview(JSON.parse(typed));
        if (!late) {
          setHtml(page);
        }
      } catch (reason) {
        // What cannot be shown is said beside the field when it is saved.
        console.debug('The preview stays as it was.', reason);
      }
    }, PAUSE);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [api, typed, version]);
  return (
    <figure className="interview-Settings-preview">
      <figcaption>{trans.__('What a candidate sees')}</figcaption>
      <iframe
        title={trans.__('Preview of the waiting room')}
        sandbox=""
        srcDoc={html}
      />
    </figure>
  );
}
