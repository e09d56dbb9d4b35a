import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { settingsIcon } from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import React, { useCallback, useEffect, useId, useRef, useState } from 'react';

import { useChanged } from '../components/hooks';
import { explain } from '../services/explain';
import { AuditLog } from './audit';
import {
  ChoiceField,
  LanguagesField,
  NumberField,
  SwitchField,
  TextField
} from './fields';
import { SettingsModel } from './model';
import { IQuota } from './types';
import { WaitingRoomSection } from './waitingroom';
import {
  KERNEL_KEYS,
  periodLabels,
  seeOthersLabels,
  visibilityLabels
} from './words';

/**
 * The parts of the page, as its address has them; the first is the empty one.
 */
export const PARTS = ['', 'audit'] as const;

export type Part = (typeof PARTS)[number];

/**
 * The Settings page: what administrators decide for everybody, and who did what.
 */
export class SettingsPage extends ReactWidget {
  /**
   * @param _stale - Emitted when somebody changed the settings.
   */
  constructor(
    readonly model: SettingsModel,
    private _stale: ISignal<unknown, void>,
    private _trans: TranslationBundle
  ) {
    super();
    this.id = 'interview-settings';
    this.addClass('interview-Settings');
    this.title.label = _trans.__('Settings');
    this.title.icon = settingsIcon;
  }

  /**
   * What is in front.
   */
  get part(): Part {
    return this._part;
  }

  set part(part: Part) {
    if (part !== this._part) {
      this._part = part;
      this._partChanged.emit();
    }
  }

  get partChanged(): ISignal<this, void> {
    return this._partChanged;
  }

  protected override render(): JSX.Element {
    return (
      <Settings
        page={this}
        model={this.model}
        stale={this._stale}
        trans={this._trans}
      />
    );
  }

  private _part: Part = '';
  private _partChanged = new Signal<this, void>(this);
}

function Settings(props: {
  page: SettingsPage;
  model: SettingsModel;
  stale: ISignal<unknown, void>;
  trans: TranslationBundle;
}): JSX.Element {
  const { page, model, stale, trans } = props;
  useChanged(page.partChanged);
  useChanged(model.changed);
  const [failure, setFailure] = useState('');
  const load = useCallback(async () => {
    try {
      await model.load();
      setFailure('');
    } catch (reason) {
      setFailure(explain(reason, trans));
    }
  }, [model, trans]);
  useEffect(() => {
    const again = () => void load();
    again();
    stale.connect(again);
    return () => {
      stale.disconnect(again);
    };
  }, [load, stale]);
  const tabs: ReadonlyArray<[Part, string]> = [
    ['', trans.__('Settings')],
    ['audit', trans.__('Audit log')]
  ];
  return (
    <div className="interview-Settings-content">
      <h1>{trans.__('Settings')}</h1>
      <div
        className="interview-Tabs"
        role="tablist"
        aria-label={trans.__('Parts of this page')}
        onKeyDown={event => {
          if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
            page.part = page.part === '' ? 'audit' : '';
            event.currentTarget
              .querySelector<HTMLElement>(
                `#interview-settings-${page.part}-tab`
              )
              ?.focus();
          }
        }}
      >
        {tabs.map(([part, label]) => (
          <button
            key={part}
            id={`interview-settings-${part}-tab`}
            type="button"
            role="tab"
            aria-selected={page.part === part}
            aria-controls="interview-settings-part"
            tabIndex={page.part === part ? 0 : -1}
            onClick={() => {
              page.part = part;
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <div
        id="interview-settings-part"
        role="tabpanel"
        aria-labelledby={`interview-settings-${page.part}-tab`}
      >
        {failure && (
          <div className="interview-Home-failure" role="alert">
            <p>{failure}</p>
            <button
              type="button"
              className="interview-Button"
              onClick={() => void load()}
            >
              {trans.__('Try again')}
            </button>
          </div>
        )}
        {page.part === 'audit' ? (
          <AuditLog api={model.api} trans={trans} />
        ) : model.saved ? (
          <Form model={model} trans={trans} />
        ) : (
          !failure && <p>{trans.__('Loading…')}</p>
        )}
      </div>
    </div>
  );
}

function Form(props: {
  model: SettingsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState('');
  const save = async () => {
    setBusy(true);
    setSaid('');
    setFailure('');
    try {
      await model.save();
      setSaid(trans.__('Saved.'));
    } catch (reason) {
      setFailure(
        model.hasProblems
          ? trans.__('Nothing was saved: please mend what is marked.')
          : explain(reason, trans)
      );
      // Once the problems are shown.
      requestAnimationFrame(() => {
        const wrong = form.current?.querySelector<HTMLElement>(
          '[aria-invalid="true"]'
        );
        wrong?.focus({ preventScroll: true });
        wrong?.scrollIntoView({ block: 'center' });
      });
    } finally {
      setBusy(false);
    }
  };
  const { unsaved } = model;
  return (
    <form
      ref={form}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (!busy && unsaved > 0) {
          void save();
        }
      }}
    >
      <Section title={trans.__('Organization and waiting room')}>
        <WaitingRoomSection model={model} trans={trans} />
      </Section>
      <Section title={trans.__('New pads')}>
        <TextField
          name="default_instructions"
          lines={5}
          model={model}
          trans={trans}
        />
        <LanguagesField model={model} trans={trans} />
      </Section>
      <Section
        title={trans.__('Running code')}
        about={trans.__(
          'For each kernel that starts from now on, in open pads too, and for runs that begin. A kernel that runs keeps what it began with until it is restarted; kernels kept warm are replaced.'
        )}
      >
        <div className="interview-Settings-numbers">
          {KERNEL_KEYS.map(key => (
            <NumberField key={key} name={key} model={model} trans={trans} />
          ))}
        </div>
      </Section>
      <Section title={trans.__('Recordings')}>
        <NumberField name="recording_days" model={model} trans={trans} />
      </Section>
      <Section title={trans.__('Take-homes')}>
        <NumberField name="take_home_grace" model={model} trans={trans} />
      </Section>
      <Section title={trans.__('Feedback')}>
        <ChoiceField
          name="notes_visibility"
          options={visibilityLabels(trans)}
          model={model}
          trans={trans}
        />
        <ChoiceField
          name="see_others"
          options={seeOthersLabels(trans)}
          model={model}
          trans={trans}
        />
        <SwitchField name="ask_candidates" model={model} trans={trans} />
      </Section>
      <Section title={trans.__('Quota')}>
        <div className="interview-Settings-numbers">
          <NumberField name="quota" model={model} trans={trans} />
          <ChoiceField
            name="quota_period"
            options={periodLabels(trans)}
            model={model}
            trans={trans}
          />
        </div>
        <QuotaMeter model={model} trans={trans} />
      </Section>
      <div className="interview-Settings-foot" data-unsaved={unsaved > 0}>
        <p role="status">
          {unsaved > 0
            ? trans._n(
                'One change is not saved yet.',
                '%1 changes are not saved yet.',
                unsaved
              )
            : said || trans.__('Everything is saved.')}
        </p>
        <p className="interview-Failure" role="alert">
          {failure}
        </p>
        <button
          type="button"
          className="interview-Button"
          disabled={unsaved === 0}
          onClick={() => {
            model.discard();
            setFailure('');
          }}
        >
          {trans.__('Discard')}
        </button>
        <button
          type="submit"
          className="interview-Button interview-mod-accent"
          aria-disabled={busy || unsaved === 0}
        >
          {busy ? trans.__('Saving…') : trans.__('Save')}
        </button>
      </div>
    </form>
  );
}

/**
 * How much of the quota that counts just now is used.
 */
function QuotaMeter(props: {
  model: SettingsModel;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { model, trans } = props;
  const id = useId();
  const [quota, setQuota] = useState<IQuota | null>(null);
  const { saved } = model;
  useEffect(() => {
    let late = false;
    model.api.quota().then(
      answer => !late && setQuota(answer),
      reason => console.debug('The quota is not known.', reason)
    );
    return () => {
      late = true;
    };
  }, [model, saved]);
  if (!quota) {
    return null;
  }
  const { used, limit } = quota;
  return (
    <p className="interview-Settings-quota">
      <span id={id}>
        {limit === null
          ? trans._n('One pad counts so far.', '%1 pads count so far.', used)
          : trans.__('%1 of %2 pads are used.', used, limit)}
      </span>
      {limit !== null && (
        <meter aria-labelledby={id} min={0} max={limit} value={used} />
      )}
    </p>
  );
}

function Section(props: {
  title: string;
  about?: string;
  children: React.ReactNode;
}): JSX.Element {
  return (
    <section className="interview-Settings-section">
      <h2>{props.title}</h2>
      {props.about && <p className="interview-Field-hint">{props.about}</p>}
      {props.children}
    </section>
  );
}
