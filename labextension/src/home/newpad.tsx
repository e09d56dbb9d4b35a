import { TranslationBundle } from '@jupyterlab/translation';
import {
  fileIcon,
  HTMLSelect,
  LabIcon,
  notebookIcon
} from '@jupyterlab/ui-components';
import React, { useEffect, useRef, useState } from 'react';

import { FormFoot } from '../components/formfoot';
import { QuestionApi } from '../questions/api';
import { ChosenQuestions, IChosenQuestion } from '../questions/chosen';
import { questionsIcon } from '../questions/icons';
import { IQuestion } from '../questions/types';
import { explain } from '../services/explain';
import { ILanguage, INewPad, IPad, StartWith } from '../services/types';

/**
 * What is offered until the server has said what it offers.
 */
const PYTHON: ILanguage = { id: 'python', name: 'Python', file: 'main.py' };

/**
 * The form for a new pad, as a modal dialog. It stays open, with everything that was
 * typed, until the server has made the pad.
 */
export function NewPadDialog(props: {
  trans: TranslationBundle;
  languages: () => Promise<ILanguage[]>;
  questions: QuestionApi;
  /**
   * The question that the pad begins with, if one is chosen already.
   */
  question: IQuestion | null;
  create: (pad: INewPad) => Promise<IPad>;
  onCreated: (pad: IPad) => void;
  onClose: () => void;
}): JSX.Element {
  const { trans, languages: offer, create, onCreated, onClose } = props;
  const [languages, setLanguages] = useState<ILanguage[]>([PYTHON]);
  const [language, setLanguage] = useState(PYTHON.id);
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [chosen, setChosen] = useState<ReadonlyArray<IChosenQuestion>>(
    props.question
      ? [
          {
            question: props.question,
            language: props.question.languages[0] ?? ''
          }
        ]
      : []
  );
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  useEffect(() => {
    offer().then(
      offered => {
        setLanguages(offered);
        if (!offered.some(one => one.id === PYTHON.id)) {
          setLanguage(offered[0]?.id ?? '');
        }
      },
      reason => setFailure(explain(reason, trans))
    );
  }, [offer, trans]);

  const submit = async () => {
    const data = new FormData(form.current!);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    setBusy(true);
    setFailure('');
    try {
      onCreated(
        await create({
          title: text('title'),
          candidate_name: text('candidate_name'),
          language,
          start_with: text('start_with') as StartWith,
          instructions: text('instructions'),
          ...(chosen.length > 0 && {
            questions: chosen.map(({ question }) => question.id),
            question_languages: Object.fromEntries(
              chosen
                .filter(({ language }) => language !== '')
                .map(({ question, language }) => [question.id, language])
            )
          })
        })
      );
    } catch (reason) {
      setFailure(explain(reason, trans));
      setBusy(false);
    }
  };

  return (
    <dialog
      ref={dialog}
      className="interview-Dialog"
      aria-labelledby="interview-new-pad-title"
      onClose={onClose}
      onKeyDown={event => {
        // The application's shortcuts have no business in here.
        event.stopPropagation();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          form.current?.requestSubmit();
        }
      }}
    >
      <form
        ref={form}
        onSubmit={event => {
          event.preventDefault();
          if (!busy) {
            void submit();
          }
        }}
      >
        <h2 id="interview-new-pad-title">{trans.__('New pad')}</h2>
        <div className="interview-Field">
          <label htmlFor="interview-pad-title">{trans.__('Title')}</label>
          <input
            id="interview-pad-title"
            name="title"
            className="jp-mod-styled"
            required
            pattern=".*\S.*"
            maxLength={200}
            autoComplete="off"
            placeholder={trans.__('Data engineer, first round')}
            autoFocus
          />
        </div>
        <div className="interview-Field">
          <label htmlFor="interview-pad-candidate">
            {trans.__('Candidate’s name')}
          </label>
          <input
            id="interview-pad-candidate"
            name="candidate_name"
            className="jp-mod-styled"
            maxLength={80}
            autoComplete="off"
          />
        </div>
        <div className="interview-Field">
          <label htmlFor="interview-pad-language">{trans.__('Language')}</label>
          <HTMLSelect
            id="interview-pad-language"
            value={language}
            onChange={event => setLanguage(event.currentTarget.value)}
            options={languages.map(({ id, name }) => ({
              value: id,
              label: name
            }))}
          />
        </div>
        <fieldset className="interview-Field">
          <legend>
            {chosen.length > 0
              ? trans.__('Beside the questions')
              : trans.__('Start with')}
          </legend>
          {/* Made anew where there are other choices, for their beginning to be another. */}
          <div key={String(chosen.length > 0)} className="interview-Choices">
            {chosen.length > 0 && (
              <Choice
                value="nothing"
                icons={[questionsIcon]}
                label={trans.__('Nothing')}
                checked
              />
            )}
            <Choice
              value="notebook"
              icons={[notebookIcon]}
              label={trans.__('Notebook')}
              checked={chosen.length === 0}
            />
            <Choice value="file" icons={[fileIcon]} label={trans.__('File')} />
            <Choice
              value="both"
              icons={[notebookIcon, fileIcon]}
              label={trans.__('Both')}
            />
          </div>
        </fieldset>
        <ChosenQuestions
          api={props.questions}
          trans={trans}
          chosen={chosen}
          onChange={setChosen}
        />
        <div className="interview-Field">
          <label htmlFor="interview-pad-instructions">
            {trans.__('Instructions')}{' '}
            <span className="interview-Field-optional">
              {trans.__('optional')}
            </span>
          </label>
          <textarea
            id="interview-pad-instructions"
            name="instructions"
            className="jp-mod-styled"
            rows={5}
            aria-describedby="interview-pad-instructions-hint"
          />
          <p
            id="interview-pad-instructions-hint"
            className="interview-Field-hint"
          >
            {trans.__(
              'Markdown. The candidate sees this beside the documents once inside.'
            )}
          </p>
        </div>
        <FormFoot
          failure={failure}
          busy={busy}
          action={busy ? trans.__('Creating…') : trans.__('Create pad')}
          onCancel={() => dialog.current?.close()}
          trans={trans}
        />
      </form>
    </dialog>
  );
}

function Choice(props: {
  value: StartWith;
  icons: LabIcon[];
  label: string;
  checked?: boolean;
}): JSX.Element {
  return (
    <label className="interview-Choice">
      <input
        type="radio"
        name="start_with"
        value={props.value}
        defaultChecked={props.checked}
      />
      <span className="interview-Choice-icons" aria-hidden="true">
        {props.icons.map(icon => (
          <icon.react key={icon.name} tag="span" />
        ))}
      </span>
      {props.label}
    </label>
  );
}
