import { LabIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';
import React from 'react';

export interface IMenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: LabIcon;
  readonly execute: () => void;
}

/**
 * A button that opens a menu of JupyterLab's.
 *
 * @param props.items - What can be chosen; nothing for a line between.
 */
export function MenuButton(props: {
  label: string;
  items: ReadonlyArray<IMenuItem | null>;
  className?: string;
  /**
   * Names the button for those who go between rows with the arrow keys.
   */
  action?: string;
  children: React.ReactNode;
}): JSX.Element {
  const { label, items } = props;
  return (
    <button
      type="button"
      className={`interview-Button ${props.className ?? ''}`}
      aria-label={label}
      title={label}
      aria-haspopup="menu"
      data-action={props.action}
      onClick={event => openMenu(event.currentTarget, items)}
    >
      {props.children}
    </button>
  );
}

function openMenu(
  button: HTMLElement,
  items: ReadonlyArray<IMenuItem | null>
): void {
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  for (const item of items) {
    if (item === null) {
      menu.addItem({ type: 'separator' });
      continue;
    }
    commands.addCommand(item.id, {
      label: item.label,
      icon: item.icon,
      execute: item.execute
    });
    menu.addItem({ command: item.id });
  }
  menu.aboutToClose.connect(() => {
    button.focus();
    // What was chosen is executed after the menu has closed.
    setTimeout(() => menu.dispose());
  });
  const { left, bottom } = button.getBoundingClientRect();
  menu.open(left, bottom + 2);
}
