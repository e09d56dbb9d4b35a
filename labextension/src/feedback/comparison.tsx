import { ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Message } from '@lumino/messaging';
import React, { useState } from 'react';

import { useChanged } from '../components/hooks';
import { When } from '../components/when';
import { explain } from '../services/explain';
import { Decision } from './decision';
import { ExportButton } from './export';
import { FeedbackModel } from './model';
import { IFeedbackPlace } from './place';
import { IContent, IForm } from './types';
import { Answer, Overall, Rated } from './view';
import { subjectWords } from './words';

/**
 * The scorecards of all interviewers side by side, and the decision below them.
 */
export class ComparisonView extends ReactWidget {
  constructor(private _options: ComparisonView.IOptions) {
    super();
    const { trans } = _options;
    this.id = 'interview-comparison';
    this.addClass('interview-SideBySide');
    // Scrolled with the keyboard, too.
    this.node.tabIndex = 0;
    this.title.label = trans.__('Scorecards');
    this.title.closable = true;
  }

  /**
   * One comes here from a panel, with the keyboard too.
   */
  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.focus();
  }

  protected override render(): JSX.Element {
    return <SideBySide {...this._options} />;
  }
}

export namespace ComparisonView {
  export interface IOptions {
    model: FeedbackModel;
    place: IFeedbackPlace;
    trans: TranslationBundle;
  }
}

/**
 * A line of the table: one part of the scorecard.
 */
interface IRow {
  readonly key: string;
  readonly label: string;
  readonly from: string;
  readonly cell: (content: IContent, form: IForm) => JSX.Element;
}

interface IColumn {
  readonly id: string;
  readonly name: string;
  readonly submitted: string | null;
  readonly content: IContent;
  readonly form: IForm;
}

function SideBySide(props: ComparisonView.IOptions): JSX.Element {
  const { model, place, trans } = props;
  useChanged(model.changed);
  const [onlyApart, setOnlyApart] = useState(false);
  const { failure, feedback } = model;
  const apart = new Set(feedback?.disagreements);
  const columns = columnsOf(props);
  const rows = rowsOf(columns, place, trans);
  const shown = onlyApart ? rows.filter(({ key }) => apart.has(key)) : rows;
  return (
    <>
      <div className="interview-SideBySide-top">
        <h2>{trans.__('Scorecards')}</h2>
        <p role="status">
          {feedback?.subject
            ? subjectWords(trans)
            : columns.length < 2
              ? trans.__('Nobody else has submitted a scorecard yet.')
              : apart.size === 0
                ? trans.__('You see everything alike.')
                : trans._n(
                    'You see one part differently.',
                    'You see %1 parts differently.',
                    apart.size
                  )}
        </p>
        {apart.size > 0 && (
          <label>
            <input
              type="checkbox"
              checked={onlyApart}
              onChange={event => setOnlyApart(event.target.checked)}
            />
            {trans.__('Only where you differ')}
          </label>
        )}
        <ExportButton model={model} trans={trans} />
      </div>
      <p className="interview-Failure" role="alert">
        {failure ? explain(failure, trans) : ''}
      </p>
      {columns.length > 0 && (
        <table>
          <thead>
            <tr>
              <td />
              {columns.map(column => (
                <th key={column.id} scope="col">
                  {column.name}
                  <span className="interview-Part-from">
                    <When iso={column.submitted} trans={trans} />
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(row => (
              <tr key={row.key} data-apart={apart.has(row.key) || undefined}>
                <th scope="row">
                  {row.label}
                  {row.from && (
                    <span className="interview-Part-from">{row.from}</span>
                  )}
                  {apart.has(row.key) && (
                    <span className="interview-Apart">
                      {trans.__('You differ')}
                    </span>
                  )}
                </th>
                {columns.map(({ content, form, id }) => (
                  <td key={id}>{row.cell(content, form)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Decision model={model} trans={trans} />
    </>
  );
}

/**
 * Oneself first, then the colleagues.
 */
function columnsOf(props: ComparisonView.IOptions): ReadonlyArray<IColumn> {
  const { feedback } = props.model;
  if (!feedback) {
    return [];
  }
  const { form, mine, others } = feedback;
  const columns = (others ?? []).map(each => ({
    ...each,
    id: each.member.id,
    name: each.member.name
  }));
  return mine.content
    ? [
        {
          id: '',
          name: props.trans.__('You'),
          submitted: mine.submitted,
          content: mine.content,
          form
        },
        ...columns
      ]
    : columns;
}

/**
 * Every part that at least one of the scorecards has, in its order.
 */
function rowsOf(
  columns: ReadonlyArray<IColumn>,
  place: IFeedbackPlace,
  trans: TranslationBundle
): ReadonlyArray<IRow> {
  const rows = new Map<string, IRow>();
  const add = (row: IRow) => {
    if (!rows.has(row.key)) {
      rows.set(row.key, row);
    }
  };
  add({
    key: 'recommendation',
    label: trans.__('Recommendation'),
    from: '',
    cell: (content, { competencies }) => (
      <Overall
        content={content}
        competencies={competencies}
        place={place}
        trans={trans}
      />
    )
  });
  for (const { form } of columns) {
    for (const competency of form.competencies) {
      add({
        key: `rating:${competency.key}`,
        label: competency.competency,
        from: competency.from,
        cell: content => (
          <Rated
            content={content}
            competency={competency}
            place={place}
            trans={trans}
          />
        )
      });
    }
  }
  for (const { form } of columns) {
    for (const { key, label } of form.fields) {
      add({
        key: `field:${key}`,
        label,
        from: '',
        cell: content => <Answer value={content.fields[key]} />
      });
    }
  }
  return [...rows.values()];
}
