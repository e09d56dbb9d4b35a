import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';

import { SelectField } from '../home/fields';
import { TemplateApi } from './api';
import { ITemplate, ITemplateDetails } from './types';

/**
 * The field of a form for the template that a pad is made from; there is none as long as there
 * are no templates.
 *
 * @param props.onChosen - Called with the template and all that is in it; null for none.
 * @param props.onFailure - Called with what was thrown where it could not be asked for.
 */
export function TemplateField(props: {
  api: TemplateApi;
  chosen: ITemplateDetails | null;
  onChosen: (template: ITemplateDetails | null) => void;
  onFailure: (reason: unknown) => void;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { api, chosen, onChosen, onFailure, trans } = props;
  const [templates, setTemplates] = useState<ReadonlyArray<ITemplate>>([]);
  const turns = useRef(0);
  useEffect(() => {
    let gone = false;
    api.list().then(
      found => !gone && setTemplates(found),
      reason => console.warn('The templates are not known.', reason)
    );
    return () => {
      gone = true;
    };
  }, [api]);
  if (templates.length === 0) {
    return null;
  }
  return (
    <SelectField
      label={trans.__('Template')}
      value={chosen?.id ?? ''}
      onChange={id => {
        const turn = ++turns.current;
        if (id) {
          api.get(id).then(
            found => turn === turns.current && onChosen(found),
            reason => turn === turns.current && onFailure(reason)
          );
        } else {
          onChosen(null);
        }
      }}
      options={[
        { value: '', label: trans.__('None') },
        ...templates.map(({ id, title, locked }) => ({
          value: id,
          label: locked ? trans.__('%1 (locked)', title) : title
        }))
      ]}
    />
  );
}
