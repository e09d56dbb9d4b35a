import { TranslationBundle } from '@jupyterlab/translation';
import { downloadIcon, lockIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import React, { useCallback, useEffect, useState } from 'react';

import { Hosted } from '../components/hosted';
import { Markdown } from '../components/markdown';
import { explain } from '../services/explain';
import { IFileContent } from './api';
import { ICompetency, IQuestionDetails, IQuestionFile, IStep } from './types';
import {
  download,
  IQuestionServices,
  kindOf,
  makeNotebook,
  makeTextEditor,
  nameOf,
  PictureView
} from './views';

/**
 * A question as the candidate will see it, and below what they will not.
 */
export function QuestionPreview(props: {
  services: IQuestionServices;
  question: IQuestionDetails;
}): JSX.Element {
  const { services, question } = props;
  const { trans } = services;
  const within = (folder: string) =>
    question.files.filter(({ path }) => path.startsWith(`${folder}/`));
  const begins = ['starter', 'tests', 'data'].flatMap(within);
  const solution = within('solution');
  const hidden = within('hidden_tests');
  return (
    <>
      <section
        className="interview-Seen"
        aria-label={trans.__('What the candidate sees')}
      >
        <Steps
          introduction={question.introduction}
          steps={question.steps}
          services={services}
        />
        {begins.length > 0 && (
          <>
            <h3>{trans.__('Files')}</h3>
            <Files
              files={begins}
              question={question.id}
              services={services}
              first={`starter/${question.open[0] ?? ''}`}
            />
          </>
        )}
      </section>
      <section
        className="interview-Private"
        aria-label={trans.__('For interviewers only')}
      >
        <p className="interview-Private-sign">
          <lockIcon.react
            tag="span"
            className="interview-Icon"
            aria-hidden="true"
          />
          <strong>{trans.__('For interviewers only')}</strong>{' '}
          {trans.__('None of this ever reaches the candidate.')}
        </p>
        {question.notes.trim() && (
          <>
            <h3>{trans.__('Notes')}</h3>
            <Markdown
              source={question.notes}
              rendermime={services.rendermime}
            />
          </>
        )}
        {question.rubric.length > 0 && (
          <>
            <h3>{trans.__('Rubric')}</h3>
            <Rubric rubric={question.rubric} trans={trans} />
          </>
        )}
        {solution.length > 0 && (
          <>
            <h3>{trans.__('Solution')}</h3>
            <Files
              files={solution}
              question={question.id}
              services={services}
            />
          </>
        )}
        {hidden.length > 0 && (
          <>
            <h3>{trans.__('Hidden tests')}</h3>
            <Files files={hidden} question={question.id} services={services} />
          </>
        )}
        {!question.notes.trim() &&
          question.rubric.length + solution.length + hidden.length === 0 && (
            <p>
              {trans.__(
                'There are no notes, no rubric, no solution and no hidden tests yet.'
              )}
            </p>
          )}
      </section>
    </>
  );
}

/**
 * The text of a question, step by step.
 */
export function Steps(props: {
  introduction: string;
  steps: ReadonlyArray<IStep>;
  services: Pick<IQuestionServices, 'rendermime' | 'trans'>;
}): JSX.Element {
  const { introduction, steps } = props;
  const { rendermime, trans } = props.services;
  return (
    <>
      {introduction.trim() && (
        <Markdown source={introduction} rendermime={rendermime} />
      )}
      {steps.length > 0 && (
        <ol className="interview-Steps">
          {steps.map((step, index) => (
            <li key={index}>
              <p className="interview-Steps-number">
                {trans.__('Step %1 of %2', index + 1, steps.length)}
              </p>
              <h3>{step.title}</h3>
              <Markdown source={step.markdown} rendermime={rendermime} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Rubric(props: {
  rubric: ReadonlyArray<ICompetency>;
  trans: TranslationBundle;
}): JSX.Element {
  const { rubric, trans } = props;
  return (
    <dl className="interview-Rubric">
      {rubric.map(({ competency, levels }) => (
        <div key={competency}>
          <dt>{competency}</dt>
          <dd>
            <ol>
              {Object.entries(levels).map(([level, words]) => (
                <li key={level}>
                  <span
                    className="interview-Rubric-level"
                    aria-label={trans.__('Level %1', level)}
                  >
                    {level}
                  </span>
                  {words}
                </li>
              ))}
            </ol>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * Some files of a question, one of them open.
 */
function Files(props: {
  files: ReadonlyArray<IQuestionFile>;
  question: string;
  services: IQuestionServices;
  first?: string;
}): JSX.Element {
  const { files, question, services, first } = props;
  const { trans } = services;
  const [path, setPath] = useState('');
  const file =
    files.find(one => one.path === path) ??
    files.find(one => one.path === first) ??
    files[0];
  return (
    <div className="interview-QuestionFiles">
      <ul>
        {files.map(one => (
          <li key={one.path}>
            <button
              type="button"
              aria-pressed={one === file}
              onClick={() => setPath(one.path)}
            >
              {shown(one.path)}
            </button>
          </li>
        ))}
      </ul>
      <FileContent
        key={`${question}/${file.path}/${file.etag}`}
        file={file}
        question={question}
        services={services}
      />
      <button
        type="button"
        className="interview-Button interview-mod-quiet interview-QuestionFiles-download"
        title={trans.__('Download')}
        aria-label={trans.__('Download %1', shown(file.path))}
        onClick={() =>
          void services.api
            .file(question, file.path)
            .then(({ bytes }) => download(nameOf(file.path), new Blob([bytes])))
        }
      >
        <downloadIcon.react tag="span" className="interview-Icon" />
      </button>
    </div>
  );
}

/**
 * Where a file is for those who look at the question: the folder of the candidate's is nothing
 * to know.
 */
function shown(path: string): string {
  return path.replace(/^(starter|solution|hidden_tests)\//, '');
}

function FileContent(props: {
  file: IQuestionFile;
  question: string;
  services: IQuestionServices;
}): JSX.Element {
  const { file, question, services } = props;
  const { api, trans } = services;
  const [content, setContent] = useState<IFileContent | null>(null);
  const [failure, setFailure] = useState('');
  const kind = kindOf(file);
  useEffect(() => {
    if (kind === 'other') {
      return;
    }
    let gone = false;
    api.file(question, file.path).then(
      found => !gone && setContent(found),
      reason => !gone && setFailure(explain(reason, trans))
    );
    return () => {
      gone = true;
    };
  }, [api, question, file.path, kind, trans]);
  const make = useCallback((): Widget => {
    const { bytes } = content!;
    if (kind === 'picture') {
      return new PictureView(file.path, bytes);
    }
    const text = new TextDecoder().decode(bytes);
    if (kind === 'notebook') {
      try {
        return makeNotebook(text, services, true);
      } catch {
        // It is shown as the text that it is.
      }
    }
    return makeTextEditor(file.path, text, services, true);
  }, [content, file.path, kind, services]);
  if (failure) {
    return <p role="alert">{failure}</p>;
  }
  if (kind === 'other') {
    return (
      <p className="interview-QuestionFiles-size">
        {trans.__('%1 kB of data.', Math.ceil(file.size / 1000))}
      </p>
    );
  }
  return content ? (
    <Hosted
      make={make}
      className="interview-QuestionFiles-content"
      label={shown(file.path)}
    />
  ) : (
    <p className="interview-QuestionFiles-size">{trans.__('Loading…')}</p>
  );
}
