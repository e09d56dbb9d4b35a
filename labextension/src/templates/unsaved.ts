import { ISignal, Signal } from '@lumino/signaling';

import { IChosenQuestion } from '../questions/chosen';
import { IContent, ITemplateDetails } from './types';

/**
 * A template as it is written and not saved yet.
 */
export interface IUnsaved {
  /**
   * Its questions stand in `chosen`.
   */
  readonly content: IContent;
  readonly chosen: ReadonlyArray<IChosenQuestion>;
  /**
   * The id of the team of a new one; empty for the whole organization.
   */
  readonly team: string;
  /**
   * That one began to edit; 0 of a new one.
   */
  readonly revision: number;
}

/**
 * What is not saved of templates, by the id of each, while one looks at something else. The browser
 * asks before the page goes away with it.
 */
export class Unsaved {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get(id: string): IUnsaved | null {
    return this._kept.get(id) ?? null;
  }

  keep(id: string, unsaved: IUnsaved): void {
    this._kept.set(id, unsaved);
    this._onChanged();
  }

  drop(id: string): void {
    if (this._kept.delete(id)) {
      this._onChanged();
    }
  }

  private _onChanged(): void {
    globalThis.removeEventListener?.('beforeunload', this._onBeforeUnload);
    if (this._kept.size > 0) {
      globalThis.addEventListener?.('beforeunload', this._onBeforeUnload);
    }
    this._changed.emit();
  }

  private _onBeforeUnload = (event: Event) => {
    event.preventDefault();
  };

  private _kept = new Map<string, IUnsaved>();
  private _changed = new Signal<this, void>(this);
}

/**
 * What is left to be saved where one wrote on while a template was saved. What is new in it has the
 * keys that it was given with that, by which scorecards are compared.
 *
 * @param sent - What was saved.
 * @param now - What is written by now.
 * @param saved - What the host made of it.
 */
export function afterSaving(
  sent: IUnsaved,
  now: IUnsaved,
  saved: Pick<ITemplateDetails, 'revision' | 'competencies' | 'fields' | 'plan'>
): IUnsaved {
  const keyed = <T extends { readonly key?: string }>(
    were: ReadonlyArray<T>,
    are: ReadonlyArray<T>,
    given: ReadonlyArray<T>
  ) =>
    are.map((row, index) => {
      const isNew = !row.key && were[index] && !were[index].key;
      return isNew ? { ...row, key: given[index]?.key } : row;
    });
  const { competencies, fields, plan } = now.content;
  return {
    ...now,
    revision: saved.revision,
    content: {
      ...now.content,
      competencies: keyed(
        sent.content.competencies,
        competencies,
        saved.competencies
      ),
      fields: keyed(sent.content.fields, fields, saved.fields),
      plan: keyed(sent.content.plan, plan, saved.plan)
    }
  };
}
