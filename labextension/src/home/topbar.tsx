import { ReactWidget } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { TranslationBundle } from '@jupyterlab/translation';
import { jupyterIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { useChanged } from '../components/hooks';
import { IPads } from '../tokens';

/**
 * The one line above the Interviews page: what this is, who you are, the way out.
 */
export class TopBar extends ReactWidget {
  constructor(
    private _pads: IPads,
    private _trans: TranslationBundle
  ) {
    super();
    this.id = 'interview-top-bar';
    this.addClass('interview-TopBar');
  }

  protected override render(): JSX.Element {
    return <Bar pads={this._pads} trans={this._trans} />;
  }
}

function Bar(props: { pads: IPads; trans: TranslationBundle }): JSX.Element {
  const { pads, trans } = props;
  useChanged(pads.changed);
  return (
    <>
      <jupyterIcon.react tag="span" className="interview-TopBar-logo" />
      <span className="interview-TopBar-name">{trans.__('Interviews')}</span>
      {pads.me && (
        <>
          <span className="interview-TopBar-me">{pads.me.name}</span>
          <a href={URLExt.join(PageConfig.getBaseUrl(), 'logout')}>
            {trans.__('Sign out')}
          </a>
        </>
      )}
    </>
  );
}
