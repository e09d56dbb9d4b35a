import { IThemeManager } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useReducer } from 'react';

import { moonIcon, sunIcon } from './icons';

const SETTINGS = '@jupyterlab/apputils-extension:themes';

/**
 * Light or dark, for this browser only. It follows the system until somebody chooses.
 */
export function ThemeButton(props: {
  themes: IThemeManager;
  settings: ISettingRegistry;
  trans: TranslationBundle;
}): JSX.Element {
  const { themes, settings, trans } = props;
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const onChanged = () => render();
    themes.themeChanged.connect(onChanged);
    return () => {
      themes.themeChanged.disconnect(onChanged);
    };
  }, [themes]);
  const dark = themes.theme !== null && !themes.isLight(themes.theme);
  const choose = async () => {
    await settings.set(SETTINGS, 'adaptive-theme', false);
    await themes.setTheme(dark ? 'JupyterLab Light' : 'JupyterLab Dark');
  };
  const Icon = dark ? sunIcon : moonIcon;
  const label = dark ? trans.__('Light theme') : trans.__('Dark theme');
  return (
    <button
      type="button"
      className="interview-IconButton"
      title={label}
      aria-label={label}
      onClick={() => void choose()}
    >
      <Icon.react tag="span" aria-hidden="true" />
    </button>
  );
}
