import { IThemeManager, ReactWidget } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { TranslationBundle } from '@jupyterlab/translation';
import { jupyterIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { useChanged } from '../components/hooks';
import { ThemeButton } from '../pad/frame/theme';
import { IPads } from '../tokens';

/**
 * The one line above the Interviews page: what this is, who you are, the way out.
 */
export class TopBar extends ReactWidget {
  constructor(private _options: TopBar.IOptions) {
    super();
    this.id = 'interview-top-bar';
    this.addClass('interview-TopBar');
  }

  protected override render(): JSX.Element {
    return <Bar {...this._options} />;
  }
}

export namespace TopBar {
  export interface IOptions {
    pads: IPads;
    settings: ISettingRegistry | null;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}

function Bar(props: TopBar.IOptions): JSX.Element {
  const { pads, settings, themes, trans } = props;
  useChanged(pads.changed);
  return (
    <>
      <jupyterIcon.react
        tag="span"
        className="interview-TopBar-logo"
        aria-hidden="true"
      />
      <span className="interview-TopBar-name">JupyterLab</span>
      {themes && settings && (
        <ThemeButton themes={themes} settings={settings} trans={trans} />
      )}
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
