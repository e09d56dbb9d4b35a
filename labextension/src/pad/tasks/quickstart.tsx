import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useId, useState } from 'react';

import { FormDialog } from '../../components/formdialog';
import { useLanguages } from '../../questions/list';
import { TasksModel } from './model';
import { Quickstart } from './types';

/**
 * Begin with something empty, at once and for everybody.
 */
export function QuickstartDialog(props: {
  model: TasksModel;
  trans: TranslationBundle;
  onDone: () => void;
  onClose: () => void;
}): JSX.Element {
  const { model, trans, onDone, onClose } = props;
  const languages = useLanguages(model.questions);
  const [kind, setKind] = useState<Quickstart>('notebook');
  const [language, setLanguage] = useState('python');
  const languageId = useId();
  const kinds: ReadonlyArray<[Quickstart, string]> = [
    ['notebook', trans.__('An empty notebook')],
    ['file', trans.__('A file')],
    ['text', trans.__('Free-form text')]
  ];

  const begin = async () => {
    const { id } = await model.api.quickstart(
      kind,
      kind === 'text' ? '' : language
    );
    await model.api.open(id);
    onDone();
  };

  return (
    <FormDialog
      title={trans.__('Quickstart')}
      action={trans.__('Open')}
      doing={trans.__('Opening…')}
      send={begin}
      onClose={onClose}
      trans={trans}
    >
      <fieldset className="interview-Field">
        <legend>{trans.__('Begin with')}</legend>
        <div className="interview-Quickstarts">
          {kinds.map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="quickstart"
                checked={kind === value}
                onChange={() => setKind(value)}
              />
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      {kind !== 'text' && (
        <div className="interview-Field">
          <label htmlFor={languageId}>{trans.__('Language')}</label>
          <HTMLSelect
            id={languageId}
            value={language}
            onChange={event => setLanguage(event.currentTarget.value)}
            options={[...languages].map(([value, label]) => ({
              value,
              label
            }))}
          />
        </div>
      )}
      <p className="interview-Field-hint">
        {trans.__('It opens for everybody in the pad at once.')}
      </p>
    </FormDialog>
  );
}
