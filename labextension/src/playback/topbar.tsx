import { IThemeManager, ReactWidget } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { ThemeButton } from '../pad/frame/theme';
import { branch } from './branch';
import { IPlayback, IPlayer } from './tokens';

/**
 * The one line above everything: which interview is played.
 */
export class PlaybackTopBar extends ReactWidget {
  constructor(private _options: PlaybackTopBar.IOptions) {
    super();
    this.id = 'interview-top-bar';
    this.addClass('interview-TopBar');
    this.addClass('interview-PadTopBar');
  }

  protected override render(): JSX.Element {
    return <Bar {...this._options} />;
  }
}

export namespace PlaybackTopBar {
  export interface IOptions {
    playback: IPlayback;
    settings: ISettingRegistry | null;
    themes: IThemeManager | null;
    trans: TranslationBundle;
  }
}

function Bar(props: PlaybackTopBar.IOptions): JSX.Element {
  const { playback, settings, themes, trans } = props;
  const [player, setPlayer] = useState<IPlayer | null>(null);
  useEffect(() => {
    void playback.player.then(setPlayer);
  }, [playback]);
  const title = player?.manifest.pad.title;
  return (
    <>
      <h1 className="interview-PadTopBar-title" title={title}>
        {title}
      </h1>
      <span className="interview-Pill">
        {trans.__('This interview has ended. Read-only.')}
      </span>
      <span className="interview-PadTopBar-space" />
      {player && (
        <button
          type="button"
          className="interview-Button"
          title={trans.__('Open a pad as everything is at this moment')}
          onClick={() => void branch(player, playback.api, trans)}
        >
          {trans.__('Branch from here')}
        </button>
      )}
      {themes && settings && (
        <ThemeButton themes={themes} settings={settings} trans={trans} />
      )}
    </>
  );
}
