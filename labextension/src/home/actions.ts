import { isFinished } from '../services/states';
import { IPad } from '../services/types';

/**
 * What a row of the pads offers. "review" leads to what was handed in, "finish" says that one is
 * done with it; "playback" and "open" lead to the pad as well.
 */
export type RowAction =
  | 'open'
  | 'review'
  | 'playback'
  | 'copy'
  | 'end'
  | 'finish'
  | 'reopen'
  | 'extend'
  | 'edit'
  | 'invite'
  | 'delete';

export interface IRowActions {
  /**
   * Where the pad's address leads; null where it leads nowhere yet.
   */
  readonly address: 'open' | 'review' | 'playback' | null;
  /**
   * What stands beside it as buttons.
   */
  readonly buttons: ReadonlyArray<RowAction>;
  /**
   * What the row's menu holds.
   */
  readonly menu: ReadonlyArray<RowAction>;
}

/**
 * Whether a pad that is not over can be entered by a member: who reviews sees what became of a pad
 * and not the work in it, but for practice pads of their own, which they may end. Pure.
 */
export function leadsIn(pad: IPad, role: string): boolean {
  return role !== 'reviewer' || pad.actions.includes('end');
}

/**
 * What a member can do to a pad: what the server allows, arranged by how often it is wanted. Pure.
 *
 * @param role - The member's.
 */
export function rowActions(pad: IPad, role: string): IRowActions {
  const may = new Set(pad.actions);
  const finished = isFinished(pad);
  const address =
    pad.state === 'ready_for_review'
      ? 'review'
      : finished
        ? 'playback'
        : leadsIn(pad, role)
          ? 'open'
          : null;
  const buttons: RowAction[] = [];
  const menu: RowAction[] = [];
  (finished ? menu : buttons).push('copy');
  if (may.has('end') || may.has('submit')) {
    buttons.push('end');
  }
  if (may.has('review')) {
    menu.push('finish');
  }
  if (may.has('extend')) {
    menu.push('extend');
  }
  if (may.has('edit')) {
    menu.push('edit');
    if (!finished && pad.kind !== 'sandbox') {
      menu.push('invite');
    }
  }
  if (may.has('reopen')) {
    menu.push('reopen');
  }
  if (may.has('delete')) {
    menu.push('delete');
  }
  return { address, buttons, menu };
}
