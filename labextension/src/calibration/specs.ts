import type { Spec } from 'vega';

import { IQuestionFigures } from './api';

/**
 * What a chart is drawn in: JupyterLab's colours of text and page, and its font.
 */
export interface ILook {
  readonly text: string;
  readonly quiet: string;
  readonly page: string;
  readonly font: string;
}

/**
 * One of the steps from bad to good.
 */
export interface ILevel {
  readonly key: string;
  readonly label: string;
}

// From bad to good; told apart by those who see red and green alike, on light and on dark.
const COLOURS = ['#b35806', '#f1a340', '#74a9cf', '#3a86c8'];

const BAR = 26;
const WIDTH = 420;

/**
 * A bar for each thing, divided by how often each level was given.
 */
export function levelsChart(
  rows: ReadonlyArray<{
    readonly name: string;
    readonly counts: { readonly [key: string]: number };
  }>,
  levels: ReadonlyArray<ILevel>,
  look: ILook
): Spec {
  const values = rows.flatMap(({ name, counts }, row) =>
    levels.map(({ key, label }, level) => ({
      row,
      name,
      level,
      label,
      count: counts[key] ?? 0
    }))
  );
  return {
    ...frame(rows, look),
    data: [
      {
        name: 'given',
        values,
        transform: [
          {
            type: 'stack',
            groupby: ['row'],
            field: 'count',
            sort: { field: 'level' },
            offset: 'normalize'
          }
        ]
      }
    ],
    scales: [
      rowScale(rows),
      { name: 'share', type: 'linear', domain: [0, 1], range: 'width' },
      {
        name: 'colour',
        type: 'ordinal',
        domain: levels.map(({ label }) => label),
        range: COLOURS
      }
    ],
    axes: [
      rowAxis(rows),
      { orient: 'bottom', scale: 'share', format: '%', tickCount: 5 }
    ],
    legends: [
      { fill: 'colour', orient: 'top', direction: 'horizontal', columns: 4 }
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'given' },
        encode: {
          update: {
            x: { scale: 'share', field: 'y0' },
            x2: { scale: 'share', field: 'y1' },
            y: { scale: 'row', field: 'row' },
            height: { scale: 'row', band: 1 },
            fill: { scale: 'colour', field: 'label' },
            stroke: { value: look.page }
          }
        }
      }
    ]
  };
}

/**
 * For each question the range of minutes that it took, the middle half of them as a box, the
 * median, and what was planned.
 */
export function minutesChart(
  questions: ReadonlyArray<IQuestionFigures>,
  words: { readonly axis: string; readonly planned: string },
  look: ILook
): Spec {
  const rows = questions.filter(({ minutes }) => minutes !== null);
  const values = rows.map(({ minutes, planned }, row) => ({
    row,
    planned,
    ...minutes!
  }));
  const middle = { scale: 'row', field: 'row', band: 0.5 };
  const line = (field: string, stroke: string, strokeWidth: number) => ({
    type: 'rule' as const,
    from: { data: 'minutes' },
    encode: {
      update: {
        x: { scale: 'time', field },
        y: { scale: 'row', field: 'row' },
        y2: { scale: 'row', field: 'row', band: 1 },
        stroke: { value: stroke },
        strokeWidth: { value: strokeWidth }
      }
    }
  });
  return {
    ...frame(rows, look),
    data: [{ name: 'minutes', values }],
    scales: [
      rowScale(rows),
      {
        name: 'time',
        type: 'linear',
        domain: { data: 'minutes', fields: ['most', 'planned'] },
        zero: true,
        nice: true,
        range: 'width'
      },
      {
        name: 'colour',
        type: 'ordinal',
        domain: [words.planned],
        range: [COLOURS[0]]
      }
    ],
    axes: [
      rowAxis(rows),
      { orient: 'bottom', scale: 'time', title: words.axis, tickCount: 6 }
    ],
    legends: [
      {
        stroke: 'colour',
        symbolType: 'stroke',
        orient: 'top',
        direction: 'horizontal'
      }
    ],
    marks: [
      {
        type: 'rule',
        from: { data: 'minutes' },
        encode: {
          update: {
            x: { scale: 'time', field: 'least' },
            x2: { scale: 'time', field: 'most' },
            y: middle,
            stroke: { value: look.text }
          }
        }
      },
      {
        type: 'rect',
        from: { data: 'minutes' },
        encode: {
          update: {
            x: { scale: 'time', field: 'quarter' },
            x2: { scale: 'time', field: 'three_quarters' },
            y: { scale: 'row', field: 'row' },
            height: { scale: 'row', band: 1 },
            fill: { value: COLOURS[2] },
            stroke: { value: look.text }
          }
        }
      },
      line('median', look.text, 3),
      line('planned', COLOURS[0], 3)
    ]
  };
}

function frame(rows: ReadonlyArray<unknown>, look: ILook): Spec {
  return {
    width: WIDTH,
    height: Math.max(1, rows.length) * BAR,
    autosize: 'pad',
    background: 'transparent',
    config: {
      axis: {
        domainColor: look.quiet,
        tickColor: look.quiet,
        labelColor: look.text,
        titleColor: look.text,
        labelFont: look.font,
        titleFont: look.font,
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: 'normal',
        labelLimit: 240
      },
      legend: {
        labelColor: look.text,
        labelFont: look.font,
        labelFontSize: 12,
        symbolType: 'square'
      }
    }
  };
}

// Two questions may have the same title: each row has its number.
function rowScale(rows: ReadonlyArray<unknown>) {
  return {
    name: 'row',
    type: 'band' as const,
    domain: rows.map((_, row) => row),
    range: 'height' as const,
    padding: 0.3
  };
}

function rowAxis(rows: ReadonlyArray<{ readonly name: string }>) {
  return {
    orient: 'left' as const,
    scale: 'row',
    ticks: false,
    domain: false,
    labelPadding: 8,
    encode: {
      labels: {
        update: {
          text: rows.length
            ? rows.map(({ name }, row) => ({
                ...(row < rows.length - 1 && {
                  test: `datum.value === ${row}`
                }),
                value: name
              }))
            : { value: '' }
        }
      }
    }
  };
}
