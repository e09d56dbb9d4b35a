import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useRef, useState } from 'react';

import { explain } from '../services/explain';
import { TextField } from './fields';
import { SettingsModel } from './model';
import { PictureKey, SettingKey } from './types';
import { settingLabel } from './words';

const SHOWN: ReadonlyArray<SettingKey> = [
  'organization_name',
  'waiting_room_title',
  'waiting_room_message',
  'waiting_room_image_text'
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
        <PictureField
          name="logo"
          words={{
            choose: trans.__('Upload logo…'),
            change: trans.__('Change logo…'),
            remove: trans.__('Remove logo'),
            placed: trans.__('The logo is in place.'),
            removed: trans.__('The logo is removed.'),
            hint: trans.__(
              'An SVG, PNG, JPEG or WebP of at most 256 KiB. It counts at once.'
            )
          }}
          model={model}
          trans={trans}
        />
        <TextField
          name="waiting_room_message"
          lines={6}
          model={model}
          trans={trans}
        />
        <PictureField
          name="waiting_room_image"
          words={{
            choose: trans.__('Upload picture…'),
            change: trans.__('Change picture…'),
            remove: trans.__('Remove picture'),
            placed: trans.__('The picture is in place.'),
            removed: trans.__('The picture is removed.'),
            hint: trans.__(
              'An SVG, PNG, JPEG or WebP of at most 512 KiB. It counts at once.'
            )
          }}
          model={model}
          trans={trans}
        />
        {model.saved!.waiting_room_image.uploaded && (
          <TextField
            name="waiting_room_image_text"
            model={model}
            trans={trans}
          />
        )}
      </div>
      <Preview model={model} trans={trans} />
    </div>
  );
}

interface IPictureWords {
  readonly choose: string;
  readonly change: string;
  readonly remove: string;
  /**
   * What is said once it is there, and once it is not there any more.
   */
  readonly placed: string;
  readonly removed: string;
  readonly hint: string;
}

/**
 * A picture, which counts as soon as it is chosen.
 */
function PictureField(props: {
  name: PictureKey;
  words: IPictureWords;
  model: SettingsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { name, words, model, trans } = props;
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState('');
  const { fixed, uploaded } = model.saved![name];
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
    <div className="interview-Field" role="group" aria-labelledby={id}>
      <span id={id} className="interview-Field-label">
        {settingLabel(name, trans)}
      </span>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".svg,.png,.jpg,.jpeg,.webp"
        aria-labelledby={id}
        onChange={event => {
          const [picture] = event.target.files ?? [];
          // So that the same picture can be chosen again.
          event.target.value = '';
          if (picture) {
            void act(model.putPicture(name, picture), words.placed);
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
          {uploaded ? words.change : words.choose}
        </button>
        {uploaded && (
          <button
            type="button"
            className="interview-Button interview-mod-quiet"
            onClick={() => void act(model.removePicture(name), words.removed)}
          >
            {words.remove}
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
          : words.hint}
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
  const { logo, waiting_room_image } = model.saved!;
  const pictures = `${logo.version} ${waiting_room_image.version}`;
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
  }, [api, typed, pictures]);
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
