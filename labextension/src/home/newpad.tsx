import { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, LabIcon, notebookIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useId, useRef, useState } from 'react';

import { FormFoot } from '../components/formfoot';
import { Modal } from '../components/modal';
import { QuestionApi } from '../questions/api';
import { ChosenQuestions, IChosenQuestion } from '../questions/chosen';
import { questionsIcon } from '../questions/icons';
import { IQuestion } from '../questions/types';
import { explain } from '../services/explain';
import { kindLabel } from '../services/states';
import {
  ILanguage,
  INamed,
  INewPad,
  IPad,
  IQuota,
  ISchedule,
  ITakeHomeLink,
  PAD_KINDS,
  PadKind,
  StartWith
} from '../services/types';
import { TemplateApi } from '../templates/api';
import { TemplateField } from '../templates/choice';
import { chosenOf } from '../templates/editor';
import { ITemplateDetails } from '../templates/types';
import { IPads } from '../tokens';
import { readCandidates } from './candidates';
import {
  DurationField,
  InterviewersField,
  MomentFields,
  SelectField,
  TeamField,
  TextField,
  TimeLimitField,
  useTeams,
  ZoneField
} from './fields';
import { instant, nextHalfHour, ownZone, wallTime } from './times';

/**
 * What is offered until the server has said what it offers.
 */
const PYTHON: ILanguage = { id: 'python', name: 'Python', file: 'main.py' };

// The most pads that are made at once, and the most take-homes of a link unless one says so.
const MOST = 100;

// The time that is proposed for the end of a day.
const END_OF_DAY = '18:00';

/**
 * Whom a pad is for: one person, several with a pad each, or whoever opens a public address.
 */
type Whom = 'one' | 'several' | 'public';

/**
 * What became of the form.
 */
export type Made =
  | { readonly pads: ReadonlyArray<IPad> }
  | { readonly link: ITakeHomeLink };

/**
 * The form for a new pad, as a modal dialog. It stays open, with everything that was
 * typed, until the server has made the pad.
 */
export function NewPadDialog(props: {
  trans: TranslationBundle;
  pads: IPads;
  questions: QuestionApi;
  quota: IQuota | null;
  /**
   * What kind it is at first.
   */
  kind: PadKind;
  /**
   * The question that the pad begins with, if one is chosen already.
   */
  question: IQuestion | null;
  onMade: (made: Made) => void;
  onClose: () => void;
}): JSX.Element {
  const { trans, pads, quota, onMade, onClose } = props;
  const { api, me } = pads;
  const form = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<PadKind>(props.kind);
  const [title, setTitle] = useState('');
  const [whom, setWhom] = useState<Whom>('one');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [people, setPeople] = useState('');
  const [count, setCount] = useState(10);
  const [languages, setLanguages] = useState<ILanguage[]>([PYTHON]);
  const [language, setLanguage] = useState(PYTHON.id);
  const [startWith, setStartWith] = useState<StartWith | null>(null);
  const [instructions, setInstructions] = useState('');
  const [begins, setBegins] = useState({ date: '', time: '' });
  const [duration, setDuration] = useState(60);
  const [due, setDue] = useState({ date: '', time: '' });
  const [timeLimit, setTimeLimit] = useState<number | null>(90);
  const [zone, setZone] = useState(ownZone);
  const [interviewers, setInterviewers] = useState<ReadonlyArray<INamed>>(
    me ? [{ id: me.id, name: me.name }] : []
  );
  const [team, setTeam] = useState<string | null>(null);
  const teams = useTeams(pads);
  const [isGiven, setGiven] = useState(false);
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
  const [template, setTemplate] = useState<ITemplateDetails | null>(null);
  const [templates] = useState(() => new TemplateApi(api.settings));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  // Who reviews makes practice pads, and those without questions.
  const reviews = me?.role === 'reviewer';

  useEffect(() => {
    api.languages().then(
      offered => {
        setLanguages(offered);
        if (!offered.some(one => one.id === PYTHON.id)) {
          setLanguage(offered[0]?.id ?? '');
        }
      },
      reason => setFailure(explain(reason, trans))
    );
  }, [api, trans]);

  const to: Whom =
    kind === 'sandbox' || (kind === 'live' && whom === 'public') ? 'one' : whom;
  const read = readCandidates(people);
  const several = people.trim() ? read.candidates.length : count;
  const needs =
    kind === 'sandbox' || to === 'public' ? 0 : to === 'one' ? 1 : several;
  const left = quota?.left ?? null;
  // What a locked template says is asked of everybody as it is.
  const locked = template?.locked === true;
  const starts = startWith ?? (chosen.length > 0 ? 'nothing' : 'notebook');

  const schedule = (): ISchedule => {
    if (kind === 'sandbox') {
      return {};
    }
    const withPeople = { interviewers: interviewers.map(({ id }) => id) };
    if (kind === 'take_home') {
      return {
        ...withPeople,
        time_limit: timeLimit,
        ...(due.date && { due: instant(due, zone) })
      };
    }
    return {
      ...withPeople,
      ...(begins.date && {
        starts_at: instant(begins, zone),
        duration,
        time_zone: zone
      })
    };
  };

  const choose = (chosenTemplate: ITemplateDetails | null) => {
    setTemplate(chosenTemplate);
    setChosen(chosenOf(chosenTemplate, trans));
    setInstructions(chosenTemplate?.instructions ?? '');
    if (chosenTemplate?.language) {
      setLanguage(chosenTemplate.language);
    }
    if (chosenTemplate?.minutes) {
      setDuration(chosenTemplate.minutes);
    }
  };

  const make = async (): Promise<Made> => {
    const pad: Omit<INewPad, 'kind' | 'start_with'> = {
      title: title.trim() || trans.__('Practice pad'),
      ...(!(locked && template?.language) && { language }),
      ...(!locked && { instructions: instructions.trim() }),
      ...(template && { template_id: template.id }),
      ...(team !== null && { team_id: team }),
      ...schedule(),
      ...(kind === 'sandbox' && isGiven && { door: 'open' as const }),
      ...(template && !locked && chosen.length === 0 && { questions: [] }),
      ...(!locked &&
        chosen.length > 0 && {
          questions: chosen.map(({ question }) => question.id),
          question_languages: Object.fromEntries(
            chosen
              .filter(({ language }) => language !== '')
              .map(({ question, language }) => [question.id, language])
          )
        })
    };
    if (to === 'public') {
      return { link: await api.createTakeHomeLink({ ...pad, most: count }) };
    }
    if (to === 'several') {
      return {
        pads: await api.createSeveral({
          ...pad,
          kind,
          ...(!locked && { start_with: starts }),
          ...(people.trim() ? { candidates: read.candidates } : { count })
        })
      };
    }
    const candidate = {
      candidate_name: name.trim(),
      candidate_email: email.trim()
    };
    return {
      pads: [
        await api.create({
          ...pad,
          kind,
          ...(!locked && { start_with: starts }),
          ...(kind !== 'sandbox' && candidate)
        })
      ]
    };
  };

  const submit = async () => {
    if (to === 'several' && read.bad.length > 0) {
      const [{ line, text }] = read.bad;
      setFailure(
        trans.__(
          'Line %1 is no name with an address: “%2”. No pad was made.',
          line,
          text
        )
      );
      return;
    }
    setBusy(true);
    setFailure('');
    try {
      onMade(await make());
    } catch (reason) {
      setFailure(explain(reason, trans));
      setBusy(false);
    }
  };

  const action = busy
    ? trans.__('Creating…')
    : to === 'public'
      ? trans.__('Create public link')
      : to === 'several'
        ? trans._n('Create %1 pad', 'Create %1 pads', several)
        : trans.__('Create pad');

  return (
    <Modal
      title={reviews ? trans.__('New practice pad') : trans.__('New pad')}
      onClose={onClose}
      className="interview-mod-wide"
    >
      <form
        ref={form}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            form.current?.requestSubmit();
          }
        }}
        onSubmit={event => {
          event.preventDefault();
          if (!busy) {
            void submit();
          }
        }}
      >
        {!reviews && (
          <KindChoice value={kind} onChange={setKind} trans={trans} />
        )}
        <div className="interview-Fields">
          <section className="interview-Fields-side">
            <TextField
              label={trans.__('Title')}
              value={title}
              onChange={setTitle}
              required={kind !== 'sandbox'}
              maxLength={200}
              isFirst
              placeholder={
                kind === 'live'
                  ? trans.__('Data engineer, first round')
                  : kind === 'take_home'
                    ? trans.__('Data engineer, take-home')
                    : trans.__('Practice pad')
              }
            />
            {kind === 'sandbox' ? (
              <label className="interview-Check-field">
                <input
                  type="checkbox"
                  checked={isGiven}
                  onChange={event => setGiven(event.target.checked)}
                />
                <span>
                  {trans.__('Give it to a candidate')}
                  <span className="interview-Field-hint">
                    {trans.__(
                      'Whoever has its link comes in without being asked for. Where you choose no question, it has an example task to try.'
                    )}
                  </span>
                </span>
              </label>
            ) : (
              <>
                <WhomChoice
                  value={to}
                  onChange={setWhom}
                  mayBePublic={kind === 'take_home'}
                  trans={trans}
                />
                {to === 'one' && (
                  <div className="interview-Fields-row">
                    <TextField
                      label={trans.__('Candidate’s name')}
                      value={name}
                      onChange={setName}
                      maxLength={80}
                    />
                    <TextField
                      label={trans.__('Candidate’s e-mail')}
                      type="email"
                      value={email}
                      onChange={setEmail}
                      maxLength={254}
                    />
                  </div>
                )}
                {to === 'several' && (
                  <SeveralFields
                    people={people}
                    onPeople={setPeople}
                    count={count}
                    onCount={setCount}
                    found={read.candidates.length}
                    trans={trans}
                  />
                )}
                {to === 'public' && (
                  <CountField
                    label={trans.__('At most')}
                    hint={trans.__(
                      'Each visitor gets a pad of their own, until so many were made.'
                    )}
                    value={count}
                    most={1000}
                    onChange={setCount}
                  />
                )}
                <When
                  kind={kind}
                  begins={begins}
                  onBegins={setBegins}
                  duration={duration}
                  onDuration={setDuration}
                  timeLimit={timeLimit}
                  onTimeLimit={setTimeLimit}
                  due={due}
                  onDue={setDue}
                  zone={zone}
                  onZone={setZone}
                  trans={trans}
                />
                <InterviewersField
                  api={api}
                  chosen={interviewers}
                  onChange={setInterviewers}
                  trans={trans}
                />
              </>
            )}
          </section>
          <section className="interview-Fields-side">
            {!reviews && (
              <TemplateField
                api={templates}
                chosen={template}
                onChosen={choose}
                onFailure={reason => setFailure(explain(reason, trans))}
                trans={trans}
              />
            )}
            {reviews ? null : locked ? (
              <LockedTemplate template={template} trans={trans} />
            ) : (
              <ChosenQuestions
                api={props.questions}
                trans={trans}
                chosen={chosen}
                onChange={setChosen}
              />
            )}
            {!(locked && template?.language) && (
              <SelectField
                label={trans.__('Language')}
                value={language}
                onChange={setLanguage}
                options={languages.map(({ id, name }) => ({
                  value: id,
                  label: name
                }))}
              />
            )}
            {to !== 'public' && !locked && (
              <StartChoice
                value={starts}
                hasQuestions={chosen.length > 0}
                onChange={setStartWith}
                trans={trans}
              />
            )}
            <TeamField
              teams={teams}
              value={team}
              onChange={setTeam}
              trans={trans}
            />
            {!locked && (
              <InstructionsField
                value={instructions}
                onChange={setInstructions}
                trans={trans}
              />
            )}
          </section>
        </div>
        {left !== null && needs > left && (
          <p className="interview-Fields-warning" role="status">
            {trans._n(
              'Your quota leaves room for %1 more pad.',
              'Your quota leaves room for %1 more pads.',
              left
            )}
          </p>
        )}
        <FormFoot
          failure={failure}
          busy={busy}
          action={action}
          onCancel={onClose}
          trans={trans}
        />
      </form>
    </Modal>
  );
}

/**
 * What a locked template says, which is asked of everybody as it is.
 */
function LockedTemplate(props: {
  template: ITemplateDetails;
  trans: TranslationBundle;
}): JSX.Element {
  const { template, trans } = props;
  return (
    <div className="interview-Field">
      <p className="interview-Field-hint">
        {trans.__(
          'This template is locked: its questions and instructions are the same for every candidate.'
        )}
      </p>
      <ol>
        {template.questions.map(({ question_id, title }) => (
          <li key={question_id}>
            {title ?? trans.__('A question that is not there any more')}
          </li>
        ))}
      </ol>
    </div>
  );
}

/**
 * What a kind of pad is, in a line.
 */
function kindHint(kind: PadKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'live':
      return trans.__('Together, at the same time. You let people in.');
    case 'take_home':
      return trans.__('Alone, within a time. Handed in for review.');
    case 'sandbox':
      return trans.__('To try things out. Never counts, ready at once.');
  }
}

function KindChoice(props: {
  value: PadKind;
  onChange: (kind: PadKind) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { value, onChange, trans } = props;
  const group = useId();
  return (
    <fieldset className="interview-Field">
      <legend className="interview-mod-heard">{trans.__('Kind')}</legend>
      <div className="interview-Kinds">
        {PAD_KINDS.map(kind => (
          <label key={kind} className="interview-Kind">
            <input
              type="radio"
              name={group}
              checked={kind === value}
              onChange={() => onChange(kind)}
            />
            <span className="interview-Kind-name">
              {kindLabel(kind, trans)}
            </span>
            <span className="interview-Kind-hint">{kindHint(kind, trans)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function WhomChoice(props: {
  value: Whom;
  onChange: (whom: Whom) => void;
  mayBePublic: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { value, onChange, mayBePublic, trans } = props;
  const group = useId();
  const choices: [Whom, string][] = [
    ['one', trans.__('One person')],
    ['several', trans.__('Several')]
  ];
  if (mayBePublic) {
    choices.push(['public', trans.__('Public link')]);
  }
  return (
    <fieldset className="interview-Field">
      <legend>{trans.__('For')}</legend>
      <div className="interview-Segments">
        {choices.map(([whom, label]) => (
          <label key={whom}>
            <input
              type="radio"
              name={group}
              checked={whom === value}
              onChange={() => onChange(whom)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/**
 * The names and addresses of several people, or how many there will be.
 */
function SeveralFields(props: {
  people: string;
  onPeople: (people: string) => void;
  count: number;
  onCount: (count: number) => void;
  /**
   * How many people were understood.
   */
  found: number;
  trans: TranslationBundle;
}): JSX.Element {
  const { people, onPeople, trans } = props;
  const id = useId();
  return (
    <>
      <div className="interview-Field">
        <label htmlFor={id}>{trans.__('Names and e-mail addresses')}</label>
        <textarea
          id={id}
          className="jp-mod-styled"
          rows={4}
          aria-describedby={`${id}-hint`}
          placeholder={'Grace Hopper, grace@example.com'}
          value={people}
          onChange={event => onPeople(event.target.value)}
        />
        <p id={`${id}-hint`} className="interview-Field-hint" role="status">
          {people.trim()
            ? trans._n(
                '%1 person: a pad of their own.',
                '%1 people: a pad for each.',
                props.found
              )
            : trans.__(
                'One person a line; paste them from a spreadsheet. Or leave this empty and say how many.'
              )}
        </p>
      </div>
      {!people.trim() && (
        <CountField
          label={trans.__('How many')}
          value={props.count}
          most={MOST}
          onChange={props.onCount}
        />
      )}
    </>
  );
}

function CountField(props: {
  label: string;
  value: number;
  most: number;
  onChange: (count: number) => void;
  hint?: string;
}): JSX.Element {
  const id = useId();
  return (
    <div className="interview-Field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="number"
        className="jp-mod-styled interview-mod-short"
        required
        min={1}
        max={props.most}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        // Nothing while another number is typed.
        value={props.value || ''}
        onChange={event => props.onChange(Number(event.target.value))}
      />
      {props.hint && (
        <p id={`${id}-hint`} className="interview-Field-hint">
          {props.hint}
        </p>
      )}
    </div>
  );
}

/**
 * When a live interview is, or how long a take-home takes and until when it can be handed in.
 */
function When(props: {
  kind: PadKind;
  begins: { date: string; time: string };
  onBegins: (value: { date: string; time: string }) => void;
  duration: number;
  onDuration: (minutes: number) => void;
  timeLimit: number | null;
  onTimeLimit: (minutes: number | null) => void;
  due: { date: string; time: string };
  onDue: (value: { date: string; time: string }) => void;
  zone: string;
  onZone: (zone: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { kind, trans } = props;
  const [soon] = useState(() => nextHalfHour(Date.now()));
  return kind === 'live' ? (
    <div className="interview-Fields-row">
      <MomentFields
        dateLabel={trans.__('Date')}
        timeLabel={trans.__('Time')}
        value={props.begins}
        proposed={wallTime(soon, props.zone).time}
        onChange={props.onBegins}
      />
      <DurationField
        value={props.duration}
        onChange={props.onDuration}
        trans={trans}
      />
      <ZoneField value={props.zone} onChange={props.onZone} trans={trans} />
    </div>
  ) : (
    <div className="interview-Fields-row">
      <TimeLimitField
        value={props.timeLimit}
        onChange={props.onTimeLimit}
        trans={trans}
      />
      <MomentFields
        dateLabel={trans.__('Due date')}
        timeLabel={trans.__('Due time')}
        value={props.due}
        proposed={END_OF_DAY}
        onChange={props.onDue}
      />
      <ZoneField value={props.zone} onChange={props.onZone} trans={trans} />
    </div>
  );
}

function StartChoice(props: {
  value: StartWith;
  hasQuestions: boolean;
  onChange: (value: StartWith) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { value, hasQuestions, onChange, trans } = props;
  const choices: [StartWith, LabIcon[], string][] = [
    ['notebook', [notebookIcon], trans.__('Notebook')],
    ['file', [fileIcon], trans.__('File')],
    ['both', [notebookIcon, fileIcon], trans.__('Both')]
  ];
  if (hasQuestions) {
    choices.unshift(['nothing', [questionsIcon], trans.__('Nothing')]);
  }
  const group = useId();
  return (
    <fieldset className="interview-Field">
      <legend>
        {hasQuestions
          ? trans.__('Beside the questions')
          : trans.__('Start with')}
      </legend>
      <div className="interview-Choices">
        {choices.map(([choice, icons, label]) => (
          <label key={choice} className="interview-Choice">
            <input
              type="radio"
              name={group}
              checked={choice === value}
              onChange={() => onChange(choice)}
            />
            <span className="interview-Choice-icons" aria-hidden="true">
              {icons.map(icon => (
                <icon.react key={icon.name} tag="span" />
              ))}
            </span>
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function InstructionsField(props: {
  value: string;
  onChange: (value: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { value, onChange, trans } = props;
  const id = useId();
  return (
    <div className="interview-Field">
      <label htmlFor={id}>
        {trans.__('Instructions')}{' '}
        <span className="interview-Field-optional">{trans.__('optional')}</span>
      </label>
      <textarea
        id={id}
        className="jp-mod-styled"
        rows={5}
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className="interview-Field-hint">
        {trans.__(
          'Markdown. The candidate sees this beside the documents once inside.'
        )}
      </p>
    </div>
  );
}
