import { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useId } from 'react';

import { SettingsModel } from './model';
import { ChoiceKey, NumberKey, SettingKey, SwitchKey, TextKey } from './types';
import { settingHint, settingLabel } from './words';

interface IFieldProps<K extends SettingKey> {
  readonly name: K;
  readonly model: SettingsModel;
  readonly trans: TranslationBundle;
}

/**
 * A line, or several lines, of text.
 */
export function TextField(
  props: IFieldProps<TextKey> & { lines?: number }
): JSX.Element {
  const { name, model, lines } = props;
  const field = useField(props);
  const shared = {
    ...field.control,
    className: 'jp-mod-styled',
    maxLength: model.saved?.bounds[name]?.maximum,
    autoComplete: 'off',
    value: String(model.value(name)),
    onChange: (
      event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>
    ) => model.set(name, event.target.value)
  };
  return (
    <div className="interview-Field">
      {field.label}
      {lines ? <textarea {...shared} rows={lines} /> : <input {...shared} />}
      {field.below}
    </div>
  );
}

/**
 * A number, as it is typed.
 */
export function NumberField(props: IFieldProps<NumberKey>): JSX.Element {
  const { name, model } = props;
  const field = useField(props);
  return (
    <div className="interview-Field interview-Field-number">
      {field.label}
      <input
        {...field.control}
        className="jp-mod-styled"
        inputMode="decimal"
        autoComplete="off"
        value={String(model.value(name))}
        onChange={event => model.set(name, event.target.value)}
      />
      {field.below}
    </div>
  );
}

/**
 * One of a few.
 */
export function ChoiceField(
  props: IFieldProps<ChoiceKey> & {
    options: ReadonlyArray<{ value: string; label: string }>;
  }
): JSX.Element {
  const { name, model, options } = props;
  const { label, control, below } = useField(props);
  return (
    <div className="interview-Field">
      {label}
      <HTMLSelect
        id={control.id}
        name={name}
        disabled={control.disabled}
        aria-invalid={control['aria-invalid']}
        aria-describedby={control['aria-describedby']}
        value={String(model.value(name))}
        onChange={event => model.set(name, event.currentTarget.value)}
        options={[...options]}
      />
      {below}
    </div>
  );
}

/**
 * On or off.
 */
export function SwitchField(props: IFieldProps<SwitchKey>): JSX.Element {
  const { name, model } = props;
  const { label, control, below } = useField(props);
  return (
    <div className="interview-Field">
      <div className="interview-Check-field">
        <input
          {...control}
          type="checkbox"
          checked={model.value(name) === true}
          onChange={event => model.set(name, event.target.checked)}
        />
        {label}
      </div>
      {below}
    </div>
  );
}

/**
 * Which of the server's languages are offered; none chosen: all of them.
 */
export function LanguagesField(props: {
  model: SettingsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const id = useId();
  const there = model.saved?.languages ?? [];
  const chosen = model.value('languages') as ReadonlyArray<string>;
  const all = chosen.length === 0;
  const fixed = model.isFixed('languages');
  const choose = (language: string, on: boolean) => {
    const before = all ? there.map(one => one.id) : chosen;
    const after = there
      .map(one => one.id)
      .filter(one => (one === language ? on : before.includes(one)));
    // Nobody could make a pad with none; with all of them, new ones come along.
    if (after.length > 0) {
      model.set('languages', after.length === there.length ? [] : after);
    }
  };
  return (
    <fieldset className="interview-Field" aria-describedby={`${id}-below`}>
      <legend>{settingLabel('languages', trans)}</legend>
      <div className="interview-Languages">
        {there.map(language => (
          <label key={language.id}>
            <input
              type="checkbox"
              disabled={fixed}
              checked={all || chosen.includes(language.id)}
              onChange={event => choose(language.id, event.target.checked)}
            />
            {language.name}
          </label>
        ))}
      </div>
      <Below name="languages" id={`${id}-below`} model={model} trans={trans} />
    </fieldset>
  );
}

/**
 * What all fields of one value have: label, hint, problem, and the way back to the default.
 */
function useField(props: IFieldProps<SettingKey>): {
  label: JSX.Element;
  control: React.InputHTMLAttributes<HTMLInputElement & HTMLTextAreaElement>;
  below: JSX.Element;
} {
  const { name, model, trans } = props;
  const id = useId();
  return {
    label: <label htmlFor={id}>{settingLabel(name, trans)}</label>,
    control: {
      id,
      name,
      disabled: model.isFixed(name),
      'aria-invalid': model.problem(name) !== '',
      'aria-describedby': `${id}-below`
    },
    below: <Below id={`${id}-below`} name={name} model={model} trans={trans} />
  };
}

function Below(props: IFieldProps<SettingKey> & { id: string }): JSX.Element {
  const { name, model, trans, id } = props;
  const problem = model.problem(name);
  const standard = model.saved?.defaults[name];
  return (
    <div id={id}>
      {problem && <p className="interview-Failure">{problem}</p>}
      <p className="interview-Field-hint">
        {model.isFixed(name)
          ? trans.__('The server’s configuration decides this.')
          : settingHint(name, trans)}
        {!model.isFixed(name) &&
          !model.isDefault(name) &&
          standard !== undefined && (
            <>
              {' '}
              <button
                type="button"
                className="interview-Link"
                onClick={() => model.set(name, standard)}
              >
                {typeof standard === 'boolean' ||
                standard === '' ||
                Array.isArray(standard)
                  ? trans.__('Back to the default')
                  : trans.__('Back to the default: %1', String(standard))}
              </button>
            </>
          )}
      </p>
    </div>
  );
}
