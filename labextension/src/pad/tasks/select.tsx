import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useState } from 'react';

import { Modal } from '../../components/modal';
import { QuestionList, useLanguages } from '../../questions/list';
import { QuestionSearch } from '../../questions/search';
import { IQuestion } from '../../questions/types';
import { explain } from '../../services/explain';
import { TasksModel } from './model';

/**
 * Choose questions of the bank that become tasks of the pad.
 */
export function SelectDialog(props: {
  model: TasksModel;
  trans: TranslationBundle;
  onDone: () => void;
  onClose: () => void;
}): JSX.Element {
  const { model, trans, onDone, onClose } = props;
  const [search] = useState(() => new QuestionSearch(model.questions));
  useEffect(() => () => search.dispose(), [search]);
  const languages = useLanguages(model.questions);
  const [chosen, setChosen] = useState<IQuestion | null>(null);
  const [language, setLanguage] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const languageId = useId();

  const attach = async () => {
    setBusy(true);
    setFailure('');
    try {
      await model.api.attach(chosen!.id, language);
      onDone();
    } catch (reason) {
      setFailure(explain(reason, trans));
      setBusy(false);
    }
  };

  return (
    <Modal
      title={trans.__('Select task')}
      className="interview-SelectTask"
      onClose={onClose}
    >
      <QuestionList
        api={model.questions}
        search={search}
        trans={trans}
        favouritesFirst
        opened={chosen?.id ?? null}
        onOpen={question => {
          setChosen(question);
          setLanguage(question.languages[0] ?? '');
        }}
      />
      <p className="interview-Failure" role="alert">
        {failure}
      </p>
      <div className="interview-Dialog-buttons">
        <span className="interview-SelectTask-chosen" role="status">
          {chosen ? chosen.title : trans.__('Choose a question from the list.')}
        </span>
        {chosen && chosen.languages.length > 1 && (
          <>
            <label htmlFor={languageId}>{trans.__('Language')}</label>
            <HTMLSelect
              id={languageId}
              value={language}
              onChange={event => setLanguage(event.currentTarget.value)}
              options={chosen.languages.map(id => ({
                value: id,
                label: languages.get(id) ?? id
              }))}
            />
          </>
        )}
        <button type="button" className="interview-Button" onClick={onClose}>
          {trans.__('Cancel')}
        </button>
        <button
          type="button"
          className="interview-Button interview-mod-accent"
          disabled={!chosen}
          aria-disabled={busy || !chosen}
          onClick={() => {
            if (!busy) {
              void attach();
            }
          }}
        >
          {trans.__('Add to the pad')}
        </button>
      </div>
    </Modal>
  );
}
