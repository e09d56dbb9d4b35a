import { Json, JsonObject } from '../playback/engine/types';
import { element } from './nodes';

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

// Colours and such of terminals.
// eslint-disable-next-line no-control-regex
const ESCAPES = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;

/**
 * Show what a run left.
 *
 * What is HTML is shown in a frame in which no script runs and which reaches nothing.
 */
export function renderOutputs(outputs: Json | undefined): HTMLElement {
  const area = element('div', 'outputs');
  for (const output of Array.isArray(outputs) ? (outputs as Json[]) : []) {
    if (typeof output === 'object' && output !== null) {
      area.append(renderOutput(output as JsonObject));
    }
  }
  return area;
}

function renderOutput(output: JsonObject): HTMLElement {
  switch (output.output_type) {
    case 'stream':
      return element(
        'pre',
        output.name === 'stderr' ? 'output stderr' : 'output',
        plain(output.text)
      );
    case 'error': {
      const traceback = plain(output.traceback);
      const short = `${plain(output.ename)}: ${plain(output.evalue)}`;
      return element('pre', 'output error', traceback || short);
    }
    default:
      return renderBundle((output.data ?? {}) as JsonObject);
  }
}

function renderBundle(data: JsonObject): HTMLElement {
  const picture = PICTURES.find(type => typeof data[type] === 'string');
  const text = plain(data['text/plain']);
  if (picture) {
    const image = element('img', 'output');
    image.src = `data:${picture};base64,${plain(data[picture]).replace(/\s/g, '')}`;
    image.alt = text;
    return image;
  }
  if (data['image/svg+xml'] !== undefined) {
    const image = element('img', 'output');
    image.src = `data:image/svg+xml,${encodeURIComponent(plain(data['image/svg+xml']))}`;
    image.alt = text;
    return image;
  }
  if (data['text/html'] !== undefined) {
    const frame = element('iframe', 'output');
    frame.setAttribute('sandbox', '');
    frame.title = text.slice(0, 80) || 'Output';
    frame.srcdoc = `<style>body{margin:0;font:13px system-ui,sans-serif;background:#fff;color:#222}
table{border-collapse:collapse}td,th{padding:2px 8px;text-align:right}</style>${plain(data['text/html'])}`;
    return frame;
  }
  return element('pre', 'output', text);
}

/**
 * Text of whatever was written where text belongs.
 */
export function plain(value: Json | undefined): string {
  const text = Array.isArray(value)
    ? (value as Json[]).map(plain).join('\n')
    : typeof value === 'string'
      ? value
      : '';
  return text.replace(ESCAPES, '');
}
