import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useState } from 'react';

import { FormDialog } from '../components/formdialog';
import { useChanged } from '../components/hooks';
import { ALL_PADS, PadSearch } from '../home/search';
import { explain } from '../services/explain';
import { IPad } from '../services/types';
import { IPads } from '../tokens';
import { useLanguages } from './list';
import { IQuestion } from './types';
import { IQuestionServices } from './views';

/**
 * Choose the pad that a question becomes a task of.
 */
export function AttachDialog(props: {
  question: IQuestion;
  pads: IPads;
  services: Pick<IQuestionServices, 'api' | 'trans'>;
  onAttached: (pad: IPad) => void;
  onClose: () => void;
}): JSX.Element {
  const { question, pads, onAttached, onClose } = props;
  const { api, trans } = props.services;
  const [search] = useState(
    () =>
      new PadSearch(pads.api, {
        ...ALL_PADS,
        status: ['not_started', 'in_progress'],
        sort: 'activity'
      })
  );
  useChanged(search.changed);
  useEffect(() => {
    void search.refresh();
    const refresh = () => void search.refresh();
    pads.padsChanged.connect(refresh);
    return () => {
      pads.padsChanged.disconnect(refresh);
      search.dispose();
    };
  }, [pads, search]);
  const languages = useLanguages(api);
  const languageId = useId();
  const searchId = useId();
  const [chosen, setChosen] = useState('');
  const [language, setLanguage] = useState(question.languages[0] ?? '');
  const open = search.found ?? [];
  const pad = open.find(({ id }) => id === chosen) ?? open[0];

  const attach = async () => {
    await api.attach(pad.id, question.id, language);
    onAttached(pad);
  };

  return (
    <FormDialog
      title={trans.__('Attach “%1” to a pad', question.title)}
      action={pad ? trans.__('Attach') : null}
      doing={trans.__('Attaching…')}
      send={attach}
      onClose={onClose}
      trans={trans}
    >
      {(open.length > 0 || search.query.words !== '') && (
        <div className="interview-Field">
          <label htmlFor={searchId}>{trans.__('Search the pads')}</label>
          <input
            id={searchId}
            type="search"
            className="jp-mod-styled"
            autoComplete="off"
            value={search.query.words}
            onChange={event => search.set({ words: event.target.value })}
          />
        </div>
      )}
      {open.length === 0 ? (
        <p role="status">
          {search.failure
            ? explain(search.failure, trans)
            : search.found === null
              ? trans.__('Loading…')
              : search.query.words !== ''
                ? trans.__('No pad matches “%1”.', search.query.words)
                : trans.__(
                    'There is no pad that has not ended. Make a new pad from this question instead.'
                  )}
        </p>
      ) : (
        <fieldset className="interview-Field">
          <legend>{trans.__('Pad')}</legend>
          <div className="interview-PadChoices">
            {open.map(one => (
              <label key={one.id}>
                <input
                  type="radio"
                  name="pad"
                  checked={one === pad}
                  onChange={() => setChosen(one.id)}
                />
                <span>
                  {one.title}
                  <span className="interview-Field-hint">
                    {one.candidate_name}
                  </span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {open.length > 0 && question.languages.length > 1 && (
        <div className="interview-Field">
          <label htmlFor={languageId}>{trans.__('Language')}</label>
          <HTMLSelect
            id={languageId}
            value={language}
            onChange={event => setLanguage(event.currentTarget.value)}
            options={question.languages.map(id => ({
              value: id,
              label: languages.get(id) ?? id
            }))}
          />
        </div>
      )}
    </FormDialog>
  );
}
