import { parse, Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';

/**
 * Draw a chart. Its expressions are interpreted, for no page here may make code of text.
 *
 * @returns Takes the chart away again.
 */
export async function draw(
  spec: Spec,
  container: HTMLElement
): Promise<() => void> {
  const runtime = parse(spec, undefined, { ast: true });
  const view = new View(runtime, {
    // The typings know of no interpreter for `expr` but the one it is.
    expr: expressionInterpreter as never,
    renderer: 'svg',
    container,
    hover: false
  });
  await view.runAsync();
  return () => {
    view.finalize();
  };
}
